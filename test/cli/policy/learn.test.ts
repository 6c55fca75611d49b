import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { JsonObject } from '../../../src/base/json.ts';
import { learn } from '../../../src/cli/policy/learn.ts';
import type { RecordedCall } from '../../../src/cli/policy/learn-calls.ts';
import { compare } from '../../../src/cli/policy/learn-comparison.ts';
import { learnedPolicies } from '../../../src/cli/policy/learn-policy.ts';
import { type LearnReport, learnFormats } from '../../../src/cli/policy/learn-report.ts';
import type { PolicyStatement } from '../../../src/policy-generator/policy.ts';
import {
  createRole,
  createStateMachine,
  endOf,
  startExecution,
  trustsService,
  twoAccounts,
} from '../../cross-account/two-accounts.ts';

const roleArn = 'arn:aws:iam::111111111111:role/runner';
const queue = 'arn:aws:sqs:us-east-1:111111111111:jobs';
const passed = 'arn:aws:iam::111111111111:role/glue';

function called(more: Partial<RecordedCall> = {}): RecordedCall {
  const times = { firstAt: 0, lastAt: Date.parse('2026-01-15T12:00:00Z'), count: 2, deniedCount: 0 };
  return { action: 'sqs:SendMessage', resource: queue, isPrefix: false, context: {}, ...times, ...more };
}

interface LearnedCase {
  readonly title: string;
  readonly calls: readonly RecordedCall[];
  readonly statements: readonly JsonObject[];
}

const learnedCases: readonly LearnedCase[] = [
  {
    title: 'allows the actions that were taken on the resources they were taken on',
    calls: [called(), called({ action: 'sqs:DeleteMessage' }), called({ resource: `${queue}-2` })],
    statements: [
      { Sid: 'SqsCall', Effect: 'Allow', Action: ['sqs:DeleteMessage'], Resource: [queue] },
      { Sid: 'SqsCall2', Effect: 'Allow', Action: ['sqs:SendMessage'], Resource: [queue, `${queue}-2`] },
    ],
  },
  {
    title: 'has a wildcard behind what many resources begin with, and none for a star that is one',
    calls: [
      called({ action: 's3:GetObject', resource: 'arn:aws:s3:::logs/', isPrefix: true }),
      called({ action: 's3:PutObject', resource: 'arn:aws:s3:::a/b*c' }),
      called({ action: 'logs:DescribeLogGroups', resource: '*' }),
      called({ action: 'emr-containers:StartJobRun', resource: '', isPrefix: true }),
    ],
    statements: [
      { Sid: 'EmrContainersCall', Effect: 'Allow', Action: ['emr-containers:StartJobRun'], Resource: ['*'] },
      { Sid: 'LogsCall', Effect: 'Allow', Action: ['logs:DescribeLogGroups'], Resource: ['*'] },
      { Sid: 'S3Call', Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::logs/*'] },
      { Sid: 'S3Call2', Effect: 'Allow', Action: ['s3:PutObject'], Resource: [`arn:aws:s3:::a/b\${*}c`] },
    ],
  },
  {
    title: 'passes roles to the services that they were passed to',
    calls: [
      called({
        action: 'iam:PassRole',
        resource: passed,
        context: { 'iam:PassedToService': 'glue.amazonaws.com' },
      }),
      called({ action: 'sts:AssumeRole', resource: `${passed}-2` }),
    ],
    statements: [
      { Sid: 'AssumeRoleCall', Effect: 'Allow', Action: ['sts:AssumeRole'], Resource: [`${passed}-2`] },
      {
        Sid: 'GluePassRole',
        Effect: 'Allow',
        Action: ['iam:PassRole'],
        Resource: [passed],
        Condition: { StringEquals: { 'iam:PassedToService': ['glue.amazonaws.com'] } },
      },
    ],
  },
  { title: 'leaves out what was always refused', calls: [called({ deniedCount: 2 })], statements: [] },
];

describe('the learned policy', () => {
  test.each(learnedCases)('$title', ({ calls, statements }) => {
    expect(learnedPolicies(calls).flatMap(({ Statement }) => Statement)).toEqual(statements);
  });

  test('compared with what it was learned from lacks nothing and has nothing too much', () => {
    const calls = learnedCases.flatMap((each) => each.calls);
    const { usedOnly, generatedOnly } = compare(roleArn, calls, learnedPolicies(calls));
    expect({ usedOnly, generatedOnly }).toEqual({ usedOnly: [], generatedOnly: [] });
  });
});

interface ComparisonCase {
  readonly title: string;
  readonly calls: readonly RecordedCall[];
  readonly generated: readonly PolicyStatement[];
  readonly usedOnly?: readonly string[];
  readonly generatedOnly?: readonly string[];
}

const send: PolicyStatement = {
  Sid: 'SqsCall',
  Effect: 'Allow',
  Action: ['sqs:SendMessage'],
  Resource: [queue],
};

const comparisonCases: readonly ComparisonCase[] = [
  {
    title: 'finds what the generated policy does not allow',
    calls: [called()],
    generated: [],
    usedOnly: [queue],
  },
  {
    title: 'takes a call under another condition for one that is not allowed',
    calls: [
      called({ action: 'iam:PassRole', resource: passed, context: { 'iam:PassedToService': 'ecs.x' } }),
    ],
    generated: [
      {
        ...send,
        Action: ['iam:PassRole'],
        Resource: [passed],
        Condition: { StringEquals: { 'iam:PassedToService': ['glue.x'] } },
      },
    ],
    usedOnly: [passed],
    generatedOnly: [`iam:PassRole ${passed}`],
  },
  {
    title: 'finds each action and each resource that was never used',
    calls: [called()],
    generated: [{ ...send, Action: ['sqs:SendMessage', 'sqs:Other'], Resource: [queue, `${queue}-2`] }],
    generatedOnly: [`sqs:SendMessage ${queue}-2`, `sqs:Other ${queue}`, `sqs:Other ${queue}-2`],
  },
  { title: 'takes what was refused for used', calls: [called({ deniedCount: 2 })], generated: [send] },
  {
    title: 'takes what may have been among many for used',
    calls: [called({ resource: 'arn:aws:sqs:us-east-1:111111111111:', isPrefix: true })],
    generated: [send],
    usedOnly: ['arn:aws:sqs:us-east-1:111111111111:'],
  },
  {
    title: 'takes a wildcard for used by what it takes in',
    calls: [called()],
    generated: [{ ...send, Resource: ['arn:aws:sqs:*:*:jobs'] }],
  },
];

describe('the comparison', () => {
  test.each(comparisonCases)('$title', ({ calls, generated, usedOnly = [], generatedOnly = [] }) => {
    const documents = generated.map((statement) => ({
      Version: '2012-10-17' as const,
      Statement: [statement],
    }));
    const found = compare(roleArn, calls, documents);
    expect(found.usedOnly.map(({ resource }) => resource)).toEqual(usedOnly);
    expect(found.generatedOnly.map(({ action, resource }) => `${action} ${resource}`)).toEqual(generatedOnly);
  });
});

const report: LearnReport = {
  roleArn,
  calls: [called(), called({ action: 'sqs:Purge', deniedCount: 2 })],
  omittedCount: 3,
  policies: learnedPolicies([called()]),
  comparison: {
    usedOnly: [called()],
    generatedOnly: [{ sid: 'LambdaCall', action: 'lambda:InvokeFunction', resource: '*' }],
  },
};

describe('the report', () => {
  test('for people names what was done, refused, not known and different', () => {
    const text = learnFormats.text(report);
    for (const part of [
      `${roleArn}: 1 kind of calls`,
      '"sqs:SendMessage"',
      'Always refused, and left out:\n  sqs:Purge on',
      '3 calls of further actions are not known.',
      'Done, and not allowed by the generated policies:\n  sqs:SendMessage on',
      'Allowed by the generated policies, and never done:\n  lambda:InvokeFunction on * (LambdaCall)',
    ]) {
      expect(text).toContain(part);
    }
  });

  test('for programs holds everything', () => {
    expect(JSON.parse(learnFormats.json(report))).toMatchObject({
      roleArn,
      omittedCount: 3,
      policies: report.policies,
      calls: [{ lastAt: '2026-01-15T12:00:00.000Z' }, { deniedCount: 2 }],
      comparison: {
        usedAndNotGenerated: [{ resource: queue }],
        generatedAndNotUsed: [{ sid: 'LambdaCall' }],
      },
    });
  });

  test('can be the policy alone', () => {
    expect(JSON.parse(learnFormats.policy(report))).toEqual(report.policies[0]);
  });
});

test('what an execution did on a server becomes its policy, and is held against its definition', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-learn-'));
  const accounts = await twoAccounts({ enforcement: 'audit' });
  onTestFinished(async () => {
    await accounts.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const clients = accounts.source;
  const role = await createRole(clients, 'runner', { trust: [trustsService('states')], permissions: [] });
  const child = await createStateMachine(clients, 'child', { role, states: { Done: { Type: 'Succeed' } } });
  const start = (machine: string): JsonObject => ({
    Type: 'Task',
    Resource: 'arn:aws:states:::states:startExecution',
    Parameters: { StateMachineArn: machine },
  });
  const states = {
    Choose: {
      Type: 'Choice',
      Choices: [{ Variable: '$.other', IsPresent: true, Next: 'Other' }],
      Default: 'Start',
    },
    Start: { ...start(child), End: true },
    Other: { ...start(`${child}-2`), End: true },
  };
  const machine = await createStateMachine(clients, 'parent', { role, states });
  await endOf(clients, await startExecution(clients, machine));
  const file = join(folder, 'parent.json');
  writeFileSync(file, JSON.stringify({ StartAt: 'Choose', States: states }));
  const learned = await learn(
    { roleArn: role, endpoint: accounts.endpoint, region: 'us-east-1', files: [file], type: 'STANDARD' },
    { read: (name) => readFileSync(name, 'utf8'), tell: () => {}, version: '0' },
  );
  expect(learned.calls).toMatchObject([
    { action: 'states:StartExecution', resource: child, count: 1, deniedCount: 0 },
  ]);
  expect(learned.policies).toEqual([
    {
      Version: '2012-10-17',
      Statement: [
        { Sid: 'StatesCall', Effect: 'Allow', Action: ['states:StartExecution'], Resource: [child] },
      ],
    },
  ]);
  expect(learned.comparison).toMatchObject({
    usedOnly: [],
    generatedOnly: [{ action: 'states:StartExecution', resource: `${child}-2` }],
  });
});
