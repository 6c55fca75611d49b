import { type Arn, parseArn } from '../base/arn.ts';
import { exceedsBytes, type JsonObject, jsonText } from '../base/json.ts';
import type { ExecutionEvent } from '../engine/event.ts';
import type { ExecutionStatus } from '../engine/execution.ts';
import { redriveRefusal } from '../engine/redrive.ts';
import type { TurnNotice, TurnObserver } from '../runtime/turn-observer.ts';
import type { EventParts } from './bus-event.ts';

const source = 'aws.states';
const detailType = 'Step Functions Execution Status Change';

/**
 * What an event shows of input and output together, and of the output, in UTF-8 bytes; what is longer is left out.
 *
 * Source: Developer Guide, "Automating Step Functions event delivery with EventBridge".
 */
const dataBytesMax = 248 * 1024;

export interface StatusChangesParts {
  /** Whether anybody could take an event of this source and type. */
  mayHear(place: { readonly account: string; readonly region: string }, event: EventKind): boolean;
  publish(event: Omit<EventParts, 'id' | 'ingestedAt'>): void;
}

interface EventKind {
  readonly source: string;
  readonly detailType: string;
}

/** Publishes an event at every change of a Standard execution's status, where somebody listens. */
export function createStatusChanges({ mayHear, publish }: StatusChangesParts): TurnObserver {
  return (notice) => {
    const { facts } = notice.after;
    if (facts.isExpress === true || !changesStatus(notice)) return;
    const { account = '', region = '' } = parseArn(facts.executionArn) ?? {};
    if (!mayHear({ account, region }, { source, detailType })) return;
    for (const event of notice.events) {
      const change = changeOf(event);
      if (change === undefined) continue;
      publish({
        source,
        detailType,
        account,
        region,
        time: change.at,
        resources: [facts.executionArn],
        detail: detailOf(change, notice),
        traceHeader: notice.after.traceHeader,
      });
    }
  };
}

/** A turn begins the execution, or its status before and after differ, or it was redriven and has ended again. */
function changesStatus({ before, after }: TurnNotice): boolean {
  return (
    before.lastEventId === 0 ||
    before.status !== after.status ||
    before.redrives.length !== after.redrives.length
  );
}

/** What the event of an execution's end says of it. */
export function endDetailOf({ after, summary }: Pick<TurnNotice, 'after' | 'summary'>): JsonObject {
  const { status, stoppedAt, startedAt, output, failure, lastEventId } = after;
  const change: Change = {
    status,
    at: stoppedAt ?? startedAt,
    eventId: lastEventId,
    ...(output !== undefined && { output: jsonText(output) }),
    error: failure?.error,
    cause: failure?.cause,
  };
  return detailOf(change, { after, ...(summary !== undefined && { summary }) });
}

interface Change {
  readonly status: ExecutionStatus;
  readonly at: number;
  /** Of the event that makes the change. */
  readonly eventId: number;
  readonly output?: string;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

function changeOf(event: ExecutionEvent): Change | undefined {
  switch (event.type) {
    case 'ExecutionStarted':
    case 'ExecutionRedriven':
      return { status: 'RUNNING', at: event.at, eventId: event.id };
    case 'ExecutionSucceeded':
      return { status: 'SUCCEEDED', at: event.at, eventId: event.id, output: jsonText(event.output) };
    case 'ExecutionFailed':
      return { status: 'FAILED', ...failureOf(event) };
    case 'ExecutionTimedOut':
      return { status: 'TIMED_OUT', ...failureOf(event) };
    case 'ExecutionAborted':
      return { status: 'ABORTED', ...failureOf(event) };
    default:
      return undefined;
  }
}

function failureOf(event: {
  readonly at: number;
  readonly id: number;
  readonly error: string | undefined;
  readonly cause: string | undefined;
}) {
  return { at: event.at, eventId: event.id, error: event.error, cause: event.cause };
}

/** Source: the same page, event examples. */
function detailOf(change: Change, { after, summary }: Pick<TurnNotice, 'after' | 'summary'>): JsonObject {
  const { executionArn, stateMachineArn, name } = after.facts;
  const { status, at, output, error, cause } = change;
  const isRunning = status === 'RUNNING';
  return {
    executionArn,
    stateMachineArn,
    name,
    status,
    startDate: after.startedAt,
    stopDate: isRunning ? null : at,
    ...dataOf(jsonText(after.input), output),
    stateMachineVersionArn: qualifiedArn(stateMachineArn, summary?.version),
    stateMachineAliasArn: qualifiedArn(stateMachineArn, summary?.alias),
    ...redriveOf(change, after),
    error: error ?? null,
    cause: cause ?? null,
  };
}

function dataOf(input: string, output: string | undefined): JsonObject {
  const inputText = JSON.stringify(input);
  const outputText = output === undefined ? '' : JSON.stringify(output);
  const hasOutput = output !== undefined && !exceedsBytes(outputText, dataBytesMax);
  const hasInput = !exceedsBytes(inputText + outputText, dataBytesMax);
  return {
    input: hasInput ? input : null,
    output: hasOutput ? output : null,
    inputDetails: { included: hasInput },
    outputDetails: output === undefined ? null : { included: hasOutput },
  };
}

function qualifiedArn(stateMachineArn: Arn, qualifier: string | undefined): Arn | null {
  return qualifier === undefined ? null : `${stateMachineArn}:${qualifier}`;
}

function redriveOf(
  { status, at, eventId }: Change,
  { redrives, startedAt }: TurnNotice['after'],
): JsonObject {
  // The end of an execution may share a turn with its redrive.
  const known = redrives.filter((redrive) => redrive.at <= at);
  const refusal = redriveRefusal({ status, startedAt, stoppedAt: at, eventCount: eventId }, at);
  return {
    redriveCount: known.length,
    redriveDate: known.at(-1)?.at ?? null,
    redriveStatus: refusal === undefined ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
    redriveStatusReason: refusal ?? null,
  };
}
