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
export function commitAgain({ from, to, groupSize, since = 0, countMax = -1 }) {
  const source = openSource(from);
  const turns = readTurns(source, since, countMax);
  const findExecution = source.prepare('SELECT * FROM executions WHERE shard = 0 AND id = ?');
  const executions = new Map(turns.map(([id]) => [id, undefined]));
  for (const id of executions.keys()) executions.set(id, findExecution.get(id));
  source.close();
  const { connection, close } = openDatabase({ role: 'writer', directory: to });
  const insertExecution = connection.prepare(turnWrites.insertExecution);
  const updateExecution = connection.prepare(turnWrites.updateExecution);
  const insertTurn = connection.prepare(turnWrites.insertTurn);
  // Executions whose first turn came before are there when the others are written.
  const seen = new Set();
  connection.transaction(() => {
    for (const [id, turn] of turns) {
      if (turn > 1 && !seen.has(id)) insertExecution.run(...insertParameters(executions.get(id)));
      seen.add(id);
    }
  })();
  const write = connection.transaction((begin) => {
    const end = Math.min(begin + groupSize, turns.length);
    for (let index = begin; index < end; index += 1) {
      const [id, turn, body] = turns[index];
      const row = executions.get(id);
      if (turn === 1) insertExecution.run(...insertParameters(row));
      else updateExecution.run(turn, row.status, 0, row.wake_at, row.stopped_at, 0, id, turn - 1);
      insertTurn.run(0, id, turn, body);
    }
  });
  const commitMilliseconds = [];
  const start = performance.now();
  for (let begin = 0; begin < turns.length; begin += groupSize) {
    const before = performance.now();
    write(begin);
    commitMilliseconds.push(performance.now() - before);
  }
  const seconds = (performance.now() - start) / 1000;
  close();
  const bytes = turns.reduce((sum, [, , body]) => sum + body.length, 0);
  return { seconds, turns: turns.length, bytes, commitMilliseconds };
}

/**
 * Commits the same bytes as a log of rows: those of each turn cut into `eventCount` pieces, `groupSize` rows in a
 * transaction. Answers seconds and how many turns.
 */
export function commitAsEvents({ from, to, groupSize, eventCount, since = 0 }) {
  const source = openSource(from);
  const turns = readTurns(source, since, -1);
  source.close();
  const events = turns.flatMap(([id, , body]) =>
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

/** In order of arrival: the execution's id, the turn's number and its text. */
function readTurns(source, since, countMax) {
  return source
    .prepare('SELECT execution_id AS id, turn, body FROM turns WHERE rowid > ? ORDER BY rowid LIMIT ?')
    .raw()
    .all(since, countMax);
}

function pieceOf(body, index, count) {
  const end = (part) => Math.round((body.length * part) / count);
  return body.slice(end(index), end(index + 1));
}

function openSource(directory) {
  return new Database(join(directory, 'stepwell.db'), { readonly: true });
}

function insertParameters(row) {
  return [
    0,
    row.id,
    row.arn_key,
    row.machine_key,
    row.execution_arn,
    row.state_machine_arn,
    row.revision_name,
    row.version,
    row.alias,
    row.status,
    row.started_at,
    row.stopped_at,
    row.wake_at,
    0,
  ];
}
