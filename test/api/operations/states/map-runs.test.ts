import { expect, test } from 'vitest';
import {
  aStatesApi,
  aStoredStatesApi,
  create,
  machineArn,
  place,
  runSteps,
  type Step,
} from './a-states-api.ts';

const mapRunArn = `${place}:mapRun:machine/label:4c0c1e1a`;
const notFound = { refused: 'ResourceNotFound', message: `Resource not found: '${mapRunArn}'` };
const arns: readonly { readonly arn: string; readonly message?: string }[] = [
  { arn: 'run', message: "Invalid Arn: 'Invalid ARN prefix: run'" },
  { arn: machineArn, message: "Invalid Arn: 'Resource type not valid in this context: stateMachine'" },
  { arn: `${place}:mapRun:machine:4c0c1e1a` },
  { arn: `${place}:mapRun:machine/label` },
  { arn: `${place}:mapRun:/label:4c0c1e1a` },
  { arn: `${place}:mapRun:machine/label:4c0c1e1a:more` },
];

const operations: Readonly<Record<string, object>> = {
  DescribeMapRun: {},
  UpdateMapRun: { maxConcurrency: 1 },
  ListExecutions: {},
};

test.each(Object.entries(operations))('%s finds no Map Run', async (operation, more) => {
  await runSteps(await aStatesApi(), [[operation, { mapRunArn, ...more }, notFound]]);
});

test.each(Object.entries(operations))('%s refuses what is no ARN of a Map Run', async (operation, more) => {
  const steps = arns.map(
    ({ arn, message }): Step => [
      operation,
      { mapRunArn: arn, ...more },
      { refused: 'InvalidArn', ...(message !== undefined && { message }) },
    ],
  );
  await runSteps(await aStatesApi(), steps);
});

const updates: readonly { readonly changes: Readonly<Record<string, number>>; readonly outcome: Step[2] }[] =
  [
    { changes: {}, outcome: { refused: 'ValidationException' } },
    { changes: { maxConcurrency: -1 }, outcome: { refused: 'ValidationException' } },
    { changes: { toleratedFailurePercentage: 100.5 }, outcome: { refused: 'ValidationException' } },
    { changes: { toleratedFailureCount: -1 }, outcome: { refused: 'ValidationException' } },
    { changes: { toleratedFailurePercentage: 99.5, toleratedFailureCount: 0 }, outcome: notFound },
  ];

test.each(updates)('UpdateMapRun takes or refuses $changes', async ({ changes, outcome }) => {
  await runSteps(await aStatesApi(), [['UpdateMapRun', { mapRunArn, ...changes }, outcome]]);
});

test('an execution has no Map Runs, and one that there is not cannot tell', async () => {
  const api = await aStoredStatesApi();
  const executionArn = `${place}:execution:machine:one`;
  await runSteps(api, [
    ['ListMapRuns', { executionArn }, { refused: 'ExecutionDoesNotExist' }],
    ['CreateStateMachine', create, { answers: {} }],
    ['StartExecution', { stateMachineArn: machineArn, name: 'one' }, { answers: {} }],
    ['ListMapRuns', { executionArn, nextToken: 'no' }, { refused: 'InvalidToken' }],
    ['ListMapRuns', { executionArn: machineArn }, { refused: 'InvalidArn' }],
    [
      'ListMapRuns',
      { executionArn: `${place}:express:machine:one:two` },
      {
        refused: 'InvalidArn',
        message: "Invalid Arn: 'Resource type not valid in this context: express'",
      },
    ],
  ]);
  expect(await api.call('ListMapRuns', { executionArn })).toEqual({ mapRuns: [] });
});
