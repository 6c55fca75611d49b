import type Database from 'better-sqlite3';
import type { Cell } from '../cell.ts';
import { messageWrites } from '../message-statements.ts';
import { deadLettersMax } from '../messages.ts';
import { parseInteger } from '../rows.ts';
import { type Answer, requestHeadWidth } from './wire.ts';

type Write = Database.Statement<unknown[]>;
type Read = Database.Statement<unknown[], Cell[]>;

/** Writes queues' messages within the transaction that is open. */
export class MessageWriter {
  readonly #insert: Write;
  readonly #findDuplicate: Read;
  readonly #putDeduplication: Write;
  readonly #deleteDeduplications: Write;
  readonly #visible: Read;
  readonly #visibleGrouped: Read;
  readonly #counts: Read;
  readonly #receive: Read;
  readonly #move: Write;
  readonly #delete: Write;
  readonly #deleteInFlight: Write;
  readonly #changeVisibility: Write;
  readonly #purge: Write;

  constructor(connection: Database.Database) {
    const write = (sql: string): Write => connection.prepare(sql);
    const read = (sql: string): Read => connection.prepare<unknown[], Cell[]>(sql).raw();
    this.#insert = write(messageWrites.insertMessage);
    this.#findDuplicate = read(messageWrites.findDuplicate);
    this.#putDeduplication = write(messageWrites.putDeduplication);
    this.#deleteDeduplications = write(messageWrites.deleteDeduplications);
    this.#visible = read(messageWrites.visibleMessages);
    this.#visibleGrouped = read(messageWrites.visibleGroupedMessages);
    this.#counts = read(messageWrites.messageCounts);
    this.#receive = read(messageWrites.receiveMessage);
    this.#move = write(messageWrites.moveMessage);
    this.#delete = write(messageWrites.deleteMessage);
    this.#deleteInFlight = write(messageWrites.deleteMessageInFlight);
    this.#changeVisibility = write(messageWrites.changeVisibility);
    this.#purge = write(messageWrites.purgeMessages);
  }

  /** Undefined is the usual answer: stored. */
  send(cells: readonly Cell[], at: number): Answer | undefined {
    const [queueId, id, sentAt, visibleAt, groupId, body, detail, deduplicationId, messageId, sentAfter] =
      parametersOf(cells, at);
    if (deduplicationId !== undefined) {
      const duplicate = this.#findDuplicate.get(queueId, deduplicationId, sentAfter);
      if (duplicate !== undefined) return duplicate;
      this.#putDeduplication.run(queueId, deduplicationId, sentAt, id, messageId);
    }
    this.#insert.run(queueId, id, sentAt, visibleAt, groupId, body, detail);
    return undefined;
  }

  /** How many messages were moved, and the rows of those that are handed out. */
  receive(cells: readonly Cell[], at: number): Answer | undefined {
    const [queueId, fifo, now, visibleAt, afterId, sentAfter, limitCell, ...deadLetters] = parametersOf(
      cells,
      at,
    );
    const [deadLetterQueue, receiveCountMax, sourceArn, firstMovedId] = deadLetters;
    const limit = parseInteger(limitCell);
    const isFifo = fifo === 1;
    const rows: Cell[][] = [];
    let movedCount = 0;
    let mayFindMore = true;
    while (mayFindMore && rows.length < limit) {
      const wanted = limit - rows.length;
      const found = isFifo
        ? this.#visibleGrouped.all(queueId, now, afterId, queueId, now, wanted)
        : this.#visible.all(queueId, now, afterId, wanted);
      // What is handed out without being hidden would be found again.
      mayFindMore = found.length === wanted && parseInteger(visibleAt) > parseInteger(now);
      for (const candidate of found) {
        const [id, receiveCount, sentAt] = isFifo
          ? (this.#counts.get(queueId, candidate[0]) ?? [])
          : candidate;
        if (parseInteger(sentAt) <= parseInteger(sentAfter)) {
          this.#delete.run(queueId, id, receiveCount);
        } else if (
          receiveCountMax !== undefined &&
          movedCount < deadLettersMax &&
          parseInteger(receiveCount) >= parseInteger(receiveCountMax)
        ) {
          const movedId = parseInteger(firstMovedId) + movedCount;
          // A FIFO queue keeps what it takes over as if it had been sent to it.
          this.#move.run(deadLetterQueue, movedId, isFifo ? now : null, now, sourceArn, queueId, id);
          movedCount += 1;
        } else {
          const row = this.#receive.get(visibleAt, now, queueId, id);
          if (row !== undefined) rows.push(row);
        }
      }
    }
    return rows.length === 0 && movedCount === 0 ? undefined : [movedCount, ...rows.flat()];
  }

  /** Undefined where the message is gone now, an answer where it stays. */
  delete(cells: readonly Cell[], at: number): Answer | undefined {
    const [queueId, id, receiveCount, hiddenAt] = parametersOf(cells, at);
    const { changes } =
      hiddenAt === null
        ? this.#delete.run(queueId, id, receiveCount)
        : this.#deleteInFlight.run(queueId, id, receiveCount, hiddenAt);
    return changes === 1 || this.#counts.get(queueId, id) === undefined ? undefined : [id ?? null];
  }

  /** Undefined where the message was hidden, an answer where it was not. */
  changeVisibility(cells: readonly Cell[], at: number): Answer | undefined {
    const [queueId, id, receiveCount, now, visibleAt] = parametersOf(cells, at);
    const { changes } = this.#changeVisibility.run(visibleAt, queueId, id, receiveCount, now);
    return changes === 1 ? undefined : [id ?? null];
  }

  purge(cells: readonly Cell[], at: number): Answer {
    const [queueId, lastId, limit] = parametersOf(cells, at);
    return [this.#purge.run(queueId, queueId, lastId, limit).changes];
  }

  forgetDeduplications(cells: readonly Cell[], at: number): undefined {
    this.#deleteDeduplications.run(...parametersOf(cells, at));
  }
}

function parametersOf(cells: readonly Cell[], at: number): readonly Cell[] {
  return cells.slice(at + requestHeadWidth, at + parseInteger(cells[at + 1]));
}
