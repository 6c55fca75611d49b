import fc from 'fast-check';
import { diagnoseDefinition } from '../../src/asl/diagnose.ts';
import { isError } from '../../src/asl/diagnostic.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../src/base/json.ts';
import { type Chance, chanceOf } from '../fuzz/chance.ts';
import { randomDefinition } from '../fuzz/random-definition.ts';
import { randomTasks } from '../fuzz/random-tasks.ts';
import { randomInput } from '../fuzz/words.ts';
import { randomInput as soundInput, randomMachine as soundMachine } from '../support/random-machine.ts';

export const account = '111111111111';
export const region = 'us-east-1';

export interface Machine {
  /** Also of its one revision. */
  readonly name: string;
  readonly stateMachineArn: string;
  readonly roleArn: string;
  readonly definition: JsonObject;
}

/** An execution that somebody starts, and what they do to it later. */
export interface PlannedExecution {
  readonly name: string;
  readonly machine: Machine;
  readonly input: Json;
  readonly startAfterMilliseconds: number;
  /** How many clients ask for the same start at once. */
  readonly startCount: number;
  /** After the start was asked for. */
  readonly stopAfterMilliseconds: number | undefined;
  /** Once it has ended in failure. */
  readonly isRedriven: boolean;
}

export interface Scenario {
  /** Those that tasks start among them. */
  readonly machines: readonly Machine[];
  readonly executions: readonly PlannedExecution[];
  /** Random numbers are always the same, and no definition makes an id, so that two runs may be compared. */
  readonly isPlain: boolean;
  /** AWS's quota by default, which nothing that is simulated comes to. */
  readonly openMapRunsMax?: number;
}

const childNames = ['child-0', 'child-1'];
const languages = ['JSONPath', 'JSONata'];
/** How often a definition is drawn again until it is valid. */
const drawsMax = 60;

export function randomScenario(seed: number): Scenario {
  const chance = chanceOf(seed ^ 0x5eed);
  const children = childNames.map((name) => machineOf(name, randomMachine(chance, [])));
  const parents = Array.from({ length: 1 + chance.below(3) }, (_, index) =>
    machineOf(`machine-${index}`, randomMachine(chance, children)),
  );
  const executions = Array.from({ length: 1 + chance.below(8) }, (_, index) => ({
    name: `run-${index}`,
    machine: chance.pick(parents),
    input: anyInput(chance),
    startAfterMilliseconds: chance.once(2) ? chance.below(200) : chance.below(20_000),
    startCount: chance.once(6) ? 2 : 1,
    stopAfterMilliseconds: chance.once(6) ? chance.below(chance.once(2) ? 60 : 60_000) : undefined,
    isRedriven: chance.once(5),
  }));
  const machines = [...parents, ...children];
  const isPlain = !chance.once(4) && !machines.some(makesIds);
  return { machines, executions, isPlain };
}

function makesIds({ definition }: Machine): boolean {
  return /uuid/i.test(JSON.stringify(definition));
}

export function machineOf(name: string, definition: JsonObject): Machine {
  return {
    name,
    stateMachineArn: `arn:aws:states:${region}:${account}:stateMachine:${name}`,
    roleArn: `arn:aws:iam::${account}:role/runs`,
    definition,
  };
}

function anyInput(chance: Chance): Json {
  const input = randomInput(chance);
  // What the paths of either kind of definition look for.
  return isJsonObject(input) ? { ...input, ...(drawn(soundInput, chance) as JsonObject) } : input;
}

function drawn<T>(arbitrary: fc.Arbitrary<T>, chance: Chance): T {
  return fc.sample(arbitrary, { seed: chance.below(2 ** 31), numRuns: 1 })[0] as T;
}

/** Most definitions come to their end most of the time, the others may fail anywhere. */
function drawDefinition(chance: Chance): JsonObject {
  if (chance.once(6)) return randomTasks(chance);
  if (chance.once(5)) return randomDefinition(chance, languages);
  const { TimeoutSeconds = null, ...definition } = drawn(soundMachine, chance);
  return chance.once(3) ? { ...definition, TimeoutSeconds } : definition;
}

/** A valid definition whose tasks may start executions of `children`. */
function randomMachine(chance: Chance, children: readonly Machine[]): JsonObject {
  const mayLoop = chance.once(12);
  for (let draws = 0; draws < drawsMax; draws += 1) {
    const draft = drawDefinition(chance);
    const definition = adaptStates(draft, { chance, children, isJsonata: draft.QueryLanguage === 'JSONata' });
    if (!mayLoop && goesBack(definition)) continue;
    if (!diagnoseDefinition(JSON.stringify(definition), { type: 'STANDARD' }).some(isError))
      return definition;
  }
  return { StartAt: 'Only', States: { Only: { Type: 'Wait', Seconds: 1, End: true } } };
}

interface Adapting {
  readonly chance: Chance;
  readonly children: readonly Machine[];
  readonly isJsonata: boolean;
}

/** The same block with Maps of every kind that is simulated, and with tasks that find what they call. */
function adaptStates(block: JsonObject, adapting: Adapting): JsonObject {
  const { States = {} } = block;
  if (!isJsonObject(States)) return block;
  const states = Object.entries(States).map(([name, state]): [string, Json] => [
    name,
    isJsonObject(state) ? adaptState(state, adapting) : state,
  ]);
  return { ...block, States: Object.fromEntries(states) };
}

function adaptState(state: JsonObject, outer: Adapting): JsonObject {
  const isJsonata = (state.QueryLanguage ?? (outer.isJsonata ? 'JSONata' : 'JSONPath')) === 'JSONata';
  const adapting = { ...outer, isJsonata };
  if (state.Type === 'Task') return adaptTask(state, adapting);
  const {
    Branches,
    ItemProcessor,
    Iterator: iterator,
    ItemReader,
    ResultWriter,
    ItemBatcher,
    Label,
    ...rest
  } = state;
  const processor = ItemProcessor ?? iterator;
  if (isJsonObject(processor)) return { ...rest, ...adaptMap(processor, ItemBatcher, outer) };
  if (!isJsonArray(Branches)) return rest;
  const branches = Branches.map((branch) => (isJsonObject(branch) ? adaptStates(branch, outer) : branch));
  return { ...rest, Branches: branches };
}

/** The fields of a Map that say how it goes through its items. */
function adaptMap(processor: JsonObject, batcher: Json | undefined, adapting: Adapting): JsonObject {
  const { chance } = adapting;
  const block = adaptStates(processor, adapting);
  if (!chance.once(3)) return { ItemProcessor: { ...block, ProcessorConfig: { Mode: 'INLINE' } } };
  const ExecutionType = chance.once(3) ? 'EXPRESS' : 'STANDARD';
  return {
    ItemProcessor: { ...block, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType } },
    ...(batcher !== undefined && { ItemBatcher: batcher }),
    ...(chance.once(2) && { ToleratedFailurePercentage: chance.pick([50, 100]) }),
    ...(chance.once(2) && { MaxConcurrency: 1 + chance.below(3) }),
  };
}

const ordinaryFunction = `arn:aws:lambda:${region}:${account}:function:f`;
export const missingActivityArn = `arn:aws:states:${region}:${account}:activity:missing`;
export const activityArn = `arn:aws:states:${region}:${account}:activity:a`;

function adaptTask(task: JsonObject, { chance, children, isJsonata }: Adapting): JsonObject {
  const field = isJsonata ? 'Arguments' : 'Parameters';
  const resource = String(task.Resource);
  if (resource === activityArn) return chance.once(8) ? { ...task, Resource: missingActivityArn } : task;
  if (resource.startsWith('arn:aws:states:::states:startExecution')) {
    if (children.length === 0) {
      const { Credentials, Parameters, Arguments, ...rest } = task;
      return { ...rest, Resource: ordinaryFunction };
    }
    const StateMachineArn = chance.pick(children).stateMachineArn;
    return { ...task, [field]: { StateMachineArn, Input: randomInput(chance) } };
  }
  const isWaiting = resource.includes('.sync') || resource.endsWith('.waitForTaskToken');
  if (isWaiting) return chance.once(3) ? { ...task, TimeoutSeconds: 1 + chance.below(30) } : task;
  if (chance.once(3)) return task;
  const { Credentials, HeartbeatSeconds, ...rest } = task;
  return {
    ...rest,
    Resource: chance.pick(otherResources),
    ...(task[field] === undefined && { [field]: {} }),
  };
}

/** What tasks call instead, so that every way to wait for a task is taken often. */
const otherResources: readonly string[] = [
  activityArn,
  activityArn,
  activityArn,
  missingActivityArn,
  'arn:aws:states:::batch:submitJob.sync',
  'arn:aws:states:::ecs:runTask.sync',
  'arn:aws:states:::glue:startJobRun.sync',
  'arn:aws:states:::dynamodb:getItem',
  'arn:aws:states:::sns:publish',
];

/** Whether a state of any block leads to itself or to one before it. */
function goesBack(block: Json): boolean {
  if (isJsonArray(block)) return block.some(goesBack);
  if (!isJsonObject(block)) return false;
  const { States } = block;
  if (States !== undefined && isJsonObject(States)) {
    const names = Object.keys(States);
    const leadsBack = names.some((name, index) =>
      targetsOf(States[name] as Json).some((target) => names.indexOf(target) <= index),
    );
    if (leadsBack) return true;
  }
  return Object.values(block).some(goesBack);
}

/** The states that a state leads to, in its own block. */
function targetsOf(state: Json): readonly string[] {
  if (!isJsonObject(state)) return [];
  const { Next, Default, Choices = [], Catch = [] } = state;
  const rules = [...(isJsonArray(Choices) ? Choices : []), ...(isJsonArray(Catch) ? Catch : [])];
  const nexts = rules.map((rule) => (isJsonObject(rule) ? rule.Next : undefined));
  return [Next, Default, ...nexts].filter((name): name is string => typeof name === 'string');
}
