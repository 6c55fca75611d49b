// The rows that a server left, written again by a plain loop: what SQLite and the disk alone need for them.
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openDatabase } from '../../dist/store/sqlite/database.js';
import { turnWrites } from '../../dist/store/statements.js';

/** How many seconds it took to commit the turns of the store in `from`, `groupSize` in a transaction, to one in `to`. */
export function commitAgain({ from, to, groupSize }) {
  const source = new Database(join(from, 'stepwell.db'), { readonly: true });
  const executions = new Map(
    source
      .prepare('SELECT * FROM executions')
      .all()
      .map((row) => [row.id, row]),
  );
  // In order of arrival.
  const turns = source.prepare('SELECT execution_id AS id, turn, body FROM turns ORDER BY rowid').raw().all();
  source.close();
  const { connection, close } = openDatabase({ role: 'writer', directory: to });
  const insertExecution = connection.prepare(turnWrites.insertExecution);
  const updateExecution = connection.prepare(turnWrites.updateExecution);
  const insertTurn = connection.prepare(turnWrites.insertTurn);
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
  const start = performance.now();
  for (let begin = 0; begin < turns.length; begin += groupSize) write(begin);
  const seconds = (performance.now() - start) / 1000;
  close();
  const bytes = turns.reduce((sum, [, , body]) => sum + body.length, 0);
  return { seconds, turns: turns.length, bytes };
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
