import { callOf, repeat } from './repeat.mjs';

let loadCount = 0;

/** Starts `count` executions, each with a name of its own, over `connections`; answers what `repeat` does. */
export function startExecutions({ endpoint, stateMachineArn, count, connections, input = {} }) {
  loadCount += 1;
  const name = `run-${process.pid}-${loadCount}-<index>`;
  const request = callOf('StartExecution', { stateMachineArn, name, input: JSON.stringify(input) });
  return repeat({ endpoint, ...request, connections, count });
}
