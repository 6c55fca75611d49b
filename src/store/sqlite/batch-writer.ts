import type Database from 'better-sqlite3';
import { AssertionError } from '../../base/assert.ts';
import type { Cell } from '../cell.ts';
import { parseInteger } from '../rows.ts';
import { childrenHeadWidth } from './children-request.ts';
import { MapRunWriter } from './map-run-writer.ts';
import { MessageWriter } from './message-writer.ts';
import { PurgeWriter } from './purge-writer.ts';
import { ResourceWriter } from './resource-writer.ts';
import { storageFailure } from './storage-failure.ts';
import { TurnWriter } from './turn-writer.ts';
import { type Answer, type AnswerBatch, writeKind } from './wire.ts';

/** Writes a batch of requests in one transaction, each with an outcome of its own. */
export class BatchWriter {
  readonly #connection: Database.Database;
  readonly #directory: string | undefined;
  readonly #turns: TurnWriter;
  readonly #mapRuns: MapRunWriter;
  readonly #resources: ResourceWriter;
  readonly #purges: PurgeWriter;
  readonly #messages: MessageWriter;
  readonly #begin: Database.Statement;
  readonly #commit: Database.Statement;
  readonly #rollback: Database.Statement;
  readonly #savepoint: Database.Statement;
  readonly #rollbackToSavepoint: Database.Statement;
  readonly #release: Database.Statement;

  constructor(connection: Database.Database, directory: string | undefined) {
    this.#connection = connection;
    this.#directory = directory;
    this.#mapRuns = new MapRunWriter(connection);
    this.#turns = new TurnWriter(connection, this.#mapRuns);
    this.#resources = new ResourceWriter(connection);
    this.#purges = new PurgeWriter(connection);
    this.#messages = new MessageWriter(connection);
    this.#begin = connection.prepare('BEGIN IMMEDIATE');
    this.#commit = connection.prepare('COMMIT');
    this.#rollback = connection.prepare('ROLLBACK');
    this.#savepoint = connection.prepare('SAVEPOINT request');
    this.#rollbackToSavepoint = connection.prepare('ROLLBACK TO request');
    this.#release = connection.prepare('RELEASE request');
  }

  /**
   * A request checks before it writes, so one that is refused leaves nothing behind. Should one fail half-way all the
   * same, the batch is taken back and written again with a savepoint around each.
   */
  write(cells: readonly Cell[]): AnswerBatch {
    try {
      return this.#transaction(cells, (at) => this.#writeOne(cells, at));
    } catch (error) {
      if (storageFailure(error, this.#directory) !== undefined) return this.#unavailable(error);
    }
    try {
      return this.#transaction(cells, (at) => this.#writeGuarded(cells, at));
    } catch (error) {
      return this.#unavailable(error);
    }
  }

  #transaction(cells: readonly Cell[], writeOne: (at: number) => Answer | undefined): AnswerBatch {
    const positions: number[] = [];
    const answers: Answer[] = [];
    try {
      this.#begin.run();
      let position = 0;
      for (let at = 0; at < cells.length; at += parseInteger(cells[at + 1])) {
        const answer = writeOne(at);
        if (answer !== undefined) {
          positions.push(position);
          answers.push(answer);
        }
        position += 1;
      }
      this.#commit.run();
    } catch (error) {
      // Some failures end the transaction themselves.
      if (this.#connection.inTransaction) this.#rollback.run();
      throw error;
    }
    return { type: 'answers', lane: 'writes', unavailable: undefined, positions, answers };
  }

  #writeOne(cells: readonly Cell[], at: number): Answer | undefined {
    switch (cells[at]) {
      case writeKind.turn:
        return this.#turns.write(cells, at);
      case writeKind.deleteOutbox:
        this.#turns.deleteOutbox(cells, at);
        return undefined;
      case writeKind.startChildren:
        this.#startChildren(cells, at);
        return undefined;
      case writeKind.mapRunSettings:
        this.#mapRuns.changeSettings(cells, at);
        return undefined;
      case writeKind.closeMapRun:
        this.#mapRuns.close(cells, at);
        return undefined;
      case writeKind.resources:
        return this.#resources.write(cells, at);
      case writeKind.purge:
        return this.#purges.write(cells, at);
      case writeKind.sendMessage:
        return this.#messages.send(cells, at);
      case writeKind.receiveMessages:
        return this.#messages.receive(cells, at);
      case writeKind.deleteMessage:
        return this.#messages.delete(cells, at);
      case writeKind.changeVisibility:
        return this.#messages.changeVisibility(cells, at);
      case writeKind.purgeMessages:
        return this.#messages.purge(cells, at);
      case writeKind.forgetDeduplications:
        return this.#messages.forgetDeduplications(cells, at);
      default:
        throw new AssertionError(`a kind of write, not ${cells[at]}`);
    }
  }

  /** A child that cannot be started is our own error, and takes those beside it with it. */
  #startChildren(cells: readonly Cell[], at: number): void {
    this.#mapRuns.writeProgress(cells, at);
    const end = at + parseInteger(cells[at + 1]);
    for (let next = at + childrenHeadWidth; next < end; next += parseInteger(cells[next + 1])) {
      const answer = this.#turns.write(cells, next);
      if (answer !== undefined) throw new AssertionError(`a child to start, not ${JSON.stringify(answer)}`);
    }
  }

  #writeGuarded(cells: readonly Cell[], at: number): Answer | undefined {
    this.#savepoint.run();
    try {
      return this.#writeOne(cells, at);
    } catch (error) {
      if (storageFailure(error, this.#directory) !== undefined) throw error;
      this.#rollbackToSavepoint.run();
      return { isOurError: true, message: error instanceof Error ? error.message : String(error) };
    } finally {
      if (this.#connection.inTransaction) this.#release.run();
    }
  }

  #unavailable(error: unknown): AnswerBatch {
    const unavailable = storageFailure(error, this.#directory) ?? `The store failed: ${error}`;
    return { type: 'answers', lane: 'writes', unavailable, positions: [], answers: [] };
  }
}
