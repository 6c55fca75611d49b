import type { JsonObject } from '../../../base/json.ts';
import type { StateMachineBody, StateMachineRevisionBody } from '../../../store/resources/states.ts';
import type { Call } from '../../operation.ts';
import { operationOf } from '../typed-operation.ts';
import { checkName, type StateMachineName, stateMachineArnOf } from './arns.ts';
import { checkDefinition } from './definition-check.ts';
import { checkEncryptionConfiguration } from './encryption-check.ts';
import { StateMachineAlreadyExists, StateMachineDeleting } from './errors.ts';
import { checkLogGroup } from './log-group-check.ts';
import { checkLogDelivery, checkLoggingConfiguration, completeLogging } from './logging-check.ts';
import { putManagedRules } from './managed-rules-check.ts';
import { isSameContent } from './revision-content.ts';
import { checkExecutionRole, passRole } from './role-check.ts';
import { revisionKey, stateMachineKey } from './state-machines.ts';
import { permissionsToCreate } from './tag-conditions.ts';
import { checkTags, type WireTag } from './tags.ts';
import { checkTracingConfiguration } from './tracing-check.ts';
import { checkVersionDescription, publishVersion, versionArnOf } from './versions.ts';

interface CreateStateMachineInput {
  readonly name: string;
  readonly definition: string;
  readonly roleArn: string;
  readonly type?: 'STANDARD' | 'EXPRESS';
  readonly loggingConfiguration?: JsonObject;
  readonly tracingConfiguration?: JsonObject;
  readonly encryptionConfiguration?: JsonObject;
  readonly tags?: readonly WireTag[];
  readonly publish?: boolean;
  readonly versionDescription?: string;
}

export const createStateMachine = operationOf<CreateStateMachineInput>('states', {
  name: 'CreateStateMachine',
  permissions({ name, roleArn, tags, publish }, { caller }) {
    const resource = stateMachineArnOf(caller.place, name);
    return [
      ...permissionsToCreate('states:CreateStateMachine', resource, tags),
      ...(publish === true ? [{ action: 'states:PublishStateMachineVersion', resource }] : []),
      passRole(roleArn),
    ];
  },
  async run(input, call) {
    const { services, caller } = call;
    checkName(input.name);
    checkVersionDescription(input);
    const type = input.type ?? 'STANDARD';
    checkDefinition(input.definition, type, services.connectors);
    checkLoggingConfiguration(input.loggingConfiguration, caller.place);
    await checkLogGroup(input.loggingConfiguration, call);
    checkTracingConfiguration(input.tracingConfiguration);
    checkEncryptionConfiguration(input.encryptionConfiguration, caller.place);
    const stateMachineArn = stateMachineArnOf(caller.place, input.name);
    const tags = checkTags(input.tags, stateMachineArn);
    const name: StateMachineName = { stateMachineArn, name: input.name, ...caller.place };
    const existing = await services.store.resources.get(stateMachineKey(name));
    if (existing !== undefined) return answerExisting(input, name, existing.body, call);

    await checkExecutionRole(input.roleArn, stateMachineArn, call);
    await checkLogDelivery({ ...input, stateMachineArn }, call);
    await putManagedRules({ ...input, stateMachineArn }, call);
    const now = services.clock.now();
    const revisionName = services.newId();
    const revision: StateMachineRevisionBody = {
      stateMachineArn,
      definition: input.definition,
      roleArn: input.roleArn,
      type,
      updatedAt: now,
      revisionId: undefined,
      loggingConfiguration: completeLogging(input.loggingConfiguration),
      tracingConfiguration: input.tracingConfiguration,
      encryptionConfiguration: input.encryptionConfiguration,
    };
    const machine: StateMachineBody = {
      type,
      status: 'ACTIVE',
      createdAt: now,
      updatedAt: now,
      revisionName,
      revisionId: undefined,
      tags,
    };
    const description = input.versionDescription;
    const published =
      input.publish === true
        ? publishVersion(name, { ...machine, firstVersion: { description } }, { description, at: now })
        : { machine, changes: [] };
    const outcome = await services.store.resources.write([
      { type: 'put', key: revisionKey(name, revisionName), body: revision, expectedRevision: 0 },
      { type: 'put', key: stateMachineKey(name), body: published.machine, expectedRevision: 0 },
      ...published.changes,
    ]);
    if (outcome === 'written') return answer(name, published.machine);
    const winner = await services.store.resources.get(stateMachineKey(name));
    if (winner === undefined) throw new StateMachineAlreadyExists(stateMachineArn);
    return answerExisting(input, name, winner.body, call);
  },
});

/**
 * The same request again is answered as the first was; another one for the same name is refused. `roleArn` and tags
 * do not count.
 *
 * Source: API Reference, "CreateStateMachine", idempotency.
 */
async function answerExisting(
  input: CreateStateMachineInput,
  name: StateMachineName,
  existing: StateMachineBody,
  call: Call,
) {
  if (existing.status === 'DELETING') throw new StateMachineDeleting(name.stateMachineArn);
  const revision = await call.services.store.resources.get(revisionKey(name, existing.revisionName));
  const isSame =
    revision !== undefined &&
    isSameContent(revision.body, input) &&
    existing.type === (input.type ?? 'STANDARD') &&
    (existing.firstVersion !== undefined) === (input.publish === true) &&
    existing.firstVersion?.description === input.versionDescription;
  if (!isSame) throw new StateMachineAlreadyExists(name.stateMachineArn);
  return answer(name, existing);
}

/** A version that creating it published is the first. */
function answer({ stateMachineArn }: StateMachineName, { createdAt, firstVersion }: StateMachineBody) {
  return {
    stateMachineArn,
    creationDate: createdAt,
    ...(firstVersion !== undefined && { stateMachineVersionArn: versionArnOf(stateMachineArn, 1) }),
  };
}
