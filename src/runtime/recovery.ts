import type { Logger } from 'pino';
import type { CancelTask } from '../engine/command.ts';
import { isQueued, openTasks } from '../engine/execution.ts';
import type { ExecutionKey, OutboxEntry, Store } from '../store/store.ts';
import type { Activities } from './activities.ts';
import type { Executions } from './executions.ts';
import type { JobEvents } from './job-events.ts';
import type { TaskRunner } from './task-runner.ts';
import { type Patience, untilAvailable } from './until-available.ts';

export interface RecoveryParts {
  readonly store: Store;
  readonly executions: Executions;
  readonly jobEvents: Pick<JobEvents, 'catchUp'>;
  readonly tasks: TaskRunner;
  readonly activities: Pick<Activities, 'recover'>;
  readonly log: Logger;
  /** How the store is waited for by what nobody else waits for. */
  readonly patience: Pick<Patience, 'clock' | 'isClosing'>;
}

const executionsPerRead = 256;
const outboxPerRead = 256;

/**
 * Takes up what an earlier process left under way: jobs it was asked to cancel, calls whose answers it did not see,
 * jobs whose end it did not hear of, turns it cut short. Executions that only wait are not touched: their rows wake them.
 */
export async function recover(parts: RecoveryParts): Promise<void> {
  const { store, executions, jobEvents, tasks, activities, log, patience } = parts;
  // Services may take their time over a cancellation, and nothing waits for it.
  cancelJobs().catch((error: unknown) => {
    log.error(
      { err: error },
      'could not cancel all jobs that were to be cancelled; the next start tries again',
    );
  });
  let resumed = 0;
  let after: ExecutionKey | undefined;
  for (;;) {
    const page = await store.executions.listInFlight(after, executionsPerRead);
    await Promise.all(page.map(resume));
    resumed += page.length;
    after = page.at(-1);
    if (page.length < executionsPerRead) break;
  }
  if (resumed > 0) log.info({ executions: resumed }, 'took up executions that were under way');
  await activities.recover();

  async function resume({ shard, id }: ExecutionKey): Promise<void> {
    const key = { shard, id };
    const loaded = await executions.load(key);
    if (loaded === undefined) return;
    for (const task of openTasks(loaded.execution)) {
      // A worker will ask for it.
      if (isQueued(task)) continue;
      if (task.submitted === undefined) {
        tasks.resume(task, loaded.execution, key);
        continue;
      }
      const job = tasks.describeJob(task, loaded.execution.facts);
      if (job !== undefined) void jobEvents.catchUp(key, { eventId: task.scheduledEventId, job });
    }
    await executions.deliverSurely(key, { type: 'Continue' });
  }

  function surely<Result>(work: () => Promise<Result>): Promise<Result> {
    return untilAvailable(work, {
      ...patience,
      onUnavailable: (err) => log.warn({ err }, 'a job that is to be cancelled waits for the store'),
    });
  }

  async function cancelJobs(): Promise<void> {
    for (;;) {
      const page = await surely(() => store.executions.listOutbox(outboxPerRead));
      await Promise.all(page.map((entry) => surely(() => cancelJob(entry))));
      if (page.length < outboxPerRead) return;
    }
  }

  async function cancelJob({ shard, id, eventId, body }: ExecutionKey & OutboxEntry): Promise<void> {
    const key = { shard, id };
    const loaded = await executions.load(key);
    if (loaded === undefined) await store.executions.deleteOutbox(key, eventId);
    else await tasks.cancel(JSON.parse(body) as CancelTask, loaded.execution, key);
  }
}
