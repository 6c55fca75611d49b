import { ValidationException } from '../../../base/aws-error.ts';
import type { Json, JsonObject } from '../../../base/json.ts';
import type { StateMachineRevisionBody } from '../../../store/resources.ts';
import type { Call } from '../../operation.ts';
import { commitChanges, type Decided } from '../commit-changes.ts';
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
    const { stateMachineArn, roleArn } = input;
    if (input.publish === true)
      throw new ValidationException('This server does not publish state machine versions.');
    if (!changesAnything(input)) throw new MissingRequiredParameter(nothingToUpdate);
    checkLoggingConfiguration(input.loggingConfiguration);
    if (roleArn !== undefined) await checkExecutionRole(roleArn, stateMachineArn, call);
    return commitChanges({
      store: services.store,
      decide: () => decideUpdate(input, call),
      giveUp: () => new ConflictException('The state machine is changed all the time. Try again.'),
    });
  },
});

async function decideUpdate(input: UpdateStateMachineInput, call: Call): Promise<Decided<Json>> {
  const { services } = call;
  const { name, machine, revision } = await getStateMachine(input.stateMachineArn, call);
  if (input.definition !== undefined)
    checkDefinition(input.definition, machine.body.type, services.connectors);
  const updatedAt = services.clock.now();
  const revisionId = services.newId();
  const body: StateMachineRevisionBody = {
    ...revision,
    definition: input.definition ?? revision.definition,
    roleArn: input.roleArn ?? revision.roleArn,
    loggingConfiguration: input.loggingConfiguration ?? revision.loggingConfiguration,
    tracingConfiguration: input.tracingConfiguration ?? revision.tracingConfiguration,
    encryptionConfiguration: input.encryptionConfiguration ?? revision.encryptionConfiguration,
    updatedAt,
    revisionId,
  };
  const updated = { ...machine.body, updatedAt, revisionName: revisionId, revisionId };
  return {
    changes: [
      { type: 'put', key: revisionKey(name, revisionId), body, expectedRevision: 0 },
      { type: 'put', key: stateMachineKey(name), body: updated, expectedRevision: machine.revision },
    ],
    result: { updateDate: updatedAt, revisionId },
  };
}

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
