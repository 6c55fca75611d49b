import type Database from 'better-sqlite3';
import { assert } from '../../base/assert.ts';
import type { Cell } from '../cell.ts';
import { parseInteger } from '../rows.ts';
import { type ReadName, reads } from '../statements.ts';
import { storageFailure } from './storage-failure.ts';
import { type Answer, type AnswerBatch, requestHeadWidth } from './wire.ts';

/** Answers a batch of reads, each from what is committed when its turn comes. */
export class BatchReader {
  readonly #directory: string | undefined;
  readonly #statements: ReadonlyMap<Cell | undefined, Database.Statement<unknown[], Cell[]>>;

  constructor(connection: Database.Database, directory: string | undefined) {
    this.#directory = directory;
    const names = Object.keys(reads) as ReadName[];
    this.#statements = new Map(
      names.map((name) => [name, connection.prepare<unknown[], Cell[]>(reads[name]).raw()]),
    );
  }

  read(cells: readonly Cell[]): AnswerBatch {
    const positions: number[] = [];
    const answers: Answer[] = [];
    let position = 0;
    for (let at = 0; at < cells.length; ) {
      const end = at + parseInteger(cells[at + 1]);
      const answer = this.#rows(cells[at], cells.slice(at + requestHeadWidth, end));
      if (answer !== undefined) {
        positions.push(position);
        answers.push(answer);
      }
      position += 1;
      at = end;
    }
    return { type: 'answers', lane: 'reads', unavailable: undefined, positions, answers };
  }

  #rows(name: Cell | undefined, parameters: readonly Cell[]): Answer | undefined {
    const statement = this.#statements.get(name);
    assert(statement !== undefined, `the name of a read, not ${name}`);
    try {
      const rows = statement.all(...parameters);
      return rows.length === 0 ? undefined : rows.flat();
    } catch (error) {
      const unavailable = storageFailure(error, this.#directory);
      const message = unavailable ?? (error instanceof Error ? error.message : String(error));
      return { isOurError: unavailable === undefined, message };
    }
  }
}
