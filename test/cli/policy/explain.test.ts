import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type ExplainRequest,
  type Explanation,
  explainAccess,
} from '../../../src/cli/policy/explain-access.ts';
import { explanationJson, explanationText } from '../../../src/cli/policy/explanation-text.ts';
import {
  createRole,
  sourceAccount,
  type TwoAccounts,
  trustsService,
  twoAccounts,
} from '../../cross-account/two-accounts.ts';

const queue = `arn:aws:sqs:us-east-1:${sourceAccount}:jobs`;

let accounts: TwoAccounts;
let principalArn: string;

beforeAll(async () => {
  accounts = await twoAccounts();
  principalArn = await createRole(accounts.source, 'explained', {
    trust: [trustsService('states')],
    permissions: [
      { Sid: 'Send', Action: 'sqs:SendMessage', Resource: queue },
      {
        Sid: 'FromHere',
        Action: 'sqs:DeleteMessage',
        Resource: '*',
        Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } },
      },
      { Sid: 'Never', Effect: 'Deny', Action: 'sqs:PurgeQueue', Resource: '*' },
      {
        Sid: 'Several',
        Action: 'sqs:TagQueue',
        Resource: '*',
        Condition: { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'b' } },
      },
    ],
  });
});

afterAll(() => accounts.close());

function explain(more: Partial<ExplainRequest>): Promise<Explanation> {
  const asked = { principalArn, action: 'sqs:SendMessage', resource: queue, context: {} };
  return explainAccess({ ...asked, endpoint: accounts.endpoint, region: 'us-east-1', ...more });
}

interface Case {
  readonly title: string;
  readonly request: Partial<ExplainRequest>;
  readonly explanation: object;
  readonly reason: string;
  readonly says: readonly string[];
}

const cases: readonly Case[] = [
  {
    title: 'what is allowed is allowed by a statement, which is shown',
    request: {},
    explanation: {
      decision: 'allowed',
      statements: [{ policyType: 'IAM Policy', statement: { Sid: 'Send', Resource: queue } }],
      missingContextKeys: [],
    },
    reason: 'Allowed by statement 0 (Send) of the identity-based policy',
    says: [`ALLOWED  sqs:SendMessage on ${queue}`, '"Sid": "Send"'],
  },
  {
    title: 'what a statement denies is denied by that statement',
    request: { action: 'sqs:PurgeQueue' },
    explanation: { decision: 'explicitDeny', statements: [{ statement: { Sid: 'Never' } }] },
    reason: 'Denied by statement 2 (Never)',
    says: ['DENIED  sqs:PurgeQueue'],
  },
  {
    title: 'a near miss is named with what does not fit',
    request: { resource: `${queue}-2` },
    explanation: { decision: 'implicitDeny', statements: [] },
    reason: `statement 0 (Send) allows the action, but not on ${queue}-2.`,
    says: ['DENIED  sqs:SendMessage'],
  },
  {
    title: 'a value that nobody gave is missing',
    request: { action: 'sqs:DeleteMessage' },
    explanation: { decision: 'implicitDeny', missingContextKeys: ['aws:SourceVpc'] },
    reason: 'statement 1 (FromHere) allows the action, but its Condition is not met.',
    says: ['It depends on values that were not given: aws:SourceVpc.'],
  },
  {
    title: 'a value that was given counts',
    request: { action: 'sqs:DeleteMessage', context: { 'aws:SourceVpc': ['vpc-1'] } },
    explanation: { decision: 'allowed', missingContextKeys: [] },
    reason: 'Allowed by statement 1 (FromHere)',
    says: ['ALLOWED'],
  },
  {
    title: 'a key may have several values',
    request: { action: 'sqs:TagQueue', context: { 'aws:TagKeys': ['a', 'b'] } },
    explanation: { decision: 'allowed' },
    reason: 'Allowed by statement 3 (Several)',
    says: ['ALLOWED'],
  },
];

describe('an explanation', () => {
  test.each(cases)('$title', async ({ request, explanation, reason, says }) => {
    const found = await explain(request);
    expect(found).toMatchObject(explanation);
    expect(found.reason).toContain(reason);
    for (const part of says) expect(explanationText(found)).toContain(part);
    expect(JSON.parse(explanationJson(found))).toMatchObject(explanation);
  });
});

interface RefusalCase {
  readonly title: string;
  readonly request: Partial<ExplainRequest>;
  readonly message: string;
}

const refusalCases: readonly RefusalCase[] = [
  {
    title: 'of several actions',
    request: { action: 'sqs:*' },
    message: 'Invalid Input Actions: [sqs:*]',
  },
  {
    title: 'of a session',
    request: { principalArn: `arn:aws:sts::${sourceAccount}:assumed-role/explained/s` },
    message: 'name the role itself',
  },
  {
    title: 'of a role that nobody made',
    request: { principalArn: `arn:aws:iam::${sourceAccount}:role/nobody` },
    message: 'The role with name nobody cannot be found.',
  },
  {
    title: 'without a server',
    request: { endpoint: 'http://127.0.0.1:9' },
    message: 'ECONNREFUSED',
  },
];

describe('there is no explanation', () => {
  test.each(refusalCases)('$title', async ({ request, message }) => {
    const error = await explain(request).then(
      () => undefined,
      (reason: Error) => `${reason.name} ${reason.message} ${String((reason as { code?: string }).code)}`,
    );
    expect(error).toContain(message);
  });
});
