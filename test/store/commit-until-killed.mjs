// Commits turns to the store in the directory it is given and prints each once it is acknowledged, until it is killed.
// It runs the built code: Node 20 runs no TypeScript.
import { openSqliteStore } from '../../dist/store/sqlite/open-sqlite-store.js';

const executionCount = 64;
const store = await openSqliteStore({ directory: process.argv[2] });
await Promise.all(Array.from({ length: executionCount }, (_, id) => commitTurns(id)));

async function commitTurns(id) {
  for (let turnCount = 1; ; turnCount += 1) {
    const summary = {
      shard: 0,
      id,
      executionArn: `arn:aws:states:us-east-1:123456789012:execution:Orders:order-${id}`,
      stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:Orders',
      revisionName: 'Orders:1',
      status: 'RUNNING',
      startedAt: 1_700_000_000_000,
      stoppedAt: undefined,
      wakeAt: turnCount % 3 === 0 ? 1_800_000_000_000 + turnCount : undefined,
      isTaskInFlight: turnCount % 2 === 0,
      turnCount,
      redriveCount: 0,
    };
    await store.executions.commit({ summary, body: `${id}/${turnCount} ${'x'.repeat(600)}` });
    // Not at once where the reader is behind: what is not printed in time is acknowledged to nobody.
    process.stdout.write(`${id} ${turnCount}\n`);
  }
}
