import { isJsonObject, type Json } from '../../base/json.ts';
import type { ExecutionEvent } from '../../engine/event.ts';
import { type Execution, isQueued, isTerminal, openTasks, walkFrames } from '../../engine/execution.ts';
import type { Cell } from '../../store/cell.ts';
import { parseInteger, parseText } from '../../store/rows.ts';
import type { StoredExecution } from '../../store/sqlite/inspection/inspect-store.ts';
import { textKey } from '../../store/text-key.ts';
import type { Findings } from './finding.ts';

export interface FoldedExecution {
  readonly executionArn: string;
  readonly execution: Execution;
  readonly events: readonly ExecutionEvent[];
  readonly rows: StoredExecution['rows'];
}

/** Holds what an execution's tasks wait for against the rows by which they are told. */
export function checkTaskRows(folded: FoldedExecution, findings: Findings): void {
  const { executionArn, execution, rows } = folded;
  const tasks = openTasks(execution);
  const awaiting = tasks.filter(
    ({ submitted, targetRoleArn }) =>
      submitted?.job !== undefined && submitted.isPolledOnly !== true && targetRoleArn === undefined,
  );
  const jobs = {
    executionArn,
    rows: rows.awaited_jobs,
    expected: eventIdsOf(awaiting),
    name: 'awaited-job',
  } as const;
  compareRows(jobs, findings);
  const queued = eventIdsOf(tasks.filter(isQueued));
  const activities = {
    executionArn,
    rows: rows.activity_tasks,
    expected: queued,
    name: 'activity-task',
  } as const;
  compareRows(activities, findings);
  if (rows.outbox.length > 0) checkOutbox(folded, findings);
  checkMapRuns(folded, findings);
}

function eventIdsOf(tasks: readonly { readonly scheduledEventId: number }[]): ReadonlySet<number> {
  return new Set(tasks.map(({ scheduledEventId }) => scheduledEventId));
}

interface ComparedRows {
  readonly executionArn: string;
  /** Of shard, execution id, event id, key and text. */
  readonly rows: readonly (readonly Cell[])[];
  /** The events whose tasks have a row. */
  readonly expected: ReadonlySet<number>;
  readonly name: 'awaited-job' | 'activity-task';
}

function compareRows({ executionArn, rows, expected, name }: ComparedRows, findings: Findings): void {
  if (rows.length === 0 && expected.size === 0) return;
  const found = new Set<number>();
  for (const [, , eventId, key, text] of rows) {
    const id = parseInteger(eventId);
    found.add(id);
    if (!expected.has(id))
      findings.add(`${name}-stale`, executionArn, `the task of event ${id} has a row for ${text}`);
    if (key !== textKey(parseText(text)))
      findings.add('key-disagrees', executionArn, `the row of event ${id} is not found by ${text}`);
  }
  for (const id of expected)
    if (!found.has(id)) findings.add(`${name}-missing`, executionArn, `the task of event ${id} has no row`);
}

function checkOutbox({ executionArn, events, rows }: FoldedExecution, findings: Findings): void {
  const scheduled = new Set(events.flatMap((event) => (event.type === 'TaskScheduled' ? [event.id] : [])));
  for (const [, , eventId, body] of rows.outbox) {
    const id = parseInteger(eventId);
    if (!scheduled.has(id)) findings.add('outbox-stale', executionArn, `event ${id} scheduled no task`);
    const command = parseJsonText(parseText(body));
    if (!isJsonObject(command) || command.type !== 'CancelTask' || command.eventId !== id)
      findings.add('outbox-unreadable', executionArn, `event ${id}: no command to cancel its job`);
  }
}

function checkMapRuns({ executionArn, execution, rows }: FoldedExecution, findings: Findings): void {
  const stored = new Set<number>();
  for (const [, , eventId, key, arn] of rows.map_runs) {
    stored.add(parseInteger(eventId));
    if (key !== textKey(parseText(arn)))
      findings.add('key-disagrees', executionArn, `the Map Run of event ${eventId} is not found by ${arn}`);
  }
  if (isTerminal(execution)) return;
  walkFrames(execution.root, ({ position }) => {
    if (position.type !== 'InState' || position.activity?.type !== 'MapRun') return;
    const { startedEventId } = position.activity;
    if (!stored.has(startedEventId))
      findings.add('map-run-missing', executionArn, `the Map Run of event ${startedEventId} has no row`);
  });
}

function parseJsonText(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
