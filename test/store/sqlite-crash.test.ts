import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';

const program = fileURLToPath(new URL('commit-until-killed.mjs', import.meta.url));

let directory: string;
let children: ChildProcess[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stepwell-crash-'));
  children = [];
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

test.each([1, 500, 5_000])(
  'after kill -9, %i acknowledged turns later, each acknowledged turn is there and none is missing between',
  async (killAfter) => {
    const acknowledged = await commitUntilKilled(killAfter);
    const store = await openSqliteStore({ directory });
    try {
      for (const [id, turnCount] of acknowledged) {
        const summary = await store.executions.get({ shard: 0, id });
        expect(summary?.turnCount).toBeGreaterThanOrEqual(turnCount);
        const bodies = await store.executions.readTurns({ shard: 0, id }, 1, 100_000);
        const names = bodies.map((body) => body.split(' ')[0]);
        expect(names).toEqual(
          Array.from({ length: summary?.turnCount ?? 0 }, (_, turn) => `${id}/${turn + 1}`),
        );
      }
    } finally {
      await store.close();
    }
  },
);

test('a directory has one process at a time, until that is killed', async () => {
  const child = startCommitting();
  await once(child.lines, 'line');
  await expect(openSqliteStore({ directory })).rejects.toThrow('is in use by another process');
  child.process.kill('SIGKILL');
  await once(child.process, 'exit');
  const store = await openSqliteStore({ directory });
  expect(await store.executions.countOpen()).toBe(64);
  await store.close();
});

/** The last acknowledged turn of each execution, by its id. */
async function commitUntilKilled(killAfter: number): Promise<ReadonlyMap<number, number>> {
  const acknowledged = new Map<number, number>();
  const { process: child, lines } = startCommitting();
  let count = 0;
  for await (const line of lines) {
    const [id = '', turnCount = ''] = line.split(' ');
    acknowledged.set(Number(id), Number(turnCount));
    count += 1;
    if (count === killAfter) child.kill('SIGKILL');
  }
  expect(count).toBeGreaterThanOrEqual(killAfter);
  return acknowledged;
}

function startCommitting() {
  const child = spawn(process.execPath, [program, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return { process: child, lines: createInterface({ input: child.stdout }) };
}
