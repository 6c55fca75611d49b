import { call } from './server.mjs';

const giveUpMilliseconds = 120_000;
const pageSize = 1_000;

/**
 * Waits until no execution of the state machine runs, and answers how many ms after it was due each of the `count` that
 * were started since `startedAt` ended, in ascending order. Their names end in their number, by which `dueAt` knows them.
 */
export async function lateness({ endpoint, stateMachineArn, count, dueAt, startedAt }) {
  await untilNoneRuns(endpoint, stateMachineArn);
  const late = [];
  let nextToken;
  do {
    const page = await call(endpoint, 'ListExecutions', {
      stateMachineArn,
      statusFilter: 'SUCCEEDED',
      maxResults: pageSize,
      nextToken,
    });
    for (const { name, startDate, stopDate } of page.executions) {
      if (startDate * 1_000 < startedAt) continue;
      late.push(stopDate * 1_000 - dueAt(Number(name.slice(name.lastIndexOf('-') + 1))));
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined && late.length < count);
  if (late.length !== count) throw new Error(`${late.length} of ${count} timers have fired`);
  return late.sort((left, right) => left - right);
}

async function untilNoneRuns(endpoint, stateMachineArn) {
  const giveUpAt = performance.now() + giveUpMilliseconds;
  while (performance.now() < giveUpAt) {
    const input = { stateMachineArn, statusFilter: 'RUNNING', maxResults: 1 };
    const { executions } = await call(endpoint, 'ListExecutions', input);
    if (executions.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`timers have not fired within ${giveUpMilliseconds} ms`);
}
