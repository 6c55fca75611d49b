import type Database from 'better-sqlite3';
import type { Cell } from '../cell.ts';
import { parseInteger, parseText } from '../rows.ts';
import { turnWrites } from '../statements.ts';
import { textKey } from '../text-key.ts';

/** Writes which activities' tasks wait for a worker, within the transaction that is open. */
export class ActivityTaskWriter {
  readonly #insert: Database.Statement<unknown[]>;
  readonly #delete: Database.Statement<unknown[]>;

  constructor(connection: Database.Database) {
    this.#insert = connection.prepare(turnWrites.insertActivityTask);
    this.#delete = connection.prepare(turnWrites.deleteActivityTask);
  }

  /** Writes the two lists of a turn's request that begin at `at`; answers where they end. */
  write(cells: readonly Cell[], at: number, shard: Cell | undefined, id: Cell | undefined): number {
    let next = at;
    const queuedEnd = next + 1 + 3 * parseInteger(cells[next]);
    for (next += 1; next < queuedEnd; next += 3) {
      const activityArn = parseText(cells[next + 1]);
      this.#insert.run(shard, id, cells[next], textKey(activityArn), activityArn, cells[next + 2]);
    }
    const unqueuedEnd = next + 1 + parseInteger(cells[next]);
    for (next += 1; next < unqueuedEnd; next += 1) this.#delete.run(shard, id, cells[next]);
    return next;
  }
}
