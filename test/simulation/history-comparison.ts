import { Failure } from '../../src/base/failure.ts';
import type { ExecutionEvent } from '../../src/engine/event.ts';
import { historyEvent } from '../../src/engine/history.ts';
import { historyEventsMax } from '../../src/engine/limits.ts';
import type { Recorded } from './ledger.ts';
import type { Simulation } from './simulate.ts';
import { planOf } from './task-plan.ts';
import { isSameResult } from './task-results.ts';
import { Violation } from './violation.ts';

export interface Comparison {
  readonly violation: Violation | undefined;
  /** Executions that had to have the same history in both runs, and did. */
  readonly sameCount: number;
}

/**
 * Compares the histories that executions have in `faulty` with those they have in `faultless`, a run of the same
 * scenario: wherever every task ended as planned, and nothing ended early, no fault may show.
 */
export function compareHistories(faulty: Simulation, faultless: Simulation): Comparison {
  let sameCount = 0;
  if (!faulty.scenario.isPlain) return { violation: undefined, sameCount };
  // Children of a Map Run have other names every time.
  const byOrigin = new Map([...faultless.ledger.all].map((recorded) => [recorded.origin, recorded]));
  for (const left of faulty.ledger.all) {
    const { executionArn } = left;
    const right = byOrigin.get(left.origin);
    if (right === undefined || left.isExpress) continue;
    if (!isUndisturbed(left, faulty) || !isUndisturbed(right, faultless)) continue;
    const difference = differenceOf(linesOf(left), linesOf(right));
    if (difference !== undefined) {
      const message = `${executionArn}: ${difference}`;
      return { violation: new Violation('the same history without faults', message), sameCount };
    }
    sameCount += 1;
  }
  return { violation: undefined, sameCount };
}

/** What ends according to when it is reached, and so differently from run to run. */
const earlyEnds: ReadonlySet<ExecutionEvent['type']> = new Set([
  'ExecutionAborted',
  'ExecutionTimedOut',
  'ExecutionRedriven',
  'StateAborted',
  'MapIterationAborted',
  'TaskTimedOut',
  'TaskReturned',
]);

function isUndisturbed(recorded: Recorded, { ledger, services, starters, seed }: Simulation): boolean {
  const { executionArn, events, tasks, mapRuns, execution } = recorded;
  if (starters.touched.has(executionArn) || services.disturbed.has(executionArn)) return false;
  if (recorded.isCutShort) return false;
  if (recorded.isExpress) return execution.status === 'SUCCEEDED' || execution.status === 'FAILED';
  if (execution.lastEventId > historyEventsMax / 2) return false;
  if (events.some(({ type }) => earlyEnds.has(type))) return false;
  const simulation = { ledger, services, starters, seed } as Simulation;
  for (const { children } of mapRuns.values())
    if (!children.every((child) => isUndisturbed(child, simulation))) return false;
  for (const { key, result } of tasks.values()) {
    const child = services.children.get(key);
    const nested = child === undefined ? undefined : ledger.find(child);
    if (nested !== undefined && !isUndisturbed(nested, simulation)) return false;
    if (child !== undefined || isPlanned(result, planOf(seed, key).result)) continue;
    return false;
  }
  return true;
}

function isPlanned(
  result: Recorded['execution']['output'] | Failure,
  planned: Parameters<typeof isSameResult>[0],
): boolean {
  if (isSameResult(result, planned)) return true;
  // What the service has nothing to do with comes out the same every time.
  return result instanceof Failure && unplanned.has(String(result.error));
}

const unplanned: ReadonlySet<string> = new Set([
  'States.DataLimitExceeded',
  'ActivityDoesNotExist',
  'States.Permissions',
]);

/** The lines of the history by the frames they belong to, whose order among each other is a matter of time. */
function linesOf({ events, execution }: Recorded): ReadonlyMap<string, readonly string[]> {
  const lines = new Map<string, string[]>();
  for (const event of events) {
    const shown = historyEvent(event, { roleArn: execution.facts.roleArn, includeExecutionData: true });
    // A report may overtake the answer to the call, which then is not recorded.
    if (shown === undefined || event.type === 'TaskSubmitted') continue;
    const { timestamp, id, previousEventId, ...rest } = shown;
    const frame = 'index' in event ? [...event.frame, event.index] : event.frame;
    const place = frame.join('.');
    const known = lines.get(place) ?? [];
    lines.set(place, known);
    known.push(withoutTimes(JSON.stringify(rest)));
  }
  return lines;
}

/** `text` without what tells the time, one call or one worker from another. */
function withoutTimes(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replace(/\b1[78]\d{11}\b/g, 'TIME')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'ID')
    .replace(/event id #\d+/g, 'EVENT')
    .replace(/worker-\d/g, 'WORKER')
    .replace(/[A-Za-z0-9+/]{60,}={0,2}/g, 'TOKEN');
}

function differenceOf(
  left: ReadonlyMap<string, readonly string[]>,
  right: ReadonlyMap<string, readonly string[]>,
): string | undefined {
  const places = new Set([...left.keys(), ...right.keys()]);
  for (const place of places) {
    const [mine = [], theirs = []] = [left.get(place), right.get(place)];
    for (let index = 0; index < Math.max(mine.length, theirs.length); index += 1) {
      if (mine[index] === theirs[index]) continue;
      return `frame ${place || 'root'}, line ${index}: ${mine[index]?.slice(0, 600)} instead of ${theirs[index]?.slice(0, 600)}`;
    }
  }
  return undefined;
}
