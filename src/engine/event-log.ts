/**
 * Turns as text, for the store: a line of JSON with the events, then the texts of the values they speak of, each once
 * however many events share it. Values keep the spelling they came with.
 *
 * Logs outlive releases: a code or a field list below, once released, only ever grows.
 */

import { parseTaskResource } from '../asl/resource.ts';
import { assert } from '../base/assert.ts';
import { type Json, jsonText, parseJson } from '../base/json.ts';
import type { ExecutionEvent } from './event.ts';
import type { FramePath } from './execution.ts';

interface Encoding {
  /** First in an event's array. */
  readonly code: number;
  /** Fields written as they are; undefined as null. */
  readonly plain: readonly string[];
  /** Fields that hold workflow data; undefined as -1. */
  readonly values: readonly string[];
}

const encodings: { readonly [Type in ExecutionEvent['type']]: Encoding } = {
  ExecutionStarted: { code: 1, plain: [], values: ['input', 'traceHeader'] },
  ExecutionSucceeded: { code: 2, plain: [], values: ['output'] },
  ExecutionFailed: { code: 3, plain: ['error', 'cause'], values: [] },
  ExecutionTimedOut: { code: 4, plain: ['error', 'cause'], values: [] },
  ExecutionAborted: { code: 5, plain: ['error', 'cause'], values: [] },
  StateEntered: { code: 6, plain: ['stateType', 'stateName'], values: ['input'] },
  StateExited: { code: 7, plain: ['stateType', 'stateName', 'next'], values: ['output', 'assigned'] },
  StateAborted: { code: 8, plain: ['stateType'], values: [] },
  TaskScheduled: {
    code: 9,
    plain: ['resource', 'region', 'targetRoleArn', 'timeoutSeconds', 'heartbeatSeconds'],
    values: ['parameters'],
  },
  TaskStarted: { code: 10, plain: ['resource', 'workerName'], values: [] },
  TaskSubmitted: { code: 11, plain: ['resource'], values: ['output', 'job', 'isPolledOnly'] },
  TaskSucceeded: { code: 12, plain: ['resource'], values: ['output'] },
  TaskFailed: { code: 13, plain: ['resource', 'error', 'cause'], values: [] },
  TaskTimedOut: { code: 14, plain: ['resource', 'error', 'cause'], values: [] },
  TaskScheduleFailed: { code: 40, plain: ['resource', 'error', 'cause'], values: [] },
  TaskReturned: { code: 41, plain: [], values: [] },
  ParallelStateStarted: { code: 15, plain: [], values: ['input'] },
  ParallelStateSucceeded: { code: 16, plain: [], values: [] },
  ParallelStateFailed: { code: 17, plain: [], values: [] },
  MapStateStarted: { code: 18, plain: ['maxConcurrency', 'toleratedFailures'], values: ['items'] },
  MapStateSucceeded: { code: 19, plain: [], values: [] },
  MapStateFailed: { code: 20, plain: [], values: [] },
  MapIterationStarted: { code: 21, plain: ['stateName', 'index'], values: ['input'] },
  MapIterationSucceeded: { code: 22, plain: ['stateName', 'index'], values: ['result'] },
  MapIterationFailed: { code: 23, plain: ['stateName', 'index'], values: ['result'] },
  MapIterationAborted: { code: 24, plain: ['stateName', 'index'], values: ['result'] },
  WaitStarted: { code: 25, plain: ['until'], values: [] },
  RetryScheduled: { code: 26, plain: ['retrierIndex', 'retryAt', 'followsId'], values: [] },
  EvaluationFailed: { code: 28, plain: ['stateName', 'error', 'cause', 'location'], values: [] },
  HeartbeatReceived: { code: 27, plain: [], values: [] },
  ExecutionRedriven: { code: 30, plain: ['redriveCount', 'clientToken', 'isStateRestarted'], values: [] },
  BranchesResumed: { code: 31, plain: [], values: [] },
  IterationsResumed: { code: 32, plain: [], values: [] },
  IterationResumed: { code: 33, plain: ['index'], values: [] },
};

const types = new Map<number, { readonly type: ExecutionEvent['type']; readonly encoding: Encoding }>();
for (const [type, encoding] of Object.entries(encodings)) {
  types.set(encoding.code, { type: type as ExecutionEvent['type'], encoding });
}

/** The events of one turn, which all happened at one time, as text. */
export function encodeTurn(events: readonly ExecutionEvent[]): string {
  const texts: string[] = [];
  const lengths: number[] = [];
  const indexes = new Map<object, number>();
  const reference = (value: Json | undefined): Reference => {
    if (value === undefined) return -1;
    if (typeof value !== 'object' || value === null) return [value];
    const known = indexes.get(value);
    if (known !== undefined) return known;
    const text = jsonText(value);
    const index = texts.push(text) - 1;
    lengths.push(text.length);
    indexes.set(value, index);
    return index;
  };
  const rows = events.map((event) => {
    const { code, plain, values } = encodings[event.type];
    const fields = event as unknown as Readonly<Record<string, unknown>>;
    const row: unknown[] = [code, fields.id ?? 0, fields.previousId ?? 0, event.frame];
    for (const name of plain)
      row.push(name === 'resource' ? (fields[name] as { arn: string }).arn : fields[name]);
    for (const name of values) row.push(reference(fields[name] as Json | undefined));
    return row;
  });
  return `${JSON.stringify([events[0]?.at ?? 0, lengths, rows])}\n${texts.join('')}`;
}

/** An index among the turn's texts, a value that is no object or array, or -1 for undefined. */
type Reference = number | readonly [Json];

export function decodeTurn(body: string): readonly ExecutionEvent[] {
  const end = body.indexOf('\n');
  assert(end > 0, `a turn's first line, not ${body.slice(0, 40)}`);
  const [at, lengths, rows] = JSON.parse(body.slice(0, end)) as [number, number[], unknown[][]];
  const values: Json[] = [];
  let offset = end + 1;
  for (const length of lengths) {
    values.push(parseJson(body.slice(offset, offset + length)));
    offset += length;
  }
  return rows.map((row) => decodeEvent(row, at, values));
}

function decodeEvent(row: readonly unknown[], at: number, values: readonly Json[]): ExecutionEvent {
  const [code, id, previousId, frame, ...fields] = row as [number, number, number, FramePath, ...unknown[]];
  const known = types.get(code);
  assert(known !== undefined, `an event code of this release, not ${code}`);
  const { type, encoding } = known;
  const event: Record<string, unknown> = id === 0 ? { type, at, frame } : { type, id, previousId, at, frame };
  let next = 0;
  for (const name of encoding.plain) {
    const field = fields[next++];
    event[name] = name === 'resource' ? decodeResource(field as string) : (field ?? undefined);
  }
  for (const name of encoding.values) {
    const field = fields[next++] as Reference | undefined;
    if (field === undefined || field === -1) event[name] = undefined;
    else event[name] = typeof field === 'number' ? values[field] : field[0];
  }
  return event as unknown as ExecutionEvent;
}

function decodeResource(arn: string) {
  const resource = parseTaskResource(arn);
  assert(resource !== undefined, `a task resource, not ${arn}`);
  return resource;
}
