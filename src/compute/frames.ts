/**
 * What the server and a function's process say to each other, beside the function's own output.
 *
 * Descriptor 3 carries requests: two big-endian 32-bit lengths, a JSON header, the event. Descriptor 4 carries reports:
 * a kind (8 bits), the payload's length and the resident memory in kibibytes (32 bits each), the payload.
 */
export interface Report {
  readonly kind: ReportKind;
  readonly payload: string;
  readonly residentKibibytes: number;
}

const reportKinds = [
  'ready', //    The handler is loaded.
  'result', //   The handler's answer.
  'error', //    The handler failed; the process goes on.
  'fatal', //    Loading failed, or an exception came from nowhere; the process ends.
  'tooLarge', // The answer exceeds `responseBytesMax`; the payload is empty.
] as const;

export type ReportKind = (typeof reportKinds)[number];

/** What a request tells the bootstrap about an invocation. */
export interface RequestHeader {
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly deadlineAt: number;
  readonly invokedFunctionArn: string;
  readonly traceId: string | undefined;
  /** JSON text. */
  readonly clientContext: string | undefined;
}

/** Bytes of one answer: 6 MB and Lambda's small allowance above it. Source: the error Lambda answers with. */
export const responseBytesMax = 6_291_556;

const reportHeaderBytes = 9;

export function encodeRequest(header: RequestHeader, payload: string): Buffer {
  const headerText = JSON.stringify(header);
  const headerBytes = Buffer.byteLength(headerText);
  const payloadBytes = Buffer.byteLength(payload);
  const frame = Buffer.allocUnsafe(8 + headerBytes + payloadBytes);
  frame.writeUInt32BE(headerBytes, 0);
  frame.writeUInt32BE(payloadBytes, 4);
  frame.write(headerText, 8);
  frame.write(payload, 8 + headerBytes);
  return frame;
}

/** Puts chunks together to reports. The process on the other end runs users' code, so nothing it says is trusted. */
export interface ReportReader {
  /** False once what came is no report; nothing more is read then. */
  push(chunk: Buffer): boolean;
}

export function createReportReader(onReport: (report: Report) => void): ReportReader {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let neededBytes = reportHeaderBytes;

  function push(chunk: Buffer): boolean {
    held.push(chunk);
    heldBytes += chunk.length;
    while (heldBytes >= neededBytes) {
      const bytes = held.length === 1 ? (held[0] as Buffer) : Buffer.concat(held);
      const kind = reportKinds[bytes.readUInt8(0)];
      const payloadBytes = bytes.readUInt32BE(1);
      if (kind === undefined || payloadBytes > responseBytesMax) return false;
      const end = reportHeaderBytes + payloadBytes;
      held = [bytes];
      neededBytes = end;
      if (heldBytes < end) break;
      const payload = bytes.toString('utf8', reportHeaderBytes, end);
      held = heldBytes === end ? [] : [bytes.subarray(end)];
      heldBytes -= end;
      neededBytes = reportHeaderBytes;
      onReport({ kind, payload, residentKibibytes: bytes.readUInt32BE(5) });
    }
    return true;
  }

  return { push };
}
