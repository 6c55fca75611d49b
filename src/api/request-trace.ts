import type { IncomingHttpHeaders } from 'node:http';
import { formatXRayHeader, parseTraceParent, parseXRayHeader } from '../base/trace-header.ts';

/** The longest trace header that is passed on. Source: API model, TraceHeader. */
const headerLengthMax = 256;

/** The trace that a request says it belongs to, as an X-Ray trace header; undefined where it names none. */
export function traceHeaderOf({
  traceparent,
  'x-amzn-trace-id': xRay,
}: IncomingHttpHeaders): string | undefined {
  const parent = typeof traceparent === 'string' ? parseTraceParent(traceparent) : undefined;
  if (parent !== undefined) return formatXRayHeader(parent);
  if (typeof xRay !== 'string' || xRay.length > headerLengthMax) return undefined;
  return parseXRayHeader(xRay) === undefined ? undefined : xRay;
}
