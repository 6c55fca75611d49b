import type { Json, JsonObject } from '../../../base/json.ts';
import type { StateMachineBody, StateMachineRevisionBody } from '../../../store/resources/states.ts';
import type { ResourceChange } from '../../../store/store.ts';
import type { Call } from '../../operation.ts';
import { commitChanges, type Decided } from '../commit-changes.ts';
import { operationOf, optional } from '../typed-operation.ts';
import type { StateMachineName } from './arns.ts';
import { checkDefinition } from './definition-check.ts';
import { checkEncryptionConfiguration } from './encryption-check.ts';
import { MissingRequiredParameter, StateMachineDeleting } from './errors.ts';
import { checkLogGroup } from './log-group-check.ts';
import { checkLogDelivery, checkLoggingConfiguration, completeLogging } from './logging-check.ts';
import { machinePermission } from './machine-permission.ts';
import { putManagedRules } from './managed-rules-check.ts';
import { isSameContent } from './revision-content.ts';
import { checkExecutionRole, passRole } from './role-check.ts';
import { getStateMachine, machineAlwaysChanged, putStateMachine, revisionKey } from './state-machines.ts';
import { checkTracingConfiguration } from './tracing-check.ts';
import { checkVersionDescription, forgetCurrentVersion, publishVersion, versionArnOf } from './versions.ts';

interface UpdateStateMachineInput {
  readonly stateMachineArn: string;
  readonly definition?: string;
  readonly roleArn?: string;
  readonly loggingConfiguration?: JsonObject;
  readonly tracingConfiguration?: JsonObject;
  readonly encryptionConfiguration?: JsonObject;
  readonly publish?: boolean;
  readonly versionDescription?: string;
}

/**
 * Executions under way keep the definition and the role they started with. A request that changes nothing leaves the
 * revision as it is (recorded).
 */
export const updateStateMachine = operationOf<UpdateStateMachineInput>('states', {
  name: 'UpdateStateMachine',
  permissions: ({ stateMachineArn, roleArn, publish }) => [
    machinePermission('states:UpdateStateMachine', stateMachineArn),
    ...(publish === true ? [machinePermission('states:PublishStateMachineVersion', stateMachineArn)] : []),
    ...(roleArn === undefined ? [] : [passRole(roleArn)]),
  ],
  async run(input, call) {
    const { services } = call;
    const { stateMachineArn, roleArn } = input;
    checkVersionDescription(input);
    if (!changesAnything(input)) throw new MissingRequiredParameter(nothingToUpdate);
    checkLoggingConfiguration(input.loggingConfiguration, call.caller.place);
    await checkLogGroup(input.loggingConfiguration, call);
    checkTracingConfiguration(input.tracingConfiguration);
    checkEncryptionConfiguration(input.encryptionConfiguration, call.caller.place);
    if (roleArn !== undefined) await checkExecutionRole(roleArn, stateMachineArn, call);
    return commitChanges({
      store: services.store,
      decide: () => decideUpdate(input, call),
      giveUp: machineAlwaysChanged,
    });
  },
});

async function decideUpdate(input: UpdateStateMachineInput, call: Call): Promise<Decided<Json>> {
  const { services } = call;
  const { name, machine, revision } = await getStateMachine(input.stateMachineArn, call);
  if (machine.body.status === 'DELETING') throw new StateMachineDeleting(input.stateMachineArn);
  if (input.definition !== undefined)
    checkDefinition(input.definition, machine.body.type, services.connectors);
  const updatedAt = services.clock.now();
  const revisionId = services.newId();
  const body: StateMachineRevisionBody = {
    ...revision,
    definition: input.definition ?? revision.definition,
    roleArn: input.roleArn ?? revision.roleArn,
    loggingConfiguration: completeLogging(input.loggingConfiguration ?? revision.loggingConfiguration),
    tracingConfiguration: input.tracingConfiguration ?? revision.tracingConfiguration,
    encryptionConfiguration: input.encryptionConfiguration ?? revision.encryptionConfiguration,
    updatedAt,
    revisionId,
  };
  if (input.loggingConfiguration !== undefined || input.roleArn !== undefined)
    await checkLogDelivery(body, call);
  if (input.definition !== undefined || input.roleArn !== undefined) await putManagedRules(body, call);
  const isChanged = body.roleArn !== revision.roleArn || !isSameContent(body, revision);
  const revised: StateMachineBody = isChanged
    ? forgetCurrentVersion({ ...machine.body, updatedAt, revisionName: revisionId, revisionId })
    : machine.body;
  const publication =
    input.publish === true
      ? publishVersion(name, revised, { description: input.versionDescription, at: updatedAt })
      : { machine: revised, changes: [], version: undefined };
  const changes: ResourceChange[] = [...publication.changes];
  if (isChanged) changes.push({ type: 'put', key: revisionKey(name, revisionId), body, expectedRevision: 0 });
  if (publication.machine !== machine.body) changes.push(putStateMachine(machine, publication.machine));
  return { changes, result: answer(name, publication.machine, publication.version) };
}

function answer(
  { stateMachineArn }: StateMachineName,
  { updatedAt, revisionId }: StateMachineBody,
  version: number | undefined,
): JsonObject {
  return {
    updateDate: updatedAt,
    ...optional('revisionId', revisionId),
    ...(version !== undefined && { stateMachineVersionArn: versionArnOf(stateMachineArn, version) }),
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
