// The rows that a server left, written again by a plain loop: what SQLite and the disk alone need for them.
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openDatabase } from '../../dist/store/sqlite/database.js';
import { turnWrites } from '../../dist/store/statements.js';

/** A place in the log of the store in `directory`, for `commitAgain` to begin after. */
export function logEnd(directory) {
  const source = openSource(directory);
  const end = source.prepare('SELECT coalesce(max(rowid), 0) FROM turns').pluck().get();
  source.close();
  return end;
}

/**
 * Commits the turns that the store in `from` has after `since`, `groupSize` in a transaction, to a new one in `to`; all of
 * them or `countMax`. Answers seconds, how many turns of how many bytes, and how long each transaction took in ms.
 */
export function commitAgain({ from, to, groupSize, since, countMax }) {
  const turns = readTurns({ from, since, countMax });
  const { write, prepareFor, close } = openWriter(to);
  prepareFor(turns);
  const commitMilliseconds = [];
  const start = performance.now();
  for (let begin = 0; begin < turns.length; begin += groupSize) {
    const before = performance.now();
    write(turns.slice(begin, begin + groupSize));
    commitMilliseconds.push(performance.now() - before);
  }
  const seconds = (performance.now() - start) / 1000;
  close();
  const bytes = turns.reduce((sum, { body }) => sum + body.length, 0);
  return { seconds, turns: turns.length, bytes, commitMilliseconds };
}

/**
 * A new store in `directory`. `write` commits turns in one transaction; `prepareFor` writes the executions whose first turn
 * is not among those to come.
 */
export function openWriter(directory) {
  const { connection, close } = openDatabase({ role: 'writer', directory });
  const insertExecution = connection.prepare(turnWrites.insertExecution);
  const updateExecution = connection.prepare(turnWrites.updateExecution);
  const insertTurn = connection.prepare(turnWrites.insertTurn);
  const write = connection.transaction((turns) => {
    for (const { id, turn, body, inserted, updated } of turns) {
      if (turn === 1) insertExecution.run(...inserted);
      else updateExecution.run(...updated);
      insertTurn.run(0, id, turn, body);
    }
  });
  const prepareFor = connection.transaction((turns) => {
    const there = new Set();
    for (const { id, turn, inserted } of turns) {
      if (turn > 1 && !there.has(id)) insertExecution.run(...inserted);
      there.add(id);
    }
  });
  return { write, prepareFor, close };
}

/**
 * The turns that the store in `from` has after `since`, all of them or `countMax`, in order of arrival: the execution's id,
 * the turn's number and text, and what is inserted for the execution or updated of it.
 */
export function readTurns({ from, since = 0, countMax = -1 }) {
  const source = openSource(from);
  const findExecution = source.prepare('SELECT * FROM executions WHERE shard = 0 AND id = ?');
  const rows = new Map();
  const rowOf = (id) => {
    if (!rows.has(id)) rows.set(id, findExecution.get(id));
    return rows.get(id);
  };
  const turns = source
    .prepare('SELECT execution_id AS id, turn, body FROM turns WHERE rowid > ? ORDER BY rowid LIMIT ?')
    .all(since, countMax)
    .map((turn) => ({ ...turn, ...parametersOf(rowOf(turn.id), turn.turn) }));
  source.close();
  return turns;
}

/**
 * Commits the same bytes as a log of rows: those of each turn cut into `eventCount` pieces, `groupSize` rows in a
 * transaction. Answers seconds and how many turns.
 */
export function commitAsEvents({ from, to, groupSize, eventCount, since }) {
  const turns = readTurns({ from, since });
  const events = turns.flatMap(({ id, body }) =>
    Array.from({ length: eventCount }, (_, index) => [id, index + 1, pieceOf(body, index, eventCount)]),
  );
  const { connection, close } = openDatabase({ role: 'writer', directory: to });
  connection.exec(
    'CREATE TABLE events (execution_id, event_id, body, PRIMARY KEY (execution_id, event_id)) WITHOUT ROWID',
  );
  const insertEvent = connection.prepare('INSERT INTO events VALUES (?, ?, ?)');
  const write = connection.transaction((begin) => {
    const end = Math.min(begin + groupSize, events.length);
    for (let index = begin; index < end; index += 1) insertEvent.run(...events[index]);
  });
  const start = performance.now();
  for (let begin = 0; begin < events.length; begin += groupSize) write(begin);
  const seconds = (performance.now() - start) / 1000;
  close();
  return { seconds, turns: turns.length };
}

/** How many seconds it takes to read when every execution that waits is due. */
export function readWakeTimes(directory) {
  const source = openSource(directory);
  const start = performance.now();
  let count = 0;
  const waiting = source
    .prepare(
      "SELECT id, wake_at FROM executions WHERE status = 'RUNNING' AND wake_at IS NOT NULL ORDER BY wake_at",
    )
    .raw();
  for (const row of waiting.iterate()) count += row.length / 2;
  const seconds = (performance.now() - start) / 1000;
  source.close();
  return { seconds, count };
}

function pieceOf(body, index, count) {
  const end = (part) => Math.round((body.length * part) / count);
  return body.slice(end(index), end(index + 1));
}

function openSource(directory) {
  return new Database(join(directory, 'stepwell.db'), { readonly: true });
}

function parametersOf(row, turn) {
  const { id, status, started_at, stopped_at, wake_at } = row;
  const { arn_key, machine_key, execution_arn, state_machine_arn, revision_name, version, alias } = row;
  const names = [arn_key, machine_key, execution_arn, state_machine_arn, revision_name, version, alias];
  const inserted = [0, id, ...names, status, started_at, stopped_at, wake_at, 0];
  return turn === 1
    ? { inserted }
    : { inserted, updated: [turn, status, 0, wake_at, stopped_at, 0, id, turn - 1] };
}
