import type Database from 'better-sqlite3';
import type { Cell } from '../cell.ts';
import { parseInteger } from '../rows.ts';
import { resourceWrites } from '../statements.ts';
import { changeCell, changeWidth } from './resource-request.ts';
import { type Answer, requestHeadWidth } from './wire.ts';

/** Writes resources within the transaction that is open. */
export class ResourceWriter {
  readonly #revision: Database.Statement<unknown[], number>;
  readonly #insert: Database.Statement<unknown[]>;
  readonly #update: Database.Statement<unknown[]>;
  readonly #delete: Database.Statement<unknown[]>;

  constructor(connection: Database.Database) {
    this.#revision = connection.prepare<unknown[], number>(resourceWrites.revision).pluck();
    this.#insert = connection.prepare(resourceWrites.insert);
    this.#update = connection.prepare(resourceWrites.update);
    this.#delete = connection.prepare(resourceWrites.delete);
  }

  /** The changes whose request begins at `at`: all of them, or none and `conflict`. */
  write(cells: readonly Cell[], at: number): Answer {
    const end = at + parseInteger(cells[at + 1]);
    const revisions: number[] = [];
    for (let change = at + requestHeadWidth; change < end; change += changeWidth) {
      const revision = this.#revision.get(...keyOf(cells, change)) ?? 0;
      const expected = cells[change + changeCell.expectedRevision];
      if (expected !== null && expected !== revision) return ['conflict'];
      revisions.push(revision);
    }
    const answer: Cell[] = ['written'];
    for (const [index, revision] of revisions.entries()) {
      answer.push(this.#change(cells, at + requestHeadWidth + index * changeWidth, revision));
    }
    return answer;
  }

  /** The revision it leads to, 0 for a deletion. */
  #change(cells: readonly Cell[], change: number, revision: number): number {
    const key = keyOf(cells, change);
    const body = cells[change + changeCell.body];
    if (body === null) {
      this.#delete.run(...key);
      return 0;
    }
    if (revision === 0) this.#insert.run(...key, body);
    else this.#update.run(revision + 1, body, ...key);
    return revision + 1;
  }
}

function keyOf(cells: readonly Cell[], change: number): readonly Cell[] {
  return cells.slice(change + changeCell.kind, change + changeCell.name + 1);
}
