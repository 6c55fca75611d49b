import type { Logger } from 'pino';
import type { CancelTask } from '../engine/command.ts';
import { openTasks } from '../engine/execution.ts';
import type { ExecutionKey, Store } from '../store/store.ts';
import type { Executions } from './executions.ts';
import type { TaskRunner } from './task-runner.ts';

export interface RecoveryParts {
  readonly store: Store;
  readonly executions: Executions;
  readonly tasks: TaskRunner;
  readonly log: Logger;
}

const executionsPerRead = 256;
const outboxPerRead = 256;

/**
 * Takes up what an earlier process left under way: jobs it was asked to cancel, calls whose answers it did not see,
 * turns it cut short. Executions that only wait are not touched: their rows wake them.
 */
export async function recover({ store, executions, tasks, log }: RecoveryParts): Promise<void> {
  for (const entry of await store.executions.listOutbox(outboxPerRead)) {
    const loaded = await executions.load(entry);
    if (loaded !== undefined) tasks.cancel(JSON.parse(entry.body) as CancelTask, loaded.execution, entry);
  }
  let resumed = 0;
  let after: ExecutionKey | undefined;
  for (;;) {
    const page = await store.executions.listInFlight(after, executionsPerRead);
    for (const { shard, id } of page) await resume({ shard, id });
    resumed += page.length;
    after = page.at(-1);
    if (page.length < executionsPerRead) break;
  }
  if (resumed > 0) log.info({ executions: resumed }, 'took up executions that were under way');

  async function resume(key: ExecutionKey): Promise<void> {
    const loaded = await executions.load(key);
    if (loaded === undefined) return;
    for (const task of openTasks(loaded.execution)) {
      if (task.submitted === undefined) tasks.resume(task, loaded.execution, key);
    }
    await executions.deliverSurely(key, { type: 'Continue' });
  }
}
