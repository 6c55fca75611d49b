import { blocksOf } from '../asl/blocks.ts';
import type { IntegrationPattern } from '../asl/compiled.ts';
import type { StateMachineType } from '../asl/definition.ts';
import { type Place as DefinitionPlace, languageOf } from '../asl/place.ts';
import { parseTaskResource } from '../asl/resource.ts';
import { type Place, parseArn } from '../base/arn.ts';
import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { foresee, foreseePath } from './foresee-template.ts';
import { absent, exactText, type Foreseen, foreseenLiteral } from './foreseen.ts';
import { foreseenContext } from './foreseen-context.ts';
import type { Foresight } from './foresight.ts';
import type { Machine } from './machine.ts';
import { variablesOf } from './variables.ts';

/** What a state asks of the world: a Task's call, or the reading, running and writing of a distributed Map. */
export type StateCall = TaskCall | DistributedMap;

interface FromState {
  /** Where the state stands in its definition: `/States/Foo`. */
  readonly path: string;
  readonly stateName: string;
  readonly machine: Machine;
  /** Where what it names without an ARN lives: the target role's account, or the machine's. */
  readonly place: Place;
}

export interface TaskCall extends FromState {
  readonly type: 'Task';
  /** `lambda:invoke` for a function's ARN too; `activity` for an activity's; `aws-sdk:s3:getObject`. */
  readonly integration: string;
  /** The resource's ARN, as the definition has it. */
  readonly resourceArn: string;
  readonly pattern: IntegrationPattern;
  /** Parameters or Arguments. */
  readonly parameters: Foreseen;
  /** What the field of `parameters` is called in the definition: `Parameters`, `Arguments`. */
  readonly parametersField: string;
  /** `Credentials.RoleArn`; absent where the execution role makes the call itself. */
  readonly targetRoleArn: Foreseen;
}

export interface DistributedMap extends FromState {
  readonly type: 'DistributedMap';
  /** `Label`; absent where AWS chooses one. */
  readonly label: Foreseen;
  /** What its child executions are. */
  readonly executionType: StateMachineType;
  readonly itemReader: StorageCall | undefined;
  readonly resultWriter: StorageCall | undefined;
}

/** A distributed Map's call to S3. */
export interface StorageCall {
  /** `s3:getObject`. */
  readonly integration: string;
  readonly parameters: Foreseen;
  readonly parametersField: string;
  readonly readerConfig: Foreseen;
}

/**
 * Every call that `machine` makes, in the order of its definition, nested states included. `isLiteral` leaves everything unknown
 * that is not written out.
 */
export function callsOf(machine: Machine, isLiteral = false): readonly StateCall[] {
  const { definition } = machine;
  const root = languageOf(definition.QueryLanguage, 'JSONPath');
  const blocks = blocksOf(definition, rootPlaceOf(definition));
  const contextAt = foreseenContext(machine);
  const variable = variablesOf(blocks, root, contextAt);
  const calls: StateCall[] = [];
  for (const block of blocks) {
    for (const { name, state, place } of block.states) {
      if (state.Type !== 'Task' && state.Type !== 'Map') continue;
      const language = languageOf(state.QueryLanguage, root);
      const foresight: Foresight = { language, isLiteral, context: contextAt(block, name), variable };
      const from = { path: place.location, stateName: name, machine };
      if (state.Type === 'Task') calls.push(...taskCall(state, from, foresight));
      else if (isDistributed(state)) calls.push(distributedMap(state, from, foresight));
    }
  }
  return calls;
}

/** The place of a definition that was validated before, so that nothing is reported in it. */
export function rootPlaceOf({ QueryLanguage }: JsonObject): DefinitionPlace {
  const language = languageOf(QueryLanguage, 'JSONPath');
  return {
    location: '/',
    language,
    depth: 0,
    outcome: undefined,
    checking: {
      type: 'STANDARD',
      isKnownResource: undefined,
      language,
      diagnostics: [],
      stateNames: new Set(),
      labels: new Set(),
      validateState: () => {},
    },
  };
}

type From = Pick<FromState, 'path' | 'stateName' | 'machine'>;

function taskCall(state: JsonObject, from: From, foresight: Foresight): readonly TaskCall[] {
  const resource = parseTaskResource(String(state.Resource));
  if (resource === undefined) return [];
  const parametersField = foresight.language === 'JSONata' ? 'Arguments' : 'Parameters';
  const template = state[parametersField];
  const targetRoleArn = foreseeRole(state.Credentials, foresight);
  return [
    {
      type: 'Task',
      ...from,
      integration: integrationOf(resource),
      resourceArn: resource.arn,
      pattern: resource.kind === 'Integration' ? resource.pattern : 'RequestResponse',
      parameters: template === undefined ? absent : foresee(template, foresight),
      parametersField,
      targetRoleArn,
      place: placeOf(from.machine, targetRoleArn),
    },
  ];
}

function integrationOf(resource: NonNullable<ReturnType<typeof parseTaskResource>>): string {
  if (resource.kind === 'LambdaFunction') return 'lambda:invoke';
  if (resource.kind === 'Activity') return 'activity';
  return `${resource.resourceType}:${resource.action}`;
}

function foreseeRole(credentials: Json | undefined, foresight: Foresight): Foreseen {
  if (!isJsonObject(credentials)) return absent;
  const dynamic = credentials['RoleArn.$'];
  if (typeof dynamic === 'string') return foreseePath(dynamic, foresight);
  return credentials.RoleArn === undefined ? absent : foresee(credentials.RoleArn, foresight);
}

/** A target role is used in its own account, in the machine's region. */
function placeOf({ partition, region, account }: Machine, targetRoleArn: Foreseen): Place {
  const target = parseArn(exactText(targetRoleArn) ?? '');
  return { partition, region, account: target?.account ?? account };
}

function isDistributed(state: JsonObject): boolean {
  return processorConfig(state)?.Mode === 'DISTRIBUTED';
}

function processorConfig(state: JsonObject): JsonObject | undefined {
  const processor = state.ItemProcessor ?? state.Iterator;
  const config = isJsonObject(processor) ? processor.ProcessorConfig : undefined;
  return isJsonObject(config) ? config : undefined;
}

function distributedMap(state: JsonObject, from: From, foresight: Foresight): DistributedMap {
  const { partition, region, account } = from.machine;
  return {
    type: 'DistributedMap',
    ...from,
    place: { partition, region, account },
    executionType: processorConfig(state)?.ExecutionType === 'EXPRESS' ? 'EXPRESS' : 'STANDARD',
    label: typeof state.Label === 'string' ? foreseenLiteral(state.Label) : absent,
    itemReader: storageCall(state.ItemReader, foresight),
    resultWriter: storageCall(state.ResultWriter, foresight),
  };
}

function storageCall(field: Json | undefined, foresight: Foresight): StorageCall | undefined {
  if (!isJsonObject(field)) return undefined;
  const resource = parseTaskResource(String(field.Resource));
  if (resource === undefined) return undefined;
  const parametersField = foresight.language === 'JSONata' ? 'Arguments' : 'Parameters';
  return {
    integration: integrationOf(resource),
    parameters: foresee(field[parametersField] ?? {}, foresight),
    parametersField,
    readerConfig: foresee(field.ReaderConfig ?? {}, foresight),
  };
}
