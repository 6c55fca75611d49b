import type Database from 'better-sqlite3';
import { AssertionError } from '../../base/assert.ts';
import type { Cell } from '../cell.ts';
import { parseInteger, parseText } from '../rows.ts';
import { mapRunWrites, turnWrites } from '../statements.ts';
import { textKey } from '../text-key.ts';
import { changeWidth } from './map-run-request.ts';
import { requestHeadWidth } from './wire.ts';

/** Writes Map Runs within the transaction that is open. */
export class MapRunWriter {
  readonly #setChild: Database.Statement<unknown[]>;
  readonly #insert: Database.Statement<unknown[]>;
  readonly #end: Database.Statement<unknown[]>;
  readonly #redrive: Database.Statement<unknown[]>;
  readonly #progress: Database.Statement<unknown[]>;
  readonly #settings: Database.Statement<unknown[]>;
  readonly #close: Database.Statement<unknown[]>;

  constructor(connection: Database.Database) {
    this.#setChild = connection.prepare(turnWrites.setChild);
    this.#insert = connection.prepare(mapRunWrites.insert);
    this.#end = connection.prepare(mapRunWrites.end);
    this.#redrive = connection.prepare(mapRunWrites.redrive);
    this.#progress = connection.prepare(mapRunWrites.progress);
    this.#settings = connection.prepare(mapRunWrites.settings);
    this.#close = connection.prepare(mapRunWrites.close);
  }

  /** Writes what a turn's request says of Map Runs from `at` on. */
  write(cells: readonly Cell[], at: number, shard: Cell | undefined, executionId: Cell | undefined): void {
    const mapRunId = cells[at];
    if (mapRunId !== null) this.#setChild.run(mapRunId, cells[at + 1], shard, executionId);
    let next = at + 3;
    for (let left = parseInteger(cells[at + 2]); left > 0; left -= 1) {
      const [type, eventId, time, ...more] = cells.slice(next, next + changeWidth.started);
      if (type === 'started') {
        const [id, arn, executionArn, stateMachineArn, ...settings] = more;
        const mapRunArn = parseText(arn);
        const names = [executionId, eventId, executionArn, stateMachineArn];
        this.#insert.run(shard, id, textKey(mapRunArn), mapRunArn, ...names, time, ...settings);
        next += changeWidth.started;
      } else if (type === 'ended') {
        this.#end.run(more[0], time, shard, executionId, eventId);
        next += changeWidth.ended;
      } else if (type === 'redriven') {
        this.#redrive.run(more[0], time, shard, executionId, eventId);
        next += changeWidth.redriven;
      } else throw new AssertionError(`a change of a Map Run, not ${type}`);
    }
  }

  /** What the request at `at`, which starts children, says of their Map Run. */
  writeProgress(cells: readonly Cell[], at: number): void {
    const first = at + requestHeadWidth;
    this.#progress.run(...cells.slice(first, first + 6));
  }

  changeSettings(cells: readonly Cell[], at: number): void {
    const first = at + requestHeadWidth;
    this.#settings.run(...cells.slice(first, first + 5));
  }

  close(cells: readonly Cell[], at: number): void {
    const first = at + requestHeadWidth;
    this.#close.run(...cells.slice(first, first + 3));
  }
}
