import { ValidationException } from '../../../base/aws-error.ts';
import type { JsonObject } from '../../../base/json.ts';
import type { StateMachineRevisionBody } from '../../../store/resources.ts';
import { operationOf } from '../typed-operation.ts';
import { checkDefinition } from './definition-check.ts';
import { ConflictException, MissingRequiredParameter } from './errors.ts';
import { checkLoggingConfiguration } from './logging-check.ts';
import { checkExecutionRole, passRole } from './role-check.ts';
import { getStateMachine, revisionKey, stateMachineKey } from './state-machines.ts';

interface UpdateStateMachineInput {
  readonly stateMachineArn: string;
  readonly definition?: string;
  readonly roleArn?: string;
  readonly loggingConfiguration?: JsonObject;
  readonly tracingConfiguration?: JsonObject;
  readonly encryptionConfiguration?: JsonObject;
  readonly publish?: boolean;
}

/** Executions under way keep the definition and the role they started with. */
export const updateStateMachine = operationOf<UpdateStateMachineInput>('states', {
  name: 'UpdateStateMachine',
  permissions: ({ stateMachineArn, roleArn }) => [
    { action: 'states:UpdateStateMachine', resource: stateMachineArn },
    ...(roleArn === undefined ? [] : [passRole(roleArn)]),
  ],
  async run(input, call) {
    const { services } = call;
    const { stateMachineArn, definition, roleArn } = input;
    if (input.publish === true)
      throw new ValidationException('This server does not publish state machine versions.');
    const { name, machine, revision } = await getStateMachine(stateMachineArn, call);
    if (!changesAnything(input)) throw new MissingRequiredParameter(nothingToUpdate);
    if (definition !== undefined) checkDefinition(definition, machine.body.type, services.connectors);
    checkLoggingConfiguration(input.loggingConfiguration);
    if (roleArn !== undefined) await checkExecutionRole(roleArn, stateMachineArn, call);

    const updatedAt = services.clock.now();
    const revisionId = services.newId();
    const body: StateMachineRevisionBody = {
      ...revision,
      definition: definition ?? revision.definition,
      roleArn: roleArn ?? revision.roleArn,
      loggingConfiguration: input.loggingConfiguration ?? revision.loggingConfiguration,
      tracingConfiguration: input.tracingConfiguration ?? revision.tracingConfiguration,
      encryptionConfiguration: input.encryptionConfiguration ?? revision.encryptionConfiguration,
      updatedAt,
      revisionId,
    };
    const outcome = await services.store.resources.write([
      { type: 'put', key: revisionKey(name, revisionId), body, expectedRevision: 0 },
      {
        type: 'put',
        key: stateMachineKey(name),
        body: { ...machine.body, updatedAt, revisionName: revisionId, revisionId },
        expectedRevision: machine.revision,
      },
    ]);
    if (outcome === 'conflict')
      throw new ConflictException('The state machine was changed at the same time. Try again.');
    return { updateDate: updatedAt, revisionId };
  },
});

const nothingToUpdate =
  'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified';

function changesAnything(input: UpdateStateMachineInput): boolean {
  return (
    input.definition !== undefined ||
    input.roleArn !== undefined ||
    input.loggingConfiguration !== undefined ||
    input.tracingConfiguration !== undefined ||
    input.encryptionConfiguration !== undefined
  );
}
