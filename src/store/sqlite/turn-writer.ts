import type Database from 'better-sqlite3';
import type { Cell } from '../cell.ts';
import { parseInteger, parseText } from '../rows.ts';
import { reads, turnWrites } from '../statements.ts';
import { textKey } from '../text-key.ts';
import { ActivityTaskWriter } from './activity-task-writer.ts';
import type { MapRunWriter } from './map-run-writer.ts';
import { firstTurnWidth, laterTurnWidth, turnCell } from './turn-request.ts';
import type { Answer } from './wire.ts';

/** Writes turns within the transaction that is open. */
export class TurnWriter {
  readonly #insertExecution: Database.Statement<unknown[]>;
  readonly #countTurn: Database.Statement<unknown[]>;
  readonly #updateExecution: Database.Statement<unknown[]>;
  readonly #setRedrive: Database.Statement<unknown[]>;
  readonly #insertTurn: Database.Statement<unknown[]>;
  readonly #insertAwaitedJob: Database.Statement<unknown[]>;
  readonly #deleteAwaitedJob: Database.Statement<unknown[]>;
  readonly #deleteAwaitedJobs: Database.Statement<unknown[]>;
  readonly #insertOutbox: Database.Statement<unknown[]>;
  readonly #deleteOutbox: Database.Statement<unknown[]>;
  readonly #activityTasks: ActivityTaskWriter;
  readonly #mapRuns: MapRunWriter;
  readonly #findByArn: Database.Statement<unknown[], Cell[]>;
  readonly #findWaiters: Database.Statement<unknown[], Cell[]>;
  /** False only while nothing waits for any job, so that an ending execution need not look. */
  #mayHaveAwaitedJobs: boolean;

  constructor(connection: Database.Database, mapRuns: MapRunWriter) {
    this.#mapRuns = mapRuns;
    this.#insertExecution = connection.prepare(turnWrites.insertExecution);
    this.#countTurn = connection.prepare(turnWrites.countTurn);
    this.#updateExecution = connection.prepare(turnWrites.updateExecution);
    this.#setRedrive = connection.prepare(turnWrites.setRedrive);
    this.#insertTurn = connection.prepare(turnWrites.insertTurn);
    this.#insertAwaitedJob = connection.prepare(turnWrites.insertAwaitedJob);
    this.#deleteAwaitedJob = connection.prepare(turnWrites.deleteAwaitedJob);
    this.#deleteAwaitedJobs = connection.prepare(turnWrites.deleteAwaitedJobs);
    this.#insertOutbox = connection.prepare(turnWrites.insertOutbox);
    this.#deleteOutbox = connection.prepare(turnWrites.deleteOutbox);
    this.#activityTasks = new ActivityTaskWriter(connection);
    this.#findByArn = connection.prepare<unknown[], Cell[]>(reads.executionByArn).raw();
    this.#findWaiters = connection.prepare<unknown[], Cell[]>(reads.waiters).raw();
    this.#mayHaveAwaitedJobs = connection.prepare('SELECT 1 FROM awaited_jobs LIMIT 1').get() !== undefined;
  }

  /**
   * The turn whose request begins at `at`. Undefined is the usual answer: written, and nobody waited for it. A turn
   * that is not the next one is refused, and has written nothing.
   */
  write(cells: readonly Cell[], at: number): Answer | undefined {
    const body = cells[at + turnCell.body];
    const isFirst = cells[at + turnCell.turnCount] === 1 && body !== null;
    const refused = isFirst ? this.#insert(cells, at) : this.#update(cells, at);
    if (refused !== undefined) return refused;
    const shard = cells[at + turnCell.shard];
    const id = cells[at + turnCell.id];
    if (body !== null) this.#insertTurn.run(shard, id, cells[at + turnCell.turnCount], body);
    const width = isFirst ? firstTurnWidth : laterTurnWidth;
    const end = at + parseInteger(cells[at + 1]);
    if (end > at + width) {
      const redrive = this.#writeLists(cells, at + width, shard, id);
      // Every turn after a redrive says it; only the first of them changes the row.
      const redriveCount = cells[redrive];
      if (end > redrive) this.#setRedrive.run(redriveCount, cells[redrive + 1], shard, id, redriveCount);
      if (end > redrive + 2) this.#mapRuns.write(cells, redrive + 2, shard, id);
    }
    const isEnded = cells[at + turnCell.status] !== 'RUNNING';
    return isEnded && this.#mayHaveAwaitedJobs ? this.#endWaits(cells, at) : undefined;
  }

  deleteOutbox(cells: readonly Cell[], at: number): void {
    this.#deleteOutbox.run(cells[at + 2], cells[at + 3], cells[at + 4]);
  }

  #insert(cells: readonly Cell[], at: number): Answer | undefined {
    const shard = cells[at + turnCell.shard];
    const executionArn = parseText(cells[at + turnCell.executionArn]);
    const stateMachineArn = parseText(cells[at + turnCell.stateMachineArn]);
    const arnKey = textKey(executionArn);
    const taken = this.#findByArn.get(shard, arnKey, executionArn);
    if (taken !== undefined) return ['exists', ...taken];
    this.#insertExecution.run(
      shard,
      cells[at + turnCell.id],
      arnKey,
      textKey(stateMachineArn),
      executionArn,
      stateMachineArn,
      cells[at + turnCell.revisionName],
      cells[at + turnCell.version],
      cells[at + turnCell.alias],
      cells[at + turnCell.status],
      cells[at + turnCell.startedAt],
      cells[at + turnCell.stoppedAt],
      cells[at + turnCell.wakeAt],
      cells[at + turnCell.isTaskInFlight],
    );
    return undefined;
  }

  #update(cells: readonly Cell[], at: number): Answer | undefined {
    const shard = cells[at + turnCell.shard];
    const id = cells[at + turnCell.id];
    const turnCount = parseInteger(cells[at + turnCell.turnCount]);
    const status = cells[at + turnCell.status];
    const inFlight = cells[at + turnCell.isTaskInFlight];
    const wakeAt = cells[at + turnCell.wakeAt];
    const stoppedAt = cells[at + turnCell.stoppedAt];
    const before = cells[at + turnCell.body] === null ? turnCount : turnCount - 1;
    // SQLite rewrites the indexes of every column an UPDATE names, changed or not; most turns change none of them.
    const counted = this.#countTurn.run(turnCount, shard, id, before, status, inFlight, wakeAt, stoppedAt);
    if (counted.changes === 1) return undefined;
    const updated = this.#updateExecution.run(
      turnCount,
      status,
      inFlight,
      wakeAt,
      stoppedAt,
      shard,
      id,
      before,
    );
    if (updated.changes === 1) return undefined;
    const message = `${before} turns of execution ${shard}/${id} before turn ${turnCount}`;
    return { isOurError: true, message };
  }

  /** Where the lists end. */
  #writeLists(cells: readonly Cell[], at: number, shard: Cell | undefined, id: Cell | undefined): number {
    let next = at;
    const awaitsEnd = next + 1 + 2 * parseInteger(cells[next]);
    for (next += 1; next < awaitsEnd; next += 2) {
      const job = parseText(cells[next + 1]);
      this.#mayHaveAwaitedJobs = true;
      this.#insertAwaitedJob.run(shard, id, cells[next], textKey(job), job);
    }
    const endedEnd = next + 1 + parseInteger(cells[next]);
    for (next += 1; next < endedEnd; next += 1) this.#deleteAwaitedJob.run(shard, id, cells[next]);
    const outboxEnd = next + 1 + 2 * parseInteger(cells[next]);
    for (next += 1; next < outboxEnd; next += 2) {
      this.#insertOutbox.run(shard, id, cells[next], cells[next + 1]);
    }
    return this.#activityTasks.write(cells, next, shard, id);
  }

  /** An execution that ended waits for nothing, and those that waited for it are told. */
  #endWaits(cells: readonly Cell[], at: number): Answer | undefined {
    this.#deleteAwaitedJobs.run(cells[at + turnCell.shard], cells[at + turnCell.id]);
    const executionArn = parseText(cells[at + turnCell.executionArn]);
    const waiters = this.#findWaiters.all(textKey(executionArn), executionArn);
    return waiters.length === 0 ? undefined : ['waiters', ...waiters.flat()];
  }
}
