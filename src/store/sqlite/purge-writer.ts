import type Database from 'better-sqlite3';
import type { Cell } from '../cell.ts';
import { parseInteger } from '../rows.ts';
import { purgeWrites, turnWrites } from '../statements.ts';
import { purgeCell, purgeKeysStart } from './purge-request.ts';
import type { Answer } from './wire.ts';

/** Deletes executions that ended long ago, within the transaction that is open. */
export class PurgeWriter {
  readonly #endedBefore: Database.Statement<unknown[], number>;
  readonly #deleteExecution: Database.Statement<unknown[]>;
  readonly #deleteAwaitedJobs: Database.Statement<unknown[]>;
  readonly #deleteActivityTasks: Database.Statement<unknown[]>;
  readonly #deleteOutbox: Database.Statement<unknown[]>;
  readonly #deleteMapRuns: Database.Statement<unknown[]>;
  readonly #deleteTurns: Database.Statement<unknown[]>;
  readonly #insertPurged: Database.Statement<unknown[]>;
  readonly #nextPurged: Database.Statement<unknown[], Cell[]>;
  readonly #updatePurged: Database.Statement<unknown[]>;
  readonly #deletePurged: Database.Statement<unknown[]>;

  constructor(connection: Database.Database) {
    this.#endedBefore = connection.prepare<unknown[], number>(purgeWrites.endedBefore).pluck();
    this.#deleteExecution = connection.prepare(purgeWrites.deleteExecution);
    this.#deleteAwaitedJobs = connection.prepare(turnWrites.deleteAwaitedJobs);
    this.#deleteActivityTasks = connection.prepare(purgeWrites.deleteActivityTasks);
    this.#deleteOutbox = connection.prepare(purgeWrites.deleteOutbox);
    this.#deleteMapRuns = connection.prepare(purgeWrites.deleteMapRuns);
    this.#deleteTurns = connection.prepare(purgeWrites.deleteTurns);
    this.#insertPurged = connection.prepare(purgeWrites.insertPurged);
    this.#nextPurged = connection.prepare<unknown[], Cell[]>(purgeWrites.nextPurged).raw();
    this.#updatePurged = connection.prepare(purgeWrites.updatePurged);
    this.#deletePurged = connection.prepare(purgeWrites.deletePurged);
  }

  /** The purge whose request begins at `at`. */
  write(cells: readonly Cell[], at: number): Answer {
    const endedBefore = cells[at + purgeCell.endedBefore];
    const turnsMax = parseInteger(cells[at + purgeCell.turnsMax]);
    const end = at + parseInteger(cells[at + 1]);
    let executionCount = 0;
    let turnCount = 0;
    for (let key = at + purgeKeysStart; key < end && turnCount < turnsMax; key += 2) {
      const shard = cells[key];
      const id = cells[key + 1];
      const turns = this.#endedBefore.get(shard, id, endedBefore);
      // It was redriven since it was looked at, or purged before.
      if (turns === undefined) continue;
      executionCount += 1;
      turnCount += this.#deleteOne(shard, id, { turns, turnsMax });
    }
    const shard = cells[at + purgeKeysStart] ?? 0;
    while (turnCount < turnsMax) {
      const purged = this.#nextPurged.get(shard);
      if (purged === undefined) return [executionCount, turnCount, 0];
      const [id, turns] = purged;
      turnCount += this.#deleteLog(shard, id, {
        turns: parseInteger(turns),
        turnsMax: turnsMax - turnCount,
      });
    }
    return [executionCount, turnCount, this.#nextPurged.get(shard) === undefined ? 0 : 1];
  }

  /** How many turns it deleted. */
  #deleteOne(shard: Cell | undefined, id: Cell | undefined, { turns, turnsMax }: LogLength): number {
    this.#deleteExecution.run(shard, id);
    this.#deleteAwaitedJobs.run(shard, id);
    this.#deleteActivityTasks.run(shard, id);
    this.#deleteOutbox.run(shard, id);
    this.#deleteMapRuns.run(shard, id);
    if (turns > turnsMax) {
      this.#insertPurged.run(shard, id, turns);
      return 0;
    }
    return this.#deleteTurns.run(shard, id, 0).changes;
  }

  /** The last turns of what is left of a log, at most `turnsMax`. */
  #deleteLog(shard: Cell | undefined, id: Cell | undefined, { turns, turnsMax }: LogLength): number {
    const left = Math.max(0, turns - turnsMax);
    this.#deleteTurns.run(shard, id, left);
    if (left === 0) this.#deletePurged.run(shard, id);
    else this.#updatePurged.run(left, shard, id);
    return turns - left;
  }
}

interface LogLength {
  readonly turns: number;
  readonly turnsMax: number;
}
