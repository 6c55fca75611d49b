import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateStateMachineCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { account, type ServerProcess, startServerProcess } from '../crash/server-process.ts';
import { askerOf } from '../support/own-api.ts';
import { checkAll, waitForAll } from './check.ts';
import { repeatedEffects } from './effects.ts';
import type { JournalRecord } from './journal.ts';
import { arnPrefix, childMachine, machines } from './machines.ts';
import { recollect } from './recollection.ts';

const parts = { witnessArn: 'w', stumblerArn: 's', queueUrl: 'q', waitSecondsMax: 1 };
const table = machines(parts).filter(({ name }) => ['Quick', 'Sleeping'].includes(name));
const quickArn = `${arnPrefix}:execution:Quick:run-1`;
const sleepingArn = `${arnPrefix}:execution:Sleeping:run-2`;
const neverArn = `${arnPrefix}:stateMachine:Never`;

/** What the journals of clients would say that did what is done here. */
const truth: readonly JournalRecord[] = [
  { kind: 'starting', machine: 'Quick', name: 'run-1', input: '{"n":1}' },
  { kind: 'started', executionArn: quickArn },
  { kind: 'starting', machine: 'Sleeping', name: 'run-2', input: '{"n":2}' },
  { kind: 'started', executionArn: sleepingArn },
];

let directory: string;
let server: ServerProcess;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'stepwell-check-'));
  server = await startServerProcess(directory);
  const { states } = server;
  const roleArn = `arn:aws:iam::${account}:role/workflow`;
  for (const { name, definition } of [childMachine, ...table]) {
    const request = { name, roleArn, definition: JSON.stringify(definition) };
    await states.send(new CreateStateMachineCommand(request));
  }
  for (const [machine, n] of [['Quick', 1] as const, ['Sleeping', 2] as const]) {
    const stateMachineArn = `${arnPrefix}:stateMachine:${machine}`;
    const request = { stateMachineArn, name: `run-${n}`, input: JSON.stringify({ n }) };
    await states.send(new StartExecutionCommand(request));
  }
});
afterAll(async () => {
  await server.kill();
  rmSync(directory, { recursive: true, force: true });
});

async function findingsOf(records: readonly JournalRecord[]): Promise<readonly string[]> {
  const findings: string[] = [];
  const recollection = recollect(records);
  const report = (finding: string) => findings.push(finding);
  const ask = askerOf(Number(new URL(server.endpoint).port));
  await checkAll({ ask, table, recollection, report });
  return [...recollection.violations, ...findings];
}

const lies: readonly {
  readonly says: string;
  readonly records: readonly JournalRecord[];
  readonly found: string;
}[] = [
  {
    says: 'an execution was acknowledged that is not there',
    records: [...truth, { kind: 'started', executionArn: `${quickArn}0` }],
    found: `${quickArn}0 is lost: it was acknowledged`,
  },
  {
    says: 'nobody asked for an execution that is there',
    records: truth.slice(2),
    found: `${quickArn}: nobody asked for it, with {"n":1}`,
  },
  {
    says: 'it was asked for by another name',
    records: [{ kind: 'starting', machine: 'Quick', name: 'run-7', input: '{"n":1}' }, ...truth.slice(1)],
    found: `${quickArn}: it was asked for as run-7`,
  },
  {
    says: 'it started at another time',
    records: [...truth, { kind: 'started', executionArn: quickArn, startedAt: 1_000 }],
    found: `${quickArn}: it started at`,
  },
  {
    says: 'a start was acknowledged with two dates',
    records: [1, 2].map((startedAt) => ({ kind: 'started', executionArn: quickArn, startedAt }) as const),
    found: `${quickArn} was acknowledged twice, as started at 1 and 2`,
  },
  {
    says: 'a stop was acknowledged',
    records: [...truth, { kind: 'stopped', executionArn: sleepingArn, error: 'Stopped.1' }],
    found: `${sleepingArn}: RUNNING undefined, though it was stopped with Stopped.1`,
  },
  {
    says: 'a state machine was made',
    records: [...truth, { kind: 'created', arn: neverArn, state: 'first' }],
    found: `${neverArn} is lost: it was acknowledged`,
  },
  {
    says: 'a state machine was deleted',
    records: [...truth, { kind: 'deleted', arn: `${arnPrefix}:stateMachine:Quick`, state: '' }],
    found: `${arnPrefix}:stateMachine:Quick is there, though it was deleted`,
  },
];

test.each(lies)('the checker contradicts a journal that says $says', async ({ records, found }) => {
  const findings = await findingsOf(records);
  expect(findings.filter((finding) => finding.startsWith(found))).toHaveLength(1);
});

test('the checker has nothing against what is true of an execution that ended', async () => {
  const findings = await findingsOf(truth);
  expect(findings.filter((finding) => !finding.startsWith(sleepingArn))).toEqual([]);
});

test('an execution that does not end in time is found to be stuck', async () => {
  const findings: string[] = [];
  const ask = askerOf(Number(new URL(server.endpoint).port));
  await waitForAll({ ask, table, report: (finding) => findings.push(finding) }, 0);
  expect(findings).toEqual([`${sleepingArn} is stuck: it still runs`]);
});

test.each([
  { answers: ['a'], output: { answer: 'a' }, problem: undefined },
  { answers: ['a'], output: { answer: 'b' }, problem: /though a was acknowledged/ },
  { answers: [], output: { answer: 'b' }, problem: undefined },
  { answers: [], output: { answer: 'c' }, problem: /which nobody answered/ },
  { answers: ['a', 'b'], output: { Error: 'Refused', Cause: 'a' }, problem: /took a and b/ },
])('an output $output after the acknowledged answers $answers: $problem', ({ answers, output, problem }) => {
  const asking = machines(parts).find(({ name }) => name === 'Asking');
  const described = {
    executionArn: quickArn,
    name: 'run-1',
    status: 'SUCCEEDED',
    input: '{"n":1}',
    output: JSON.stringify(output),
    startDate: 0,
    redriveCount: 0,
  };
  const tried = new Set(['a', 'b']);
  const facts = { n: 1, stopError: undefined, redriveCount: 0, tried, acknowledged: new Set(answers) };
  const found = asking?.problem(described, facts);
  if (problem === undefined) expect(found).toBeUndefined();
  else expect(found).toMatch(problem);
});

test('a call that took effect twice, or oftener than its Retrier gives, is found', () => {
  const effect = { execution: 'run-1', state: 'Charge', n: 1, attempt: 0 };
  const later = { ...effect, attempt: 1 };
  expect(repeatedEffects([effect], () => 1)).toEqual([]);
  expect(repeatedEffects([effect, later], () => 2)).toEqual([]);
  expect(repeatedEffects([effect, effect], () => 2)).toEqual([`${JSON.stringify(effect)} took effect twice`]);
  expect(repeatedEffects([effect, later], () => 1)).toEqual(['run-1 Charge 1 ran 2 times']);
  expect(repeatedEffects([effect], () => undefined)).toEqual(['run-1 Charge 1 belongs to nobody']);
});
