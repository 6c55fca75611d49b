// Express executions by the server's own runtime in process, without its API: the counterpart of an interpreter that is a
// library. The history of each is kept, and made what GetExecutionHistory shows once it has ended.
//
// Standard input: JSON of `definition`, `input`, `output`, `atOnce`, `count` and `warmUpCount`. Prints one line of JSON.
import { json } from 'node:stream/consumers';
import { isDeepStrictEqual } from 'node:util';
import { compileStateMachine } from '../../dist/asl/compile.js';
import { parseDefinition } from '../../dist/asl/parse.js';
import { historyEvent } from '../../dist/engine/history.js';
import { createExpressExecutions } from '../../dist/runtime/express.js';
import { systemClock } from '../../dist/runtime/system-clock.js';
import { repeatInProcess } from './repeat-in-process.mjs';

const { definition, input, output, ...load } = await json(process.stdin);
const stateMachineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:ThreeStates';
const revision = {
  name: '1',
  body: { stateMachineArn, roleArn: 'arn:aws:iam::123456789012:role/runner' },
  machine: compileStateMachine(parseDefinition(JSON.stringify(definition)).definition),
};
const shownAs = { roleArn: revision.body.roleArn, includeExecutionData: true };
const histories = new Map();
const express = createExpressExecutions({
  clock: systemClock,
  log: console,
  random: Math.random,
  newId: () => crypto.randomUUID(),
  perform: ({ type }) => {
    throw new Error(`the definition asks for ${type}`);
  },
  onTurn: ({ before, events }) => histories.get(before.facts.executionArn).push(...events),
});
let started = 0;

const { output: result, history: shown } = await run();
const last = shown.at(-1);
const isRight =
  isDeepStrictEqual(result, output) && last.type === 'ExecutionSucceeded' && last.id === shown.length;
console.log(
  JSON.stringify(
    isRight
      ? await repeatInProcess(run, load)
      : { problem: `its output is ${JSON.stringify({ result, shown })}` },
  ),
);

async function run() {
  started += 1;
  const executionArn = `${stateMachineArn.replace('stateMachine', 'express')}:run-${started}:1`;
  const history = [];
  histories.set(executionArn, history);
  const { output: result } = await express.start({ revision, executionArn, input }).ended;
  histories.delete(executionArn);
  return { output: result, history: history.map((event) => historyEvent(event, shownAs)) };
}
