import { compileStateMachine } from '../../src/asl/compile.ts';
import type { CompiledStateMachine } from '../../src/asl/compiled.ts';
import type { StateMachine } from '../../src/asl/definition.ts';
import { formatDiagnostics, isError } from '../../src/asl/diagnostic.ts';
import { validateDefinition } from '../../src/asl/validate.ts';
import { assert } from '../../src/base/assert.ts';
import { Failure } from '../../src/base/failure.ts';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { createExecution } from '../../src/engine/apply.ts';
import type { CallTask, Command, MapRunCommand, OfferTask, PollTask } from '../../src/engine/command.ts';
import { type Decision, decide } from '../../src/engine/decide.ts';
import type { ExecutionEvent } from '../../src/engine/event.ts';
import { type Execution, type ExecutionFacts, isTerminal } from '../../src/engine/execution.ts';
import { historyEvent } from '../../src/engine/history.ts';
import type { Message } from '../../src/engine/message.ts';
import { wakeAt } from '../../src/engine/timers.ts';
import { invariantsOf } from './engine-invariants.ts';
import { seededRandom } from './seeded-random.ts';

/** A message that answers a task's call, so many seconds after it. */
export interface Reply {
  readonly afterSeconds: number;
  readonly message: (eventId: number) => Message;
}

/** What follows one call of a task; empty for a task that stays silent. */
export type Script = readonly Reply[];

export interface Scenario {
  readonly definition: JsonObject;
  readonly input?: Json;
  /**
   * By state name the scripts of its calls or, for an activity's tasks, of its workers, the last one for every later call
   * too; or a script for each call.
   */
  readonly tasks?: Readonly<Record<string, readonly Script[]>> | ((call: CallTask) => Script);
  /** By state name what its polls find, the last for every later one; undefined while the job goes on. Or for each poll. */
  readonly polls?:
    | Readonly<Record<string, readonly (Json | Failure | undefined)[]>>
    | ((poll: PollTask) => Json | Failure | undefined);
  /** What comes of each Map Run in turn, the last for every later one; empty for one that goes on. */
  readonly mapRuns?: readonly Script[];
  /** Messages from outside, by seconds after the start. */
  readonly messages?: readonly { readonly afterSeconds: number; readonly message: Message }[];
  /** When to look away, in seconds after the start; by default when the execution has ended. */
  readonly untilSeconds?: number;
  readonly seed?: number;
  readonly facts?: Partial<ExecutionFacts>;
  /** How long after its wake time the execution is woken. */
  readonly wakesLateSeconds?: number;
}

/** Commands about tasks. */
export type TaskCommand = Exclude<Command, MapRunCommand>;

export interface Run {
  readonly execution: Execution;
  readonly events: readonly ExecutionEvent[];
  /** The API's history. */
  readonly history: readonly JsonObject[];
  readonly commands: readonly { readonly afterSeconds: number; readonly command: TaskCommand }[];
  readonly mapRunCommands: readonly { readonly afterSeconds: number; readonly command: MapRunCommand }[];
  readonly late: readonly Message[];
  readonly decisions: readonly Decision[];
  /** Virtual seconds from the start to the end, or to the last decision. */
  readonly seconds: number;
}

export const startsAt = Date.UTC(2024, 0, 1);

export const someFacts: ExecutionFacts = {
  executionArn: 'arn:aws:states:us-east-1:111111111111:execution:machine:run',
  name: 'run',
  stateMachineArn: 'arn:aws:states:us-east-1:111111111111:stateMachine:machine',
  stateMachineName: 'machine',
  roleArn: 'arn:aws:iam::111111111111:role/runner',
  region: 'us-east-1',
};

const decisionsMax = 50_000;

/** The machine of `definition`, which must be valid. */
export function compiled(definition: JsonObject): CompiledStateMachine {
  const errors = validateDefinition(definition, { type: 'STANDARD' }).filter(isError);
  assert(errors.length === 0, `a valid definition: ${formatDiagnostics(errors)}`);
  return compileStateMachine(definition as unknown as StateMachine);
}

/** Runs one execution in virtual time, checking every decision's invariants. */
export function drive(scenario: Scenario): Run {
  const facts = { ...someFacts, ...scenario.facts };
  const random = seededRandom(scenario.seed ?? 1);
  const untilAt = startsAt + (scenario.untilSeconds ?? Number.POSITIVE_INFINITY) * 1000;
  const inbox: { readonly at: number; readonly message: Message }[] = (scenario.messages ?? []).map(
    ({ afterSeconds, message }) => ({ at: startsAt + afterSeconds * 1000, message }),
  );
  const lateMilliseconds = (scenario.wakesLateSeconds ?? 0) * 1000;
  const calls = new Map<string, number>();
  const polls = new Map<string, number>();
  const late: Message[] = [];
  const decisions: Decision[] = [];
  const commands: { afterSeconds: number; command: TaskCommand }[] = [];
  const mapRunCommands: { afterSeconds: number; command: MapRunCommand }[] = [];

  let execution = createExecution(facts, compiled(scenario.definition));
  const checkInvariants = invariantsOf(execution);
  let at = startsAt;
  const take = (message: Message): Decision => {
    assert(decisions.length < decisionsMax, `fewer than ${decisionsMax} decisions`);
    const decision = decide(execution, message, {
      at,
      random,
      newId: () => newId(random),
      taskToken: (eventId) => `token-${eventId}`,
    });
    // Messages may overtake a wake-up that is late; the wake-up itself leaves nothing overdue.
    checkInvariants(decision, at, message.type === 'TimersDue' ? at : at - lateMilliseconds);
    decisions.push(decision);
    execution = decision.execution;
    if (decision.isLate) late.push(message);
    for (const command of decision.commands) {
      const afterSeconds = (at - startsAt) / 1000;
      if (command.type === 'RunMap' || command.type === 'StopMapRun') {
        mapRunCommands.push({ afterSeconds, command });
        if (command.type === 'RunMap') {
          for (const { afterSeconds: delay, message } of mapRunScript(scenario, mapRunCommands))
            inbox.push({ at: at + delay * 1000, message: message(command.eventId) });
        }
        continue;
      }
      commands.push({ afterSeconds, command });
      if (command.type === 'CallTask' || command.type === 'OfferTask') {
        for (const { afterSeconds, message: reply } of scriptOf(scenario, command, calls)) {
          inbox.push({ at: at + Math.round(afterSeconds * 1000), message: reply(command.eventId) });
        }
      } else if (command.type === 'PollTask') {
        const result = pollResult(scenario, command, polls);
        if (result !== undefined)
          inbox.push({ at, message: { type: 'TaskResult', eventId: command.eventId, result } });
      }
    }
    return decision;
  };

  let decision = take({ type: 'Start', input: scenario.input ?? {} });
  for (;;) {
    if (decision.isCutShort) {
      decision = take({ type: 'Continue' });
      continue;
    }
    const next = takeEarliest(inbox);
    const wake = wakeAt(execution, at);
    const wakesAt = (wake ?? Number.POSITIVE_INFINITY) + lateMilliseconds;
    if (next !== undefined && (wake === undefined || next.at < wakesAt)) {
      if (next.at > untilAt) break;
      at = Math.max(at, next.at);
      decision = take(next.message);
    } else {
      if (next !== undefined) inbox.unshift(next);
      if (wake === undefined || wakesAt > untilAt) break;
      at = wakesAt;
      decision = take({ type: 'TimersDue', wakeAt: wake });
    }
  }
  if (isTerminal(execution)) for (const message of messagesOfEveryType) take(message);
  const events = decisions.flatMap((taken) => taken.events);
  return {
    execution,
    events,
    history: events
      .map((event) => historyEvent(event, { roleArn: facts.roleArn, includeExecutionData: true }))
      .filter((event) => event !== undefined),
    commands,
    mapRunCommands,
    late,
    decisions,
    seconds: ((execution.stoppedAt ?? at) - startsAt) / 1000,
  };
}

const messagesOfEveryType: readonly Message[] = [
  { type: 'Continue' },
  { type: 'TimersDue', wakeAt: startsAt },
  { type: 'TaskSubmission', eventId: 3, output: {}, job: undefined },
  { type: 'TaskResult', eventId: 3, result: {} },
  { type: 'JobEnded', eventId: 3, detail: {} },
  { type: 'TaskPickup', eventId: 3, workerName: undefined },
  { type: 'TaskReturn', eventId: 3 },
  { type: 'ScheduleFailure', eventId: 3, failure: new Failure('Late') },
  { type: 'TokenReport', eventId: 3, result: {} },
  { type: 'TokenHeartbeat', eventId: 3 },
  { type: 'MapRunEnded', eventId: 3, result: [] },
  { type: 'Stop', error: undefined, cause: undefined },
];

function scriptOf({ tasks = {} }: Scenario, call: CallTask | OfferTask, calls: Map<string, number>): Script {
  if (typeof tasks === 'function') return call.type === 'CallTask' ? tasks(call) : [];
  const index = countOf(calls, call.stateName);
  const scripts = tasks[call.stateName] ?? [];
  return scripts[Math.min(index, scripts.length - 1)] ?? [];
}

function mapRunScript(
  { mapRuns = [] }: Scenario,
  asked: readonly { readonly command: MapRunCommand }[],
): Script {
  const index = asked.filter(({ command }) => command.type === 'RunMap').length - 1;
  return mapRuns[Math.min(index, mapRuns.length - 1)] ?? [];
}

function pollResult({ polls = {} }: Scenario, poll: PollTask, counts: Map<string, number>) {
  if (typeof polls === 'function') return polls(poll);
  const index = countOf(counts, poll.stateName);
  const results = polls[poll.stateName] ?? [];
  return results[Math.min(index, results.length - 1)];
}

function countOf(counts: Map<string, number>, name: string): number {
  const count = counts.get(name) ?? 0;
  counts.set(name, count + 1);
  return count;
}

/** Takes out the message that is due first; of those due together the one that was sent first. */
function takeEarliest<Timed extends { readonly at: number }>(inbox: Timed[]): Timed | undefined {
  let earliest = 0;
  for (let index = 1; index < inbox.length; index += 1) {
    if ((inbox[index] as Timed).at < (inbox[earliest] as Timed).at) earliest = index;
  }
  return inbox.splice(earliest, 1)[0];
}

function newId(random: () => number): string {
  const digits = Array.from({ length: 12 }, () => Math.floor(random() * 16).toString(16)).join('');
  return `00000000-0000-4000-8000-${digits}`;
}

/** The task's call ends with `result`. */
export function succeeds(result: Json, afterSeconds = 0): Reply {
  return { afterSeconds, message: (eventId) => ({ type: 'TaskResult', eventId, result }) };
}

export function fails(error: string, cause?: string, afterSeconds = 0): Reply {
  const result = new Failure(error, cause);
  return { afterSeconds, message: (eventId) => ({ type: 'TaskResult', eventId, result }) };
}

/** The task's first call is answered with `output`; it goes on as `job`, or waits for its token. */
export function submits(output: Json, job?: Json, afterSeconds = 0): Reply {
  return { afterSeconds, message: (eventId) => ({ type: 'TaskSubmission', eventId, output, job }) };
}

export function announcesEnd(afterSeconds: number): Reply {
  return { afterSeconds, message: (eventId) => ({ type: 'JobEnded', eventId, detail: {} }) };
}

/** The Map Run comes to its end. */
export function endsMapRun(result: Json | Failure, afterSeconds = 0): Reply {
  return { afterSeconds, message: (eventId) => ({ type: 'MapRunEnded', eventId, result }) };
}

/** A worker takes an activity's task. */
export function picksUp(afterSeconds: number, workerName?: string): Reply {
  return { afterSeconds, message: (eventId) => ({ type: 'TaskPickup', eventId, workerName }) };
}

/** The worker that took the task hung up. */
export function givesBack(afterSeconds: number): Reply {
  return { afterSeconds, message: (eventId) => ({ type: 'TaskReturn', eventId }) };
}

/** SendTaskSuccess, or SendTaskFailure where `result` is a Failure. */
export function reports(result: Json | Failure, afterSeconds: number): Reply {
  return { afterSeconds, message: (eventId) => ({ type: 'TokenReport', eventId, result }) };
}

export function beats(afterSeconds: number): Reply {
  return { afterSeconds, message: (eventId) => ({ type: 'TokenHeartbeat', eventId }) };
}
