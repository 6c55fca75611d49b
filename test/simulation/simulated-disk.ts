import Database from 'better-sqlite3';
import type { Cell } from '../../src/store/cell.ts';
import { BatchReader } from '../../src/store/sqlite/batch-reader.ts';
import { BatchWriter } from '../../src/store/sqlite/batch-writer.ts';
import { openDatabase } from '../../src/store/sqlite/database.ts';
import { Lane } from '../../src/store/sqlite/lane.ts';
import { storeOver } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { AnswerBatch, RequestBatch } from '../../src/store/sqlite/wire.ts';
import type { Store } from '../../src/store/store.ts';
import type { Faults } from './faults.ts';
import type { Timeline } from './timeline.ts';

/**
 * The disk below the store: SQLite itself, asked by the store's own lanes and written by its own writer, where only the
 * two threads between them are the timeline's. What was written outlives the processes that open it.
 */
export interface SimulatedDisk {
  open(holder: DiskHolder): Store;
  /** Rows of a query, each an array of its columns. */
  query(sql: string, ...parameters: readonly Cell[]): readonly (readonly Cell[])[];
  /** Nothing more can be written, until there is space again. */
  fill(): void;
  makeSpace(): void;
  close(): void;
}

/** The process that has the store open. */
export interface DiskHolder {
  readonly isAlive: boolean;
  crash(why: string): void;
}

export interface DiskParts {
  readonly timeline: Timeline;
  readonly faults: Faults;
  /** Told of the requests of every batch of writes that took effect. */
  readonly onWritten: (cells: readonly Cell[]) => void;
}

/** What SQLite allows of itself. */
const pagesMax = 4_294_967_294;
/** How long a request, and again the answer to it, may take where it is slow. */
const slowMilliseconds = 4_000;

export function createSimulatedDisk({ timeline, faults, onWritten }: DiskParts): SimulatedDisk {
  const connection = openConnection();
  const { chance } = timeline;

  /** A thread: it takes one message after the other, and its answers arrive in that order. */
  function createThread(holder: DiskHolder, name: string, work: (batch: RequestBatch) => AnswerBatch) {
    const waiting: RequestBatch[] = [];
    const answered: { readonly lane: Lane; readonly answer: AnswerBatch }[] = [];
    let lanes: Readonly<Record<RequestBatch['lane'], Lane>>;
    let isWorking = false;

    function begin(): void {
      const batch = waiting[0];
      if (isWorking || batch === undefined) return;
      isWorking = true;
      timeline.after(delayOf(batch), `${name} ${batch.lane}`, () => finish(waiting.shift() as RequestBatch));
    }

    function finish(batch: RequestBatch): void {
      if (!holder.isAlive) return;
      isWorking = false;
      const answer = work(batch);
      if (!holder.isAlive) return;
      answered.push({ lane: lanes[batch.lane], answer });
      timeline.after(delayOf(batch), `${name} answers`, () => {
        const next = answered.shift();
        if (holder.isAlive && next !== undefined) next.lane.receive(next.answer);
      });
      begin();
    }

    const post = (batch: RequestBatch) => {
      waiting.push(batch);
      begin();
    };
    // Nothing here waits for the real world's event loop.
    const options = { soon: queueMicrotask };
    lanes = { writes: new Lane('writes', post, options), reads: new Lane('reads', post, options) };
    return lanes;
  }

  function delayOf({ lane }: RequestBatch): number {
    const isSlow = faults.happens(lane === 'writes' ? 'commitIsSlow' : 'readIsSlow');
    return chance.below(isSlow ? slowMilliseconds : 8);
  }

  function open(holder: DiskHolder): Store {
    const writer = new BatchWriter(connection, undefined);
    const reader = new BatchReader(connection, undefined);

    function write({ cells }: RequestBatch): AnswerBatch {
      if (faults.happens('crashBeforeCommit')) {
        holder.crash('before a commit');
        return failed('writes');
      }
      if (faults.happens('commitFails')) return failed('writes');
      const answer = writer.write(cells);
      timeline.note(`wrote ${answer.unavailable ?? JSON.stringify([cells, answer])}`);
      if (answer.unavailable === undefined) onWritten(cells);
      if (faults.happens('crashAfterCommit')) holder.crash('after a commit');
      return answer;
    }

    function read({ cells }: RequestBatch): AnswerBatch {
      return faults.happens('readFails') ? failed('reads') : reader.read(cells);
    }

    const writing = createThread(holder, 'writer', (batch) =>
      batch.lane === 'writes' ? write(batch) : read(batch),
    );
    const reading = createThread(holder, 'reader', read);
    const lanes = { writes: writing.writes, orderedReads: writing.reads, longReads: reading.reads };
    return storeOver(lanes, async () => {
      await Promise.all(Object.values(lanes).map((lane) => lane.drain('The store is closed.')));
    });
  }

  return {
    open,
    query: (sql, ...parameters) =>
      connection
        .prepare<unknown[], Cell[]>(sql)
        .raw()
        .all(...parameters),
    fill() {
      const pages = connection.pragma('page_count', { simple: true });
      connection.pragma(`max_page_count = ${pages}`);
    },
    makeSpace: () => void connection.pragma(`max_page_count = ${pagesMax}`),
    close: () => connection.close(),
  };
}

let migrated: Buffer | undefined;

/** A connection to an empty database of its own that prepares each statement once, however many processes want it. */
function openConnection(): Database.Database {
  if (migrated === undefined) {
    const database = openDatabase({ role: 'writer', directory: undefined });
    migrated = database.connection.serialize();
    database.close();
  }
  const opened = new Database(migrated);
  const statements = new Map<string, Database.Statement>();
  return Object.assign(Object.create(opened), {
    prepare(sql: string) {
      const known = statements.get(sql) ?? opened.prepare(sql);
      statements.set(sql, known);
      return known;
    },
  }) as Database.Database;
}

function failed(lane: AnswerBatch['lane']): AnswerBatch {
  return { type: 'answers', lane, unavailable: 'The disk failed.', positions: [], answers: [] };
}
