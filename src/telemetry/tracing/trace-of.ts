import { createHash } from 'node:crypto';
import { parseXRayHeader } from '../../base/trace-header.ts';
import type { Execution } from '../../engine/execution.ts';

/** The trace an execution belongs to, and its own place there. */
export interface ExecutionTrace {
  readonly traceId: string;
  readonly spanId: string;
  /** The span that the execution was started from, where its start named one. */
  readonly parent: { readonly spanId: string; readonly isSampled: boolean } | undefined;
}

/**
 * The trace of `execution`: the one its start named, or one made of its ARN and its start, whose first eight digits are
 * that second, as X-Ray wants them. Whoever asks again, after a restart too, is told the same.
 */
export function traceOf(execution: Execution): ExecutionTrace {
  const { facts, startedAt, traceHeader } = execution;
  const digest = hash(facts.executionArn);
  const spanId = hash(nameOfRun(execution)).slice(32, 48);
  const given = traceHeader === undefined ? undefined : parseXRayHeader(traceHeader);
  if (given !== undefined) {
    const { traceId, spanId: parentSpanId, isSampled = true } = given;
    const parent = parentSpanId === undefined ? undefined : { spanId: parentSpanId, isSampled };
    return { traceId, spanId, parent };
  }
  const second = Math.floor(startedAt / 1000)
    .toString(16)
    .padStart(8, '0')
    .slice(-8);
  return { traceId: `${second}${digest.slice(0, 24)}`, spanId, parent: undefined };
}

/** The span of the state that the execution entered with event `enteredEventId`. */
export function stateSpanId(execution: Execution, enteredEventId: number): string {
  return hash(`${nameOfRun(execution)}#${enteredEventId}`).slice(0, 16);
}

/** A redrive makes spans of its own, also of states that it goes on with. */
function nameOfRun({ facts, redrives }: Execution): string {
  return redrives.length === 0 ? facts.executionArn : `${facts.executionArn}/${redrives.length}`;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
