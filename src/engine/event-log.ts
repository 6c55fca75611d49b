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
  MapRunStarted: { code: 42, plain: ['mapRunArn'], values: ['request'] },
  MapRunSucceeded: { code: 43, plain: ['startedEventId'], values: [] },
  MapRunFailed: { code: 44, plain: ['startedEventId', 'error', 'cause'], values: [] },
  MapRunAborted: { code: 45, plain: ['startedEventId'], values: [] },
  MapRunRedriven: { code: 46, plain: ['startedEventId', 'mapRunArn', 'redriveCount'], values: [] },
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

/**
 * The events of one turn, which all happened at one time, as text.
 *
 * Every turn is written this way, so its lines are put together piece by piece, at half the cost of an array of arrays.
 */
export function encodeTurn(events: readonly ExecutionEvent[]): string {
  const values = new TurnValues();
  let rows = '';
  for (const event of events) {
    const { code, plain, values: names } = encodings[event.type];
    const fields = event as unknown as Readonly<Record<string, unknown>>;
    const { frame } = event;
    const frameText = frame.length === 0 ? '[]' : `[${frame.join()}]`;
    let row = `${rows === '' ? '[' : ',['}${code},${fields.id ?? 0},${fields.previousId ?? 0},${frameText}`;
    for (const name of plain) row += `,${plainText(name, fields[name])}`;
    for (const name of names) row += `,${values.referTo(fields[name] as Json | undefined)}`;
    rows += `${row}]`;
  }
  return `[${events[0]?.at ?? 0},[${values.lengths.join()}],[${rows}]]\n${values.text}`;
}

function plainText(name: string, field: unknown): string {
  if (field === undefined) return 'null';
  const plain = name === 'resource' ? (field as { readonly arn: string }).arn : field;
  return typeof plain === 'string' ? quoted(plain) : JSON.stringify(plain);
}

/** JSON texts of short strings: names of states and their types come again with every execution. */
const quotedTexts = new Map<string, string>();
const quotedTextsMax = 1_000;
const quotedLengthMax = 128;

function quoted(text: string): string {
  if (text.length > quotedLengthMax) return JSON.stringify(text);
  const known = quotedTexts.get(text);
  if (known !== undefined) return known;
  if (quotedTexts.size === quotedTextsMax) quotedTexts.clear();
  const made = JSON.stringify(text);
  quotedTexts.set(text, made);
  return made;
}

/** The values that the events of a turn speak of: each object or array once. */
class TurnValues {
  text = '';
  readonly lengths: number[] = [];
  readonly #known: object[] = [];
  #indexes: Map<object, number> | undefined;

  /** The text of a Reference. */
  referTo(value: Json | undefined): string {
    if (value === undefined) return '-1';
    if (typeof value !== 'object' || value === null) return `[${JSON.stringify(value)}]`;
    const index = this.#find(value);
    return String(index >= 0 ? index : this.#add(value));
  }

  #find(value: object): number {
    return this.#indexes === undefined ? this.#known.lastIndexOf(value) : (this.#indexes.get(value) ?? -1);
  }

  #add(value: Json & object): number {
    const text = jsonText(value);
    this.text += text;
    this.lengths.push(text.length);
    const index = this.#known.push(value) - 1;
    if (this.#indexes !== undefined) this.#indexes.set(value, index);
    else if (index === searchedMax) this.#indexes = new Map(this.#known.map((known, at) => [known, at]));
    return index;
  }
}

/** A turn seldom has more values than are found faster by looking at each than in a map. */
const searchedMax = 32;

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
