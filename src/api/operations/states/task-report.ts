import type { TaskReport } from '../../../runtime/runtime.ts';
import type { Call } from '../../operation.ts';
import { InvalidToken, TaskTimedOut } from './errors.ts';

/** Tokens are answered from the account whose execution waits; no resource of that account stands for them in IAM. */
export function reportPermission(action: string) {
  return [{ action: `states:${action}`, resource: '*' }];
}

/** Throws InvalidToken for a token of another account or of nobody, TaskTimedOut for a task that has ended. */
export async function reportTask(
  taskToken: string,
  report: TaskReport,
  { services, caller }: Call,
): Promise<void> {
  const outcome = await services.runtime.reportTask(taskToken, caller.place.account, report);
  if (outcome === 'unknown') throw new InvalidToken();
  if (outcome === 'late') throw new TaskTimedOut();
}
