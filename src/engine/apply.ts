import type { CompiledState, CompiledStateMachine, CompiledStates } from '../asl/compiled.ts';
import { AssertionError, assert, unreachable } from '../base/assert.ts';
import { Failure } from '../base/failure.ts';
import type { Json } from '../base/json.ts';
import { applyRedrive, applyResumption } from './apply-redrive.ts';
import type { ExecutionEvent, MapIterationEnded, MapRunSucceeded, StateExited } from './event.ts';
import type {
  Activity,
  Execution,
  ExecutionFacts,
  Frame,
  FramePath,
  InState,
  Iterations,
  Position,
  Redrive,
} from './execution.ts';

/** An execution before its first event. */
export function createExecution(facts: ExecutionFacts, machine: CompiledStateMachine): Execution {
  return {
    facts,
    machine,
    status: 'RUNNING',
    lastEventId: 0,
    startedAt: 0,
    stoppedAt: undefined,
    input: null,
    traceHeader: undefined,
    output: undefined,
    failure: undefined,
    redrives: noRedrives,
    root: {
      path: [],
      states: machine,
      previousEventId: 0,
      variables: {},
      item: undefined,
      position: { type: 'Ended', output: null },
    },
  };
}

/** The execution after `event`. Decides nothing: what an event means was settled when it was recorded. */
export function apply(execution: Execution, event: ExecutionEvent): Execution {
  const lastEventId = 'id' in event ? event.id : execution.lastEventId;
  // Messages are put together only where they are needed: this runs for every event there is.
  if ('id' in event && lastEventId !== execution.lastEventId + 1) {
    throw new AssertionError(
      `event ${execution.lastEventId + 1} to follow ${execution.lastEventId}, not ${lastEventId}`,
    );
  }
  switch (event.type) {
    case 'ExecutionStarted': {
      const { root } = execution;
      const position = { type: 'AtState', stateName: root.states.startAt, input: event.input } as const;
      return {
        ...execution,
        lastEventId,
        startedAt: event.at,
        input: event.input,
        traceHeader: event.traceHeader,
        root: { ...root, position },
      };
    }
    case 'ExecutionSucceeded':
      return { ...execution, lastEventId, status: 'SUCCEEDED', stoppedAt: event.at, output: event.output };
    case 'ExecutionFailed':
    case 'ExecutionTimedOut':
    case 'ExecutionAborted': {
      const failure = new Failure(event.error, event.cause);
      return { ...execution, lastEventId, status: statusAfter[event.type], stoppedAt: event.at, failure };
    }
    case 'ExecutionRedriven':
      return applyRedrive(execution, event);
    default:
      return goneOn(execution, lastEventId, updateFrame(execution.root, event.frame, 0, event));
  }
}

/** Names each field because spreading them costs several times as much, and this happens with every event. */
function goneOn(execution: Execution, lastEventId: number, root: Frame): Execution {
  const { facts, machine, status, startedAt, stoppedAt, input, traceHeader, output, failure, redrives } =
    execution;
  return {
    facts,
    machine,
    status,
    lastEventId,
    startedAt,
    stoppedAt,
    input,
    traceHeader,
    output,
    failure,
    redrives,
    root,
  };
}

const statusAfter = {
  ExecutionFailed: 'FAILED',
  ExecutionTimedOut: 'TIMED_OUT',
  ExecutionAborted: 'ABORTED',
} as const;

const noAttempts: readonly number[] = [];
const noRedrives: readonly Redrive[] = [];
const noFrames: readonly Frame[] = [];

type FrameEvent = Exclude<
  ExecutionEvent,
  {
    type:
      | 'ExecutionStarted'
      | 'ExecutionSucceeded'
      | 'ExecutionFailed'
      | 'ExecutionTimedOut'
      | 'ExecutionAborted'
      | 'ExecutionRedriven';
  }
>;

/** `frame` with the frame at `path` below it replaced by what `event` makes of it. */
function updateFrame(frame: Frame, path: FramePath, depth: number, event: FrameEvent): Frame {
  if (depth === path.length) return applyToFrame(frame, event);
  const index = path[depth] as number;
  const { activity } = inState(frame);
  if (activity?.type === 'Branches') {
    const frames = [...activity.frames];
    frames[index] = updateFrame(frames[index] as Frame, path, depth + 1, event);
    return withActivity(frame, frame.previousEventId, { type: 'Branches', frames });
  }
  if (activity?.type !== 'Iterations') {
    throw new AssertionError(`branches or iterations at ${path.join('.')} for ${event.type}`);
  }
  const live = [...activity.live];
  const place = live.findIndex(({ item }) => item?.index === index);
  live[place] = updateFrame(live[place] as Frame, path, depth + 1, event);
  return withActivity(frame, frame.previousEventId, { ...activity, live });
}

function applyToFrame(frame: Frame, event: FrameEvent): Frame {
  switch (event.type) {
    case 'StateEntered':
      return at(frame, event.id, {
        type: 'InState',
        stateName: event.stateName,
        input: event.input,
        enteredAt: event.at,
        enteredEventId: event.id,
        precedingEventId: event.previousId,
        attempts: noAttempts,
        activity: undefined,
        remains: undefined,
      });
    case 'StateExited':
      return exitState(frame, event);
    case 'WaitStarted':
      return withActivity(frame, frame.previousEventId, { type: 'Waiting', until: event.until });
    case 'StateAborted':
    case 'EvaluationFailed':
      return at(frame, event.id, frame.position);
    case 'TaskScheduled':
      return withActivity(frame, event.id, {
        type: 'Task',
        scheduledEventId: event.id,
        scheduledAt: event.at,
        stateName: inState(frame).stateName,
        resource: event.resource,
        parameters: event.parameters,
        targetRoleArn: event.targetRoleArn,
        timeoutSeconds: event.timeoutSeconds,
        timeoutAt: secondsAfter(event.at, event.timeoutSeconds),
        heartbeatSeconds: event.heartbeatSeconds,
        heartbeatAt: undefined,
        submitted: undefined,
      });
    case 'TaskStarted': {
      if (event.resource.kind !== 'Activity') return at(frame, event.id, frame.position);
      const task = taskOf(frame);
      const heartbeatAt = secondsAfter(event.at, task.heartbeatSeconds);
      return withActivity(frame, event.id, {
        ...task,
        heartbeatAt,
        submitted: { at: event.at, job: undefined },
      });
    }
    case 'TaskReturned':
      return withActivity(frame, frame.previousEventId, {
        ...taskOf(frame),
        heartbeatAt: undefined,
        submitted: undefined,
      });
    case 'TaskSubmitted': {
      const task = taskOf(frame);
      const { resource, timeoutSeconds } = task;
      const isCallback = resource.kind === 'Integration' && resource.pattern === 'WaitForTaskToken';
      return withActivity(frame, event.id, {
        ...task,
        // A callback's time counts from when it was asked for.
        timeoutAt: isCallback ? secondsAfter(event.at, timeoutSeconds) : task.timeoutAt,
        heartbeatAt: secondsAfter(event.at, task.heartbeatSeconds),
        submitted: { at: event.at, job: event.job, isPolledOnly: event.isPolledOnly },
      });
    }
    case 'HeartbeatReceived': {
      const task = taskOf(frame);
      const heartbeatAt = secondsAfter(event.at, task.heartbeatSeconds);
      return withActivity(frame, frame.previousEventId, { ...task, heartbeatAt });
    }
    case 'TaskSucceeded':
    case 'TaskFailed':
    case 'TaskTimedOut':
    case 'TaskScheduleFailed':
      return withActivity(frame, event.id, undefined);
    case 'RetryScheduled': {
      const position = inState(frame);
      const attempts = [...position.attempts];
      for (let index = attempts.length; index <= event.retrierIndex; index += 1) attempts.push(0);
      attempts[event.retrierIndex] = (attempts[event.retrierIndex] ?? 0) + 1;
      const activity = { type: 'Retrying', at: event.retryAt } as const;
      return at(frame, event.followsId, { ...position, attempts, activity, remains: undefined });
    }
    case 'ParallelStateStarted': {
      const branches = branchesOf(frame);
      const frames = branches.map((states, index) => startFrame(frame, index, states, event.id, event.input));
      return withActivity(frame, event.id, { type: 'Branches', frames });
    }
    // What follows the state follows the branch or iteration that ended last, not this event.
    case 'ParallelStateSucceeded':
    case 'MapStateSucceeded':
      return withRemains(frame, isMapRun(frame) ? frame.previousEventId : event.previousId);
    case 'ParallelStateFailed':
    case 'MapStateFailed':
      return withRemains(frame, event.id);
    case 'MapStateStarted':
      return withActivity(frame, event.id, {
        type: 'Iterations',
        items: event.items,
        maxConcurrency: event.maxConcurrency,
        toleratedFailures: event.toleratedFailures,
        failureCount: 0,
        live: [],
        nextIndex: 0,
        results: [],
        unsuccessful: noFrames,
        resumable: noFrames,
      });
    case 'MapRunStarted': {
      const { mapRunArn, request } = event;
      const { items } = iterationsOf(frame);
      const startedEventId = event.id;
      const mapRun = { type: 'MapRun', startedEventId, mapRunArn, request, items, redriveCount: 0 } as const;
      return withActivity(frame, event.id, mapRun);
    }
    case 'MapRunSucceeded':
      return at(frame, followedOf(event, frame), frame.position);
    case 'MapRunFailed':
    case 'MapRunAborted':
      return at(frame, event.id, frame.position);
    case 'MapIterationStarted': {
      const iterations = iterationsOf(frame);
      const item = { index: event.index, value: iterations.items[event.index] ?? null };
      const states = itemProcessorOf(frame);
      const iteration = { ...startFrame(frame, event.index, states, event.id, event.input), item };
      const live = [...iterations.live, iteration];
      return withActivity(frame, frame.previousEventId, { ...iterations, live, nextIndex: event.index + 1 });
    }
    case 'MapIterationSucceeded':
    case 'MapIterationFailed':
    case 'MapIterationAborted':
      return endIteration(frame, event);
    case 'BranchesResumed':
    case 'IterationsResumed':
    case 'IterationResumed':
    case 'MapRunRedriven':
      return applyResumption(frame, event);
    default:
      return unreachable(event);
  }
}

function exitState(frame: Frame, { id, next, output, assigned }: StateExited): Frame {
  const position: Position =
    next === undefined ? { type: 'Ended', output } : { type: 'AtState', stateName: next, input: output };
  const variables = assigned === undefined ? frame.variables : { ...frame.variables, ...assigned };
  return at(frame, id, position, variables);
}

function endIteration(frame: Frame, event: MapIterationEnded): Frame {
  const iterations = iterationsOf(frame);
  const live = iterations.live.filter(({ item }) => item?.index !== event.index);
  const results = [...iterations.results];
  if (event.type !== 'MapIterationAborted') results[event.index] = event.result;
  if (event.type === 'MapIterationSucceeded') {
    return withActivity(frame, event.id, { ...iterations, live, results });
  }
  const ended = iterations.live.filter(({ item }) => item?.index === event.index);
  const unsuccessful = [...iterations.unsuccessful, ...ended];
  if (event.type === 'MapIterationAborted') {
    return withActivity(frame, frame.previousEventId, { ...iterations, live, unsuccessful });
  }
  const failureCount = iterations.failureCount + 1;
  return withActivity(frame, event.previousId, { ...iterations, live, results, failureCount, unsuccessful });
}

function startFrame(
  parent: Frame,
  index: number,
  states: CompiledStates,
  previousEventId: number,
  input: Json,
): Frame {
  return {
    path: [...parent.path, index],
    states,
    previousEventId,
    variables: parent.variables,
    item: parent.item,
    position: { type: 'AtState', stateName: states.startAt, input },
  };
}

function withActivity(frame: Frame, previousEventId: number, activity: Activity | undefined): Frame {
  return at(frame, previousEventId, { ...inState(frame), activity });
}

/** The state is done with its branches or iterations. */
function withRemains(frame: Frame, previousEventId: number): Frame {
  const position = inState(frame);
  const { activity } = position;
  const remains =
    activity?.type === 'Branches' || activity?.type === 'Iterations' || activity?.type === 'MapRun'
      ? activity
      : undefined;
  return at(frame, previousEventId, { ...position, activity: undefined, remains });
}

/** `frame`, gone on to `position`. */
function at(frame: Frame, previousEventId: number, position: Position, variables = frame.variables): Frame {
  const { path, states, item } = frame;
  return { path, states, previousEventId, variables, item, position };
}

function secondsAfter(at: number, seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : at + seconds * 1000;
}

function inState(frame: Frame): InState {
  if (frame.position.type === 'InState') return frame.position;
  throw new AssertionError(`frame ${frame.path.join('.')} to be in a state`);
}

function taskOf(frame: Frame) {
  const { activity } = inState(frame);
  assert(activity?.type === 'Task', `a task in frame ${frame.path.join('.')}`);
  return activity;
}

function iterationsOf(frame: Frame): Iterations {
  const { activity } = inState(frame);
  assert(activity?.type === 'Iterations', `iterations in frame ${frame.path.join('.')}`);
  return activity;
}

function isMapRun(frame: Frame): boolean {
  return inState(frame).activity?.type === 'MapRun';
}

/**
 * What the leaving of a Map follows whose Map Run succeeded.
 *
 * Recorded, the reason is not known: it follows the Map Run's success where the Map is the first state of its machine and
 * has no ItemBatcher, else the Map Run's start.
 */
function followedOf(event: MapRunSucceeded, frame: Frame): number {
  const { activity, precedingEventId } = inState(frame);
  assert(activity?.type === 'MapRun', `a Map Run in frame ${frame.path.join('.')}`);
  const isPlainFirst = precedingEventId === 0 && activity.request?.itemBatcher === undefined;
  return isPlainFirst ? event.id : event.previousId;
}

function stateOf(frame: Frame): CompiledState | undefined {
  return frame.states.states.get(inState(frame).stateName);
}

function branchesOf(frame: Frame): readonly CompiledStates[] {
  const state = stateOf(frame);
  assert(state?.type === 'Parallel', `a Parallel state in frame ${frame.path.join('.')}`);
  return state.branches;
}

function itemProcessorOf(frame: Frame): CompiledStates {
  const state = stateOf(frame);
  assert(state?.type === 'Map', `a Map state in frame ${frame.path.join('.')}`);
  return state.itemProcessor;
}
