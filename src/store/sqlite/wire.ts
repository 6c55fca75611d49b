import type { Cell } from '../cell.ts';

/**
 * What the threads of the embedded store say to each other. Copying an object between threads costs far more than
 * copying its cells, so requests and answers are flat arrays.
 */

/** What a worker is started with. */
export interface WorkerSettings {
  readonly role: WorkerRole;
  /** Undefined: in memory. */
  readonly directory: string | undefined;
}

/** The writer owns the directory and answers reads too; a reader has a connection of its own beside it. */
export type WorkerRole = 'writer' | 'reader';

/** Writes of one batch share a transaction; reads share only the message. */
export type LaneName = 'writes' | 'reads';

export type ToWorker = RequestBatch | { readonly type: 'close' };

export interface RequestBatch {
  readonly type: 'requests';
  readonly lane: LaneName;
  /** Requests one behind the other: kind, number of cells including these two, then what the kind needs. */
  readonly cells: readonly Cell[];
}

export type FromWorker = Migrating | Opened | AnswerBatch;

/** The schema is about to change, which may take a while. */
export interface Migrating {
  readonly type: 'migrating';
  readonly from: number;
  readonly to: number;
}

export type Opened =
  | { readonly type: 'opened' }
  /** `reason` is a sentence for the operator. */
  | { readonly type: 'refused'; readonly reason: string };

export interface AnswerBatch {
  readonly type: 'answers';
  readonly lane: LaneName;
  /** Why no request of the batch took effect, for the operator; undefined where all have their own outcome. */
  readonly unavailable: string | undefined;
  /** Which requests, by position, have more to say than that they are done; `answers` says it, in the same order. */
  readonly positions: readonly number[];
  readonly answers: readonly Answer[];
}

export type Answer = readonly Cell[] | Refusal;

/** Why one request of a batch took no effect. */
export interface Refusal {
  readonly isOurError: boolean;
  readonly message: string;
}

/** The kinds of write requests. A read's kind is the name of its statement. */
export const writeKind = {
  turn: 0,
  deleteOutbox: 1,
  resources: 2,
  purge: 3,
  startChildren: 10,
  mapRunSettings: 11,
  closeMapRun: 12,
  sendMessage: 20,
  receiveMessages: 21,
  deleteMessage: 22,
  changeVisibility: 23,
  purgeMessages: 24,
  forgetDeduplications: 25,
} as const;

/** The cells that open a request. */
export const requestHeadWidth = 2;
