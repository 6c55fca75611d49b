import { parseDefinition } from '../../../asl/parse.ts';
import { variableReferences } from '../../../asl/variable-references.ts';
import { isJsonObject, type JsonObject } from '../../../base/json.ts';
import type { StateMachineBody, StateMachineRevisionBody } from '../../../store/resources/states.ts';
import type { Resource, ResourceChange, ResourceKey } from '../../../store/store.ts';
import type { Call } from '../../operation.ts';
import {
  type ExecutionName,
  parseExecutionArn,
  parseStateMachineArn,
  parseStatesArn,
  type StateMachineName,
  stateMachineArnOf,
} from './arns.ts';
import { completeEncryption } from './encryption-check.ts';
import { ConflictException, ExecutionDoesNotExist, StateMachineDoesNotExist } from './errors.ts';
import { completeLogging } from './logging-check.ts';

/** Where a state machine is stored. */
export function stateMachineKey({ account, region, name }: StateMachineName): ResourceKey<'StateMachine'> {
  return { kind: 'StateMachine', account, region, name };
}

/** Where a revision of a state machine is stored. */
export function revisionKey(
  { account, region }: Pick<StateMachineName, 'account' | 'region'>,
  name: string,
): ResourceKey<'StateMachineRevision'> {
  return { kind: 'StateMachineRevision', account, region, name };
}

export interface FoundStateMachine {
  readonly name: StateMachineName;
  readonly machine: Resource<'StateMachine'>;
  readonly revision: StateMachineRevisionBody;
}

/**
 * The state machine of that very ARN in the call's region; undefined where there is none.
 *
 * IAM compares ARNs letter by letter, so a state machine must not answer to a second spelling, such as one with
 * another partition: no policy that denies the first would see it. A version or an alias is reached by
 * `getQualifiedStateMachine`, whose callers ask for permission on the machine's own ARN.
 */
export async function findStateMachine(
  name: StateMachineName,
  { caller: { place }, services }: Call,
): Promise<Resource<'StateMachine'> | undefined> {
  const isHere = name.region === place.region;
  const arn = stateMachineArnOf({ ...place, account: name.account }, name.name);
  if (!isHere || name.stateMachineArn !== arn) return undefined;
  return services.store.resources.get(stateMachineKey(name));
}

/** `findStateMachine` with what it runs. Throws StateMachineDoesNotExist. */
export async function getStateMachine(stateMachineArn: string, call: Call): Promise<FoundStateMachine> {
  const name = parseStateMachineArn(stateMachineArn);
  const machine = await findStateMachine(name, call);
  if (machine === undefined) throw new StateMachineDoesNotExist(stateMachineArn);
  const { resources } = call.services.store;
  const revision = await resources.get(revisionKey(name, machine.body.revisionName));
  if (revision === undefined) throw new StateMachineDoesNotExist(stateMachineArn);
  return { name, machine, revision: revision.body };
}

/**
 * The change that gives `machine` this body, if nobody has changed it since it was read. Writing it as it is makes whatever
 * else happens to the machine meanwhile a conflict.
 */
export function putStateMachine(machine: Resource<'StateMachine'>, body: StateMachineBody): ResourceChange {
  const { kind, account, region, name, revision } = machine;
  return { type: 'put', key: { kind, account, region, name }, body, expectedRevision: revision };
}

/** The answer to a change whose state machine others change all the time. */
export function machineAlwaysChanged(): ConflictException {
  return new ConflictException('The state machine is changed all the time. Try again.');
}

/**
 * What `find` finds of an execution that is described, and its state machine's name, with a label where a Map Run started
 * it. Of Express executions only those are kept, and described like any other. Throws ExecutionDoesNotExist.
 */
export async function getDescribedExecution<Found>(
  executionArn: string,
  { caller }: Call,
  find: (executionArn: string) => Promise<Found | undefined>,
): Promise<{ readonly machineName: string; readonly found: Found }> {
  const { place, type, names } = parseStatesArn(executionArn);
  const isExpressChild = type === 'express' && names[0]?.includes('/') === true;
  const machineName = isExpressChild ? (names[0] ?? '') : parseExecutionArn(executionArn).name;
  const found = place.region === caller.place.region ? await find(executionArn) : undefined;
  if (found === undefined) throw new ExecutionDoesNotExist(executionArn);
  return { machineName, found };
}

/** The execution of that ARN in the call's region. Throws ExecutionDoesNotExist. */
export async function getExecution(executionArn: string, call: Call) {
  const name: ExecutionName = parseExecutionArn(executionArn);
  const isHere = name.region === call.caller.place.region;
  const summary = isHere ? await call.services.store.executions.find(executionArn) : undefined;
  if (summary === undefined) throw new ExecutionDoesNotExist(executionArn);
  return { name, summary };
}

/** What of a resource an answer is to hold. */
export type IncludedData = 'ALL_DATA' | 'METADATA_ONLY';

/**
 * What DescribeStateMachine and its likes show of a revision; as metadata, nothing of its definition.
 *
 * Source: API Reference, "DescribeStateMachine", definition.
 */
export function revisionJson(body: StateMachineRevisionBody, includedData: IncludedData = 'ALL_DATA') {
  const hasDefinition = includedData === 'ALL_DATA';
  return {
    definition: hasDefinition ? body.definition : '{}',
    roleArn: body.roleArn,
    loggingConfiguration: completeLogging(body.loggingConfiguration),
    tracingConfiguration: body.tracingConfiguration ?? { enabled: false },
    encryptionConfiguration: completeEncryption(body.encryptionConfiguration),
    ...(body.revisionId !== undefined && { revisionId: body.revisionId }),
    ...(hasDefinition && referencesJson(body)),
  };
}

/** By revisions that were described, because it means compiling all expressions. */
const knownReferences = new WeakMap<StateMachineRevisionBody, JsonObject>();

/** Left out where no state reads a variable. */
function referencesJson(body: StateMachineRevisionBody): JsonObject {
  const known = knownReferences.get(body);
  if (known !== undefined) return known;
  const found = findReferences(body.definition);
  knownReferences.set(body, found);
  return found;
}

function findReferences(definition: string): JsonObject {
  const parsed = parseDefinition(definition);
  if (!('definition' in parsed) || !isJsonObject(parsed.definition)) return {};
  const references = variableReferences(parsed.definition);
  return Object.keys(references).length === 0 ? {} : { variableReferences: references };
}
