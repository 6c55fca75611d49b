import { callOf, repeat } from './repeat.mjs';

let loadCount = 0;

/**
 * Starts `count` executions, each with a name of its own, over `connections`, `rate` a second where that is given; answers
 * what `repeat` does. `inputText` is the input's JSON, in which `<index>` stands for the execution's number.
 */
export function startExecutions({
  endpoint,
  stateMachineArn,
  count,
  connections,
  rate,
  input = {},
  inputText = JSON.stringify(input),
}) {
  loadCount += 1;
  const name = `run-${process.pid}-${loadCount}-<index>`;
  const request = callOf('StartExecution', { stateMachineArn, name, input: inputText });
  return repeat({ endpoint, ...request, connections, count, rate });
}
