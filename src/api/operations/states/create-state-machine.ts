import { ValidationException } from '../../../base/aws-error.ts';
import { type JsonObject, jsonEquals } from '../../../base/json.ts';
import type { StateMachineBody, StateMachineRevisionBody, Tag } from '../../../store/resources.ts';
import type { Call } from '../../operation.ts';
import { operationOf } from '../typed-operation.ts';
import { checkName, type StateMachineName, stateMachineArnOf } from './arns.ts';
import { checkDefinition } from './definition-check.ts';
import { StateMachineAlreadyExists } from './errors.ts';
import { checkLoggingConfiguration } from './logging-check.ts';
import { checkExecutionRole, passRole } from './role-check.ts';
import { revisionKey, stateMachineKey } from './state-machines.ts';

interface CreateStateMachineInput {
  readonly name: string;
  readonly definition: string;
  readonly roleArn: string;
  readonly type?: 'STANDARD' | 'EXPRESS';
  readonly loggingConfiguration?: JsonObject;
  readonly tracingConfiguration?: JsonObject;
  readonly encryptionConfiguration?: JsonObject;
  readonly tags?: readonly Tag[];
  readonly publish?: boolean;
  readonly versionDescription?: string;
}

export const createStateMachine = operationOf<CreateStateMachineInput>('states', {
  name: 'CreateStateMachine',
  permissions: ({ name, roleArn }, { caller }) => [
    { action: 'states:CreateStateMachine', resource: stateMachineArnOf(caller.place, name) },
    passRole(roleArn),
  ],
  async run(input, call) {
    const { services, caller } = call;
    checkName(input.name);
    refuseUnsupported(input);
    const type = input.type ?? 'STANDARD';
    checkDefinition(input.definition, type, services.connectors);
    checkLoggingConfiguration(input.loggingConfiguration);
    const stateMachineArn = stateMachineArnOf(caller.place, input.name);
    const name: StateMachineName = { ...caller.place, stateMachineArn, name: input.name };
    const existing = await services.store.resources.get(stateMachineKey(name));
    if (existing !== undefined) return answerExisting(input, name, existing.body, call);

    await checkExecutionRole(input.roleArn, stateMachineArn, call);
    const now = services.clock.now();
    const revisionName = services.newId();
    const revision: StateMachineRevisionBody = {
      stateMachineArn,
      definition: input.definition,
      roleArn: input.roleArn,
      type,
      updatedAt: now,
      revisionId: undefined,
      loggingConfiguration: input.loggingConfiguration,
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
      tags: input.tags ?? [],
    };
    const outcome = await services.store.resources.write([
      { type: 'put', key: revisionKey(name, revisionName), body: revision, expectedRevision: 0 },
      { type: 'put', key: stateMachineKey(name), body: machine, expectedRevision: 0 },
    ]);
    if (outcome === 'written') return { stateMachineArn, creationDate: now };
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
  const revision = await call.services.store.resources.get(revisionKey(name, existing.revisionName));
  const isSame =
    revision !== undefined &&
    revision.body.definition === input.definition &&
    existing.type === (input.type ?? 'STANDARD') &&
    isSameConfiguration(revision.body.loggingConfiguration, input.loggingConfiguration) &&
    isSameConfiguration(revision.body.tracingConfiguration, input.tracingConfiguration) &&
    isSameConfiguration(revision.body.encryptionConfiguration, input.encryptionConfiguration);
  if (!isSame) throw new StateMachineAlreadyExists(name.stateMachineArn);
  return { stateMachineArn: name.stateMachineArn, creationDate: existing.createdAt };
}

function isSameConfiguration(left: JsonObject | undefined, right: JsonObject | undefined): boolean {
  return jsonEquals(left ?? null, right ?? null);
}

function refuseUnsupported({ publish, versionDescription }: CreateStateMachineInput): void {
  if (versionDescription !== undefined && publish !== true) {
    throw new ValidationException('Version description can only be set when publish is true');
  }
  if (publish === true) throw new ValidationException('This server does not publish state machine versions.');
}
