import { isTerminal } from '../../src/engine/execution.ts';
import type { Ledger } from './ledger.ts';
import type { Services } from './services.ts';
import type { SimulatedDisk } from './simulated-disk.ts';
import type { Starters } from './starters.ts';
import type { Findings } from './violation.ts';

export interface EndChecksParts {
  readonly disk: Pick<SimulatedDisk, 'query'>;
  readonly ledger: Ledger;
  readonly services: Services;
  readonly starters: Starters;
  readonly findings: Findings;
}

/** Rows that nobody needs once every execution has ended. */
const leftovers = ['awaited_jobs', 'activity_tasks', 'outbox'];

/** What must hold when nothing went wrong for a long time. */
export function checkEnd({ disk, ledger, services, starters, findings }: EndChecksParts): void {
  const { report } = findings;
  if (!starters.isDone) report('everything ends', 'a client never got its answer');
  for (const { executionArn, execution, tasks } of ledger.all) {
    if (!isTerminal(execution)) report('everything ends', `${executionArn} still runs`);
    if (execution.status === 'TIMED_OUT' && execution.machine.timeoutSeconds === undefined)
      report('everything ends', `${executionArn} ended only because its year was over`);
    for (const { eventId, job, isOpen, result, isTimedOut } of tasks.values()) {
      const isGivenUp = !isOpen && (result === undefined || isTimedOut);
      if (!isGivenUp || job === undefined) continue;
      if (!services.cancelled.has(String(job)))
        report('cancelled when given up', `job ${job} of event ${eventId} of ${executionArn}`);
    }
  }
  for (const table of leftovers) {
    const [row] = disk.query(`SELECT count(*) FROM ${table}`);
    if (row?.[0] !== 0) report('nothing is left behind', `${row?.[0]} rows in ${table}`);
  }
}
