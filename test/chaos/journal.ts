import { closeSync, fdatasync, openSync, readFileSync, writeSync } from 'node:fs';

/** What a client asked for, and what it was told. */
export type JournalRecord =
  /** Noted before it is asked for, so that nothing exists that nobody asked for. */
  | { readonly kind: 'starting'; readonly machine: string; readonly name: string; readonly input: string }
  | {
      readonly kind: 'started';
      readonly executionArn: string;
      /** Epoch milliseconds; undefined where it was learned from ExecutionAlreadyExists. */
      readonly startedAt?: number;
    }
  | { readonly kind: 'answered at once'; readonly machine: string; readonly name: string }
  | { readonly kind: 'stopped'; readonly executionArn: string; readonly error: string }
  | { readonly kind: 'redriven'; readonly executionArn: string; readonly times: number }
  | {
      readonly kind: 'reporting' | 'reported';
      readonly execution: string;
      readonly answer: string;
    }
  | { readonly kind: 'created' | 'deleted'; readonly arn: string; readonly state: string }
  /** What no client should ever see. */
  | { readonly kind: 'violation'; readonly message: string };

/** An append-only file that outlives every process: what it says is acknowledged is on disk, on another disk than the server's. */
export interface Journal {
  /** Written, and on disk some time later. */
  note(record: JournalRecord): void;
  /** Settles once the record is on disk. */
  append(record: JournalRecord): Promise<void>;
  close(): Promise<void>;
}

export function openJournal(path: string): Journal {
  const file = openSync(path, 'a');
  let waiting: (() => void)[] = [];
  let syncing: Promise<void> | undefined;
  const write = (record: JournalRecord) => writeSync(file, `${JSON.stringify(record)}\n`);
  /** One sync for all that was written while the one before it ran. */
  const syncAll = async () => {
    while (waiting.length > 0) {
      const synced = waiting;
      waiting = [];
      await new Promise<void>((resolve, reject) =>
        fdatasync(file, (error) => (error === null ? resolve() : reject(error))),
      );
      for (const settle of synced) settle();
    }
    syncing = undefined;
  };
  const append = (record: JournalRecord) => {
    write(record);
    const settled = new Promise<void>((resolve) => waiting.push(resolve));
    syncing ??= syncAll();
    return settled;
  };
  return {
    note: write,
    append,
    async close() {
      await syncing;
      closeSync(file);
    },
  };
}

export function readJournals(paths: readonly string[]): readonly JournalRecord[] {
  return paths.flatMap((path) => {
    const lines = readFileSync(path, 'utf8').split('\n');
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as JournalRecord);
  });
}
