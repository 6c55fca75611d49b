import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';

const lookMilliseconds = 200;
const eventsPerPage = 1000;

/** @typedef {import('@aws-sdk/client-sfn').HistoryEvent} HistoryEvent */

/**
 * Starts an execution and waits for its end, telling `onEvents` of its history as it grows.
 *
 * @param {import('@aws-sdk/client-sfn').SFNClient} sfn
 * @param {{ stateMachineArn: string, input: unknown, onEvents: (events: HistoryEvent[]) => void }} request
 */
export async function runWorkflow(sfn, { stateMachineArn, input, onEvents }) {
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
  );
  let lastEventId = 0;
  for (;;) {
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    const events = await eventsAfter(sfn, executionArn, lastEventId);
    lastEventId = events.at(-1)?.id ?? lastEventId;
    onEvents(events);
    if (execution.status !== 'RUNNING') return { ...execution, seconds: secondsOf(execution) };
    await sleep(lookMilliseconds);
  }
}

/** Read backwards, so that what is known already is not read again. */
async function eventsAfter(sfn, executionArn, lastEventId) {
  const request = {
    executionArn,
    reverseOrder: true,
    includeExecutionData: false,
    maxResults: eventsPerPage,
  };
  /** @type {HistoryEvent[]} */
  const found = [];
  let nextToken;
  do {
    const page = await sfn.send(new GetExecutionHistoryCommand({ ...request, nextToken }));
    const unknown = page.events.filter(({ id }) => id > lastEventId);
    found.push(...unknown);
    nextToken = unknown.length === page.events.length ? page.nextToken : undefined;
  } while (nextToken !== undefined);
  return found.reverse();
}

function secondsOf({ startDate, stopDate }) {
  return (stopDate.getTime() - startDate.getTime()) / 1000;
}

/**
 * Stops the executions that an interrupted run left, which would go on where they were.
 *
 * @param {import('@aws-sdk/client-sfn').SFNClient} sfn
 * @param {string} stateMachineArn
 */
export async function stopLeftovers(sfn, stateMachineArn) {
  const { executions } = await sfn.send(
    new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' }),
  );
  for (const { executionArn } of executions) await sfn.send(new StopExecutionCommand({ executionArn }));
}
