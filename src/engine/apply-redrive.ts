import { assert } from '../base/assert.ts';
import type {
  BranchesResumed,
  ExecutionRedriven,
  IterationResumed,
  IterationsResumed,
  MapRunRedriven,
} from './event.ts';
import type { Activity, Execution, Frame, InState, Iterations, Remains, Resuming } from './execution.ts';

/** The execution, running again; its states are begun again, or go on, one level of frames after the other. */
export function applyRedrive(execution: Execution, event: ExecutionRedriven): Execution {
  const { id, at, clientToken, isStateRestarted } = event;
  const root = resuming(execution.root, id);
  return {
    ...execution,
    status: 'RUNNING',
    lastEventId: id,
    stoppedAt: undefined,
    failure: undefined,
    redrives: [...execution.redrives, { at, clientToken }],
    root: isStateRestarted ? withoutRemains(root) : root,
  };
}

/** A Parallel or a Map whose branches, iterations or children go on. */
export function applyResumption(
  frame: Frame,
  event: BranchesResumed | IterationsResumed | IterationResumed | MapRunRedriven,
): Frame {
  switch (event.type) {
    case 'BranchesResumed': {
      const { remains, redrivenEventId } = resumingOf(frame);
      assert(remains?.type === 'Branches', `branches to resume in frame ${frame.path.join('.')}`);
      const frames = remains.frames.map((branch) => resuming(branch, redrivenEventId));
      return withActivity(frame, { type: 'Branches', frames });
    }
    case 'IterationsResumed': {
      const { remains, redrivenEventId } = resumingOf(frame);
      assert(remains?.type === 'Iterations', `iterations to resume in frame ${frame.path.join('.')}`);
      return withActivity(frame, resumableIterations(remains, redrivenEventId));
    }
    case 'MapRunRedriven': {
      const { remains } = resumingOf(frame);
      assert(remains?.type === 'MapRun', `a Map Run to redrive in frame ${frame.path.join('.')}`);
      const { redriveCount } = event;
      return { ...withActivity(frame, { ...remains, redriveCount }), previousEventId: event.id };
    }
    case 'IterationResumed': {
      const { activity } = inState(frame);
      assert(activity?.type === 'Iterations', `iterations in frame ${frame.path.join('.')}`);
      const resumed = activity.resumable.filter(({ item }) => item?.index === event.index);
      const resumable = activity.resumable.filter(({ item }) => item?.index !== event.index);
      return withActivity(frame, { ...activity, live: [...activity.live, ...resumed], resumable });
    }
  }
}

/** The iterations without those that succeeded or were never started, all to be resumed as there is room for them. */
function resumableIterations(remains: Iterations, redrivenEventId: number): Iterations {
  const { unsuccessful, live, resumable } = remains;
  const stopped = [...unsuccessful, ...live, ...resumable].sort(
    (left, right) => indexOf(left) - indexOf(right),
  );
  const results = [...remains.results];
  for (const frame of stopped) results[indexOf(frame)] = undefined;
  return {
    ...remains,
    failureCount: 0,
    live: [],
    results,
    unsuccessful: [],
    resumable: stopped.map((frame) => resuming(frame, redrivenEventId)),
  };
}

function indexOf({ item }: Frame): number {
  return item?.index ?? 0;
}

/** The frame, whose state goes on once its turn comes. One that came to its end keeps its output. */
function resuming(frame: Frame, redrivenEventId: number): Frame {
  const { position } = frame;
  if (position.type !== 'InState') return frame;
  // Recorded: what a state does next follows its own entry, but a Fail state's failure follows the redrive.
  const isFail = frame.states.states.get(position.stateName)?.type === 'Fail';
  const activity: Resuming = { type: 'Resuming', redrivenEventId, remains: remainsOf(position) };
  return {
    ...frame,
    previousEventId: isFail ? redrivenEventId : position.enteredEventId,
    position: { ...position, attempts: [], remains: undefined, activity },
  };
}

/** What the state can go on with; undefined for one that has to begin again. */
function remainsOf({ activity, remains }: InState): Remains | undefined {
  if (activity === undefined) return remains === undefined || hasStarted(remains) ? remains : undefined;
  if (activity.type === 'Resuming') return activity.remains;
  if (activity.type === 'Branches' || activity.type === 'Iterations' || activity.type === 'MapRun')
    return hasStarted(activity) ? activity : undefined;
  return undefined;
}

/** A Map may have failed over a field that is looked at before its first iteration. */
function hasStarted(activity: Remains): boolean {
  return activity.type !== 'Iterations' || activity.nextIndex > 0;
}

function withoutRemains(frame: Frame): Frame {
  const { position } = frame;
  if (position.type !== 'InState' || position.activity?.type !== 'Resuming') return frame;
  return withActivity(frame, { ...position.activity, remains: undefined });
}

function withActivity(frame: Frame, activity: Activity): Frame {
  return { ...frame, position: { ...inState(frame), activity } };
}

function resumingOf(frame: Frame): Resuming {
  const { activity } = inState(frame);
  assert(activity?.type === 'Resuming', `frame ${frame.path.join('.')} to be resumed`);
  return activity;
}

function inState({ path, position }: Frame): InState {
  assert(position.type === 'InState', `frame ${path.join('.')} to be in a state`);
  return position;
}
