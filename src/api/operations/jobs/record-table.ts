import type { ResourceBodies } from '../../../store/resources/index.ts';
import { type ResourceChange, type ResourceKey, StoreUnavailable } from '../../../store/store.ts';
import type { JobParts } from './job-parts.ts';
import { listAll } from './listed.ts';

/** The kinds of resources that are runs of something rather than settings. */
export type RecordKind = 'BatchJob' | 'EcsTask' | 'GlueJobRun';

export interface RecordTableSettings<Kind extends RecordKind> {
  readonly kind: Kind;
  /** When the record's run was over, in epoch milliseconds; undefined while it is not. */
  readonly endedAt: (body: ResourceBodies[Kind]) => number | undefined;
  /** How long a record is kept once its run is over. */
  readonly keptMilliseconds: number;
  /** Whether others that are not over rest on a record whose run is. */
  readonly isNeeded?: (body: ResourceBodies[Kind]) => boolean;
}

/** Records of runs that are over, of each kind; the oldest go first. */
const endedMax = 10_000;

/** Where records are kept: each knows its own account and region. */
const nowhere = { account: '', region: '' };

const retryMilliseconds = 1_000;

interface Row<Body> {
  /** As decided. */
  current: Body;
  /** As on disk. */
  durable: Body;
  /** Settles once `current` is on disk, and what was before it. */
  written: Promise<void>;
}

/**
 * The records of one kind, all in memory and each on disk before anybody hears of it.
 *
 * Decisions rest on `get`, which is ahead of the disk; answers show `find` and `all`, which are not.
 */
export class RecordTable<Kind extends RecordKind> {
  readonly #settings: RecordTableSettings<Kind>;
  readonly #parts: Pick<JobParts, 'store' | 'clock' | 'log'>;
  readonly #rows = new Map<string, Row<ResourceBodies[Kind]>>();
  /** Names of records whose runs are over, in the order in which they ended. */
  readonly #ended = new Set<string>();
  #isClosed = false;

  constructor(parts: Pick<JobParts, 'store' | 'clock' | 'log'>, settings: RecordTableSettings<Kind>) {
    this.#parts = parts;
    this.#settings = settings;
  }

  /** Reads what is on disk. */
  async load(): Promise<void> {
    const { store } = this.#parts;
    const { endedAt } = this.#settings;
    const found = await listAll(store, this.#settings.kind, nowhere);
    for (const { name, body } of found.toSorted((left, right) => left.body.createdAt - right.body.createdAt))
      this.#set(name, body);
    const over = [...this.#rows].flatMap(([name, { current }]) => {
      const at = endedAt(current);
      return at === undefined ? [] : [{ name, at }];
    });
    for (const { name } of over.sort((left, right) => left.at - right.at)) this.#ended.add(name);
    this.#forgetOld();
  }

  /** The record as it is decided to be. */
  get(name: string): ResourceBodies[Kind] | undefined {
    return this.#rows.get(name)?.current;
  }

  /** The record as it is on disk. */
  find(name: string): ResourceBodies[Kind] | undefined {
    return this.#rows.get(name)?.durable;
  }

  /** Every record as it is on disk, in the order in which they were made. */
  *all(): IterableIterator<ResourceBodies[Kind]> {
    for (const { durable } of this.#rows.values()) yield durable;
  }

  /** How many runs are not over. */
  get openCount(): number {
    return this.#rows.size - this.#ended.size;
  }

  /** Makes all these records at once, or rejects and makes none. */
  async insert(entries: readonly (readonly [string, ResourceBodies[Kind]])[]): Promise<void> {
    await this.#write(entries);
    for (const [name, body] of entries) this.#set(name, body);
  }

  /**
   * Decides that a record is `body` from now on; settles once that is on disk, however long the disk takes. Rejects only
   * where the table is closed before.
   */
  replace(name: string, body: ResourceBodies[Kind]): Promise<void> {
    const row = this.#rows.get(name);
    if (row === undefined) return Promise.resolve();
    row.current = body;
    row.written = row.written.then(async () => {
      await this.#writeAtLast(name, body);
      row.durable = body;
      if (this.#settings.endedAt(body) === undefined || this.#ended.has(name)) return;
      this.#ended.add(name);
      this.#forgetOld();
    });
    // Who decided waits for it or not; a table that was closed is no error of theirs.
    row.written.catch(() => {});
    return row.written;
  }

  close(): void {
    this.#isClosed = true;
  }

  #set(name: string, body: ResourceBodies[Kind]): void {
    this.#rows.set(name, { current: body, durable: body, written: Promise.resolve() });
  }

  async #writeAtLast(name: string, body: ResourceBodies[Kind]): Promise<void> {
    for (;;) {
      try {
        await this.#write([[name, body]]);
        return;
      } catch (error) {
        if (!(error instanceof StoreUnavailable) || this.#isClosed) throw error;
        this.#parts.log.error(`${this.#settings.kind} ${name} waits for the store: ${error.message}`);
        await this.#pause();
      }
    }
  }

  #pause(): Promise<void> {
    const { clock } = this.#parts;
    return new Promise((resolve) => {
      clock.schedule(clock.now() + retryMilliseconds, resolve);
    });
  }

  async #write(entries: readonly (readonly [string, ResourceBodies[Kind]])[]): Promise<void> {
    await this.#parts.store.resources.write(
      entries.map(([name, body]) => this.#change({ type: 'put', key: this.#key(name), body })),
    );
  }

  #forgetOld(): void {
    const { endedAt, keptMilliseconds, isNeeded } = this.#settings;
    const keptSince = this.#parts.clock.now() - keptMilliseconds;
    for (const name of this.#ended) {
      const body = this.get(name);
      const isOld = body === undefined || (endedAt(body) ?? keptSince) < keptSince;
      if (!isOld && this.#ended.size <= endedMax) return;
      if (body !== undefined && isNeeded?.(body) === true) continue;
      this.#ended.delete(name);
      this.#rows.delete(name);
      // One that is left behind goes with a later start.
      this.#parts.store.resources
        .write([this.#change({ type: 'delete', key: this.#key(name) })])
        .catch((error: unknown) => this.#parts.log.warn({ err: error }, `${name} was not deleted`));
    }
  }

  /** That the body is of the key's kind, the compiler does not see through `Kind`. */
  #change(change: object): ResourceChange {
    return { ...change, expectedRevision: undefined } as ResourceChange;
  }

  #key(name: string): ResourceKey<Kind> {
    return { kind: this.#settings.kind, ...nowhere, name };
  }
}
