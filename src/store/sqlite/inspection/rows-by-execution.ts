import type { Cell } from '../../cell.ts';
import { parseInteger } from '../../rows.ts';

/** Rows in order of the execution that they belong to, their first two cells, dealt out execution by execution. */
export class RowsByExecution {
  readonly #rows: IterableIterator<Cell[]>;
  readonly #onOrphan: (shard: number, executionId: number) => void;
  #next: Cell[] | undefined;
  /** The execution of the last orphan, which is told of once however many rows it left. */
  #lastOrphan: string | undefined;

  constructor(rows: IterableIterator<Cell[]>, onOrphan: (shard: number, executionId: number) => void) {
    this.#rows = rows;
    this.#onOrphan = onOrphan;
    this.#advance();
  }

  /** The rows of an execution; those before it, which were not asked for, are orphans. */
  take(shard: number, id: number): readonly (readonly Cell[])[] {
    let taken = noRows;
    for (let row = this.#next; row !== undefined; row = this.#next) {
      const rowShard = parseInteger(row[0]);
      const rowId = parseInteger(row[1]);
      if (rowShard > shard || (rowShard === shard && rowId > id)) break;
      if (rowShard === shard && rowId === id) {
        if (taken === noRows) taken = [];
        taken.push(row);
      } else this.#tellOrphan(rowShard, rowId);
      this.#advance();
    }
    return taken;
  }

  /** What is left belongs to nobody. */
  passRest(): void {
    for (let row = this.#next; row !== undefined; row = this.#next) {
      this.#tellOrphan(parseInteger(row[0]), parseInteger(row[1]));
      this.#advance();
    }
  }

  close(): void {
    this.#rows.return?.();
  }

  #advance(): void {
    const { value, done } = this.#rows.next();
    this.#next = done === true ? undefined : value;
  }

  #tellOrphan(shard: number, id: number): void {
    const name = `${shard}/${id}`;
    if (name === this.#lastOrphan) return;
    this.#lastOrphan = name;
    this.#onOrphan(shard, id);
  }
}

/** What most executions have of most tables; nothing is ever added to it. */
const noRows: Cell[][] = [];
