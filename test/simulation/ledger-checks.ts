import { type Activity, isTerminal, isUnderWay, walkFrames } from '../../src/engine/execution.ts';
import type { Recorded } from './ledger.ts';
import type { Findings } from './violation.ts';

/** What an execution is listed, woken and recovered by must be what its log says. */
export function checkSummary(
  { summary, execution, folds, executionArn }: Recorded,
  { report }: Findings,
): void {
  const expected = {
    executionArn: execution.facts.executionArn,
    status: execution.status,
    startedAt: execution.startedAt,
    stoppedAt: execution.stoppedAt,
    isTaskInFlight: isUnderWay(execution),
    turnCount: folds.length - 1,
    redriveCount: execution.redrives.length,
    redrivenAt: execution.redrives.at(-1)?.at,
  };
  for (const [name, value] of Object.entries(expected)) {
    const stored = summary[name as keyof typeof expected];
    if (stored !== value)
      report('the summary equals the log', `${name} of ${executionArn} is ${stored}, not ${value}`);
  }
}

/** Whatever runs must be woken some day, and each of its states must wait for something. */
export function checkWaiting({ execution, executionArn, summary }: Recorded, { report }: Findings): void {
  if (isTerminal(execution)) {
    if (summary.wakeAt !== undefined)
      report('a running execution waits for something', `${executionArn} has ended and is to wake`);
    return;
  }
  if (summary.wakeAt === undefined)
    report('a running execution waits for something', `${executionArn} is never to wake`);
  if (execution.root.position.type === 'Ended')
    report('a running execution waits for something', `${executionArn} has come to its end and runs`);
  walkFrames(execution.root, ({ path, position }) => {
    if (position.type !== 'InState' || isWaitingFor(position.activity)) return;
    const where = `${position.stateName} (${path.join('.')}) of ${executionArn}`;
    report('a running execution waits for something', `${where} waits for nothing`);
  });
}

/** Whether something will end what the state waits for: time, the world, or states inside. */
function isWaitingFor(activity: Activity | undefined): boolean {
  if (activity?.type === 'Branches') return activity.frames.some(({ position }) => position.type !== 'Ended');
  if (activity?.type === 'Iterations') return activity.live.length > 0;
  return activity !== undefined;
}
