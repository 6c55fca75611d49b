/** The place in a trace that a call is made from. */
export interface TraceParent {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits; undefined where only the trace is known. */
  readonly spanId: string | undefined;
  /** Undefined where the decision is left to whoever is called. */
  readonly isSampled: boolean | undefined;
}

/**
 * What an X-Ray trace header says (`Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1`);
 * undefined where it names no trace.
 *
 * Source: AWS X-Ray Developer Guide, "AWS X-Ray concepts", tracing header.
 */
export function parseXRayHeader(text: string): TraceParent | undefined {
  const fields = new Map(text.split(';').map((field) => splitField(field.trim())));
  const root = /^1-([\da-f]{8})-([\da-f]{24})$/i.exec(fields.get('root') ?? '');
  if (root === null) return undefined;
  const traceId = `${root[1]}${root[2]}`.toLowerCase();
  if (isZero(traceId)) return undefined;
  const parent = fields.get('parent') ?? '';
  const spanId = /^[\da-f]{16}$/i.test(parent) && !isZero(parent) ? parent.toLowerCase() : undefined;
  return { traceId, spanId, isSampled: sampled.get(fields.get('sampled') ?? '') };
}

const sampled: ReadonlyMap<string, boolean> = new Map([
  ['1', true],
  ['0', false],
]);

export function formatXRayHeader({ traceId, spanId, isSampled }: TraceParent): string {
  const root = `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)}`;
  const parent = spanId === undefined ? '' : `;Parent=${spanId}`;
  return `${root}${parent}${isSampled === undefined ? '' : `;Sampled=${isSampled ? 1 : 0}`}`;
}

/**
 * What a `traceparent` header says (`00-<trace>-<span>-01`); undefined where it is none.
 *
 * Source: W3C Recommendation, "Trace Context", traceparent.
 */
export function parseTraceParent(text: string): TraceParent | undefined {
  const found = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/.exec(text);
  if (found === null) return undefined;
  const [, version, traceId = '', spanId = '', flags = '', more] = found;
  if (version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (isZero(traceId) || isZero(spanId)) return undefined;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

function splitField(field: string): [string, string] {
  const equals = field.indexOf('=');
  return [field.slice(0, Math.max(0, equals)).toLowerCase(), field.slice(equals + 1)];
}

function isZero(digits: string): boolean {
  return /^0+$/.test(digits);
}
