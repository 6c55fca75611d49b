import type { Logger } from 'pino';
import type { LogGroup } from './log-group.ts';

/** Bytes of records that wait to be written; what would go beyond is left out, as AWS's best effort allows. */
const pendingBytesMax = 16 * 1024 * 1024;
/** Bytes of one write, but for its last record. */
const batchBytesMax = 1024 * 1024;

/** Where records go. */
export interface RecordSink {
  /** A name for where the records of `group` go. */
  destinationOf(group: LogGroup): string;
  /** Writes whole lines behind those written before. Rejects where some of them may be missing. */
  write(destination: string, lines: string): Promise<void>;
}

/**
 * Records on their way to a sink: in order per destination, one write at a time, and never more than memory allows.
 *
 * Once it is full it takes no record until half of them are written, so that a log has few gaps instead of many.
 */
export interface RecordQueue {
  /** Whether there is room for another record; one for which there is none counts as left out. */
  admit(): boolean;
  /** `record` is a line with its end. */
  append(destination: string, record: string): void;
  /** Resolves once everything was written or has failed. */
  close(): Promise<void>;
}

export interface RecordQueueParts {
  readonly sink: RecordSink;
  readonly log: Pick<Logger, 'warn'>;
  readonly bytesMax?: number;
}

interface Batch {
  readonly destination: string;
  readonly records: readonly string[];
  readonly bytes: number;
}

export function createRecordQueue({ sink, log, bytesMax = pendingBytesMax }: RecordQueueParts): RecordQueue {
  const pending = new Map<string, string[]>();
  /** Records lost since a destination last took some. */
  const failed = new Map<string, number>();
  let pendingBytes = 0;
  let isFull = false;
  let leftOutCount = 0;
  let draining: Promise<void> | undefined;

  function admit(): boolean {
    if (!isFull) return true;
    if (leftOutCount === 0) log.warn('execution logs are written too slowly; records are left out');
    leftOutCount += 1;
    return false;
  }

  function append(destination: string, record: string): void {
    const records = pending.get(destination);
    if (records === undefined) pending.set(destination, [record]);
    else records.push(record);
    pendingBytes += Buffer.byteLength(record);
    isFull ||= pendingBytes >= bytesMax;
    draining ??= drain();
  }

  async function drain(): Promise<void> {
    // The turn goes on first, and records of other turns gather meanwhile.
    await new Promise(setImmediate);
    for (let batch = takeBatch(); batch !== undefined; batch = takeBatch()) {
      await write(batch);
      pendingBytes -= batch.bytes;
      if (isFull && pendingBytes <= bytesMax / 2) reopen();
    }
    draining = undefined;
  }

  /** The destination that waited longest has its turn, and goes to the end of the line with what is too much at once. */
  function takeBatch(): Batch | undefined {
    for (const [destination, records] of pending) {
      pending.delete(destination);
      let bytes = 0;
      let count = 0;
      while (count < records.length && bytes < batchBytesMax) {
        bytes += Buffer.byteLength(records[count] as string);
        count += 1;
      }
      if (count === records.length) return { destination, records, bytes };
      pending.set(destination, records.slice(count));
      return { destination, records: records.slice(0, count), bytes };
    }
    return undefined;
  }

  async function write({ destination, records }: Batch): Promise<void> {
    const failedBefore = failed.get(destination) ?? 0;
    try {
      await sink.write(destination, records.join(''));
    } catch (error) {
      if (failedBefore === 0)
        log.warn({ err: error, destination }, 'execution logs cannot be written; records are lost');
      failed.set(destination, failedBefore + records.length);
      return;
    }
    if (failedBefore === 0) return;
    failed.delete(destination);
    log.warn(
      { destination, records: failedBefore },
      'execution logs can be written again; records were lost',
    );
  }

  function reopen(): void {
    isFull = false;
    if (leftOutCount > 0) log.warn({ records: leftOutCount }, 'execution logs go on; records were left out');
    leftOutCount = 0;
  }

  return {
    admit,
    append,
    async close() {
      while (draining !== undefined) await draining;
      for (const [destination, records] of failed)
        log.warn({ destination, records }, 'execution logs end; records were lost');
    },
  };
}
