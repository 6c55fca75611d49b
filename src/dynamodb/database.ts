import { mkdir } from 'node:fs/promises';
import type { JsonObject } from '../base/json.ts';
import type { Dynalite, Level, LevelIterator, LevelRange, LevelSnapshot, LevelWrite } from './dynalite.ts';

/**
 * A LevelDB whose writes are on disk before anybody hears of them, many to a disk sync.
 *
 * What is put before the event loop goes on is written together or not at all: an item and its entries in indexes never
 * part. Who writes sees at once what others have put; who reads sees what is on disk.
 */
export interface Database {
  /** What is on disk, or in `snapshot`. */
  get(key: string, snapshot?: LevelSnapshot): Promise<JsonObject | undefined>;
  /** What was put last, whether it is on disk yet or not. Whoever asks holds the lock under which the key is put. */
  getLatest(key: string): Promise<JsonObject | undefined>;
  put(write: LevelWrite): void;
  /** Settles once everything that was put is on disk; rejects where it is not, and then none of it is. */
  written(): Promise<void>;
  values(range: LevelRange): LevelIterator<JsonObject>;
  entries(range: LevelRange): LevelIterator<readonly [string, JsonObject]>;
  /** The first key in the range. */
  firstKey(range: LevelRange): Promise<string | undefined>;
  /** Removes a range that nobody uses; what a crash leaves of it is left. */
  clear(range: LevelRange): Promise<void>;
  snapshot(): LevelSnapshot;
  /** Writes what was put and lets go of the files. */
  close(): Promise<void>;
}

interface Batch {
  readonly writes: Map<string, LevelWrite>;
  readonly done: Promise<void>;
  resolve(): void;
  reject(error: Error): void;
}

export async function openDatabase(
  { Level, MemoryLevel }: Pick<Dynalite, 'Level' | 'MemoryLevel'>,
  /** Undefined keeps everything in memory. */
  folder: string | undefined,
): Promise<Database> {
  const options = { valueEncoding: 'json' };
  // LevelDB would let every user of the machine read its own.
  if (folder !== undefined) await mkdir(folder, { recursive: true, mode: 0o700 });
  const level: Level = folder === undefined ? new MemoryLevel(options) : new Level(folder, options);
  await level.open();
  return databaseOf(level);
}

export function databaseOf(level: Level): Database {
  let gathering: Batch | undefined;
  let writing: Batch | undefined;

  function put(write: LevelWrite): void {
    gathering ??= begin();
    gathering.writes.set(write.key, write);
  }

  function begin(): Batch {
    if (writing === undefined) setImmediate(flush);
    return emptyBatch();
  }

  /** Writes one batch after the other until there is none. */
  function flush(): void {
    const batch = gathering;
    if (batch === undefined) return;
    gathering = undefined;
    writing = batch;
    level.batch([...batch.writes.values()], { sync: true }).then(
      () => {
        writing = undefined;
        batch.resolve();
        flush();
      },
      (error: Error) => {
        writing = undefined;
        batch.reject(error);
        // What was gathered meanwhile may rest on what could not be written.
        gathering?.reject(error);
        gathering = undefined;
      },
    );
  }

  return {
    get: (key, snapshot) => level.get(key, snapshot === undefined ? undefined : { snapshot }),
    async getLatest(key) {
      const latest = gathering?.writes.get(key) ?? writing?.writes.get(key);
      if (latest === undefined) return level.get(key);
      return latest.type === 'put' ? latest.value : undefined;
    },
    put,
    written: () => gathering?.done ?? writing?.done ?? Promise.resolve(),
    values: (range) => level.values(range),
    entries: (range) => level.iterator(range),
    async firstKey(range) {
      const keys = level.keys({ ...range, limit: 1 });
      const [first] = await keys.nextv(1);
      await keys.close();
      return first;
    },
    clear: (range) => level.clear(range),
    snapshot: () => level.snapshot(),
    async close() {
      await (gathering?.done ?? writing?.done)?.catch(() => {});
      await level.close();
    },
  };
}

function emptyBatch(): Batch {
  let resolve = () => {};
  let reject = (_error: Error) => {};
  const done = new Promise<void>((onDone, onFailed) => {
    resolve = onDone;
    reject = onFailed;
  });
  // Whoever waits hears of a failure; a batch that nobody waits for must not end the process.
  done.catch(() => {});
  return { writes: new Map(), done, resolve, reject };
}
