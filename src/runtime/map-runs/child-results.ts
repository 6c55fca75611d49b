import { assert } from '../../base/assert.ts';
import { jsonText } from '../../base/json.ts';
import type { ChildResult } from '../../connectors/map-run/map-run-data.ts';
import type { ExecutionEvent } from '../../engine/event.ts';
import { decodeTurn } from '../../engine/event-log.ts';
import type { ChildSummary, MapRunKey } from '../../store/map-runs.ts';
import type { PatientStore } from './patient-store.ts';

/** Children whose logs are read at a time. */
const childrenPerRead = 64;

/** What became of a Map Run's children, in the order of their items; only some of them are in memory at a time. */
export async function* readChildResults(store: PatientStore, mapRun: MapRunKey): AsyncGenerator<ChildResult> {
  let after: number | undefined;
  for (;;) {
    const query = {
      mapRun,
      status: undefined,
      order: 'first to last',
      after,
      limit: childrenPerRead,
    } as const;
    const children = await store.mapRuns.listChildren(query);
    for (const child of children) assert(child.status !== 'RUNNING', `${child.executionArn} to have ended`);
    yield* await Promise.all(children.map((child) => readResult(store, child)));
    if (children.length < childrenPerRead) return;
    after = children.at(-1)?.id;
  }
}

async function readResult(store: PatientStore, child: ChildSummary): Promise<ChildResult> {
  const { executionArn, stateMachineArn, status, startedAt, stoppedAt, redriveCount, turnCount } = child;
  assert(status !== 'RUNNING', `${executionArn} to have ended`);
  const [first = ''] = await store.executions.readTurns(child, 1, 1);
  const [last = ''] = turnCount === 1 ? [first] : await store.executions.readTurns(child, turnCount, 1);
  return {
    status,
    executionArn,
    name: childNameOf(executionArn),
    stateMachineArn,
    input: inputTextOf(decodeTurn(first)),
    ...outcomeOf(decodeTurn(last).at(-1)),
    startDate: startedAt,
    ...(stoppedAt !== undefined && { stopDate: stoppedAt }),
    redriveCount,
  };
}

/** Express executions have an id behind their name. */
export function childNameOf(executionArn: string): string {
  return executionArn.split(':')[7] ?? '';
}

export function inputTextOf([started]: readonly ExecutionEvent[]): string {
  assert(started?.type === 'ExecutionStarted', `a child's log to begin with its start, not ${started?.type}`);
  return jsonText(started.input);
}

function outcomeOf(ended: ExecutionEvent | undefined) {
  if (ended?.type === 'ExecutionSucceeded') return { output: jsonText(ended.output) };
  assert(
    ended?.type === 'ExecutionFailed' ||
      ended?.type === 'ExecutionTimedOut' ||
      ended?.type === 'ExecutionAborted',
    `a child's log to end with its end, not ${ended?.type}`,
  );
  const { error, cause } = ended;
  return { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
}
