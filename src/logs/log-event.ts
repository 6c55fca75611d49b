import { createHash } from 'node:crypto';

/** Something that was logged. */
export interface LogEvent {
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly message: string;
  readonly streamName: string;
  /** Its place among the events of its stream with the same timestamp. */
  readonly ordinal: number;
}

/** A stream's events, wherever they are kept, in the order they were written. */
export interface LogSource {
  readonly streamName: string;
  read(): AsyncIterable<LogEvent>;
}

/** Where an event stands among those of its group. */
export type LogPosition = Pick<LogEvent, 'timestamp' | 'streamName' | 'ordinal'>;

/** By time; events of one moment by stream, in the order they were written. */
export function comparePositions(left: LogPosition, right: LogPosition): number {
  if (left.timestamp !== right.timestamp) return left.timestamp - right.timestamp;
  if (left.streamName !== right.streamName) return left.streamName < right.streamName ? -1 : 1;
  return left.ordinal - right.ordinal;
}

/** Unlike that of every other event of its group: 56 digits, as AWS has them. */
export function eventIdOf({ timestamp, streamName, ordinal }: LogPosition): string {
  const stream = createHash('sha256').update(streamName).digest().readUIntBE(0, 6);
  return `${digits(timestamp, 20)}${digits(stream, 18)}${digits(ordinal, 18)}`;
}

export function digits(value: number, count: number): string {
  return String(value).padStart(count, '0');
}

/** Bytes that CloudWatch Logs counts for an event besides its message. Source: API Reference, "PutLogEvents". */
export const eventOverheadBytes = 26;

export function sizeOf({ message }: Pick<LogEvent, 'message'>): number {
  return Buffer.byteLength(message) + eventOverheadBytes;
}
