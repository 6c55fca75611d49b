import * as batch from '@aws-sdk/client-batch';
import * as ecs from '@aws-sdk/client-ecs';
import * as events from '@aws-sdk/client-eventbridge';
import * as glue from '@aws-sdk/client-glue';
import * as iam from '@aws-sdk/client-iam';
import * as lambda from '@aws-sdk/client-lambda';
import * as states from '@aws-sdk/client-sfn';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import * as sts from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { batchOperations } from '../../src/api/operations/batch/index.ts';
import { ecsOperations } from '../../src/api/operations/ecs/index.ts';
import { eventsOperations } from '../../src/api/operations/events/index.ts';
import { glueOperations } from '../../src/api/operations/glue/index.ts';
import { iamOperations } from '../../src/api/operations/iam/index.ts';
import { lambdaOperations } from '../../src/api/operations/lambda/index.ts';
import { snsOperations } from '../../src/api/operations/sns/index.ts';
import { sqsOperations } from '../../src/api/operations/sqs/index.ts';
import { statesOperations } from '../../src/api/operations/states/index.ts';
import { stsOperations } from '../../src/api/operations/sts/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../src/base/json.ts';
import { type TwoAccounts, twoAccounts } from '../cross-account/two-accounts.ts';
import {
  type ClientAnswer,
  type ClientService,
  type ClientStep,
  fillIn,
  type StepValues,
  save,
} from './client-step.ts';
import { expectAnswer, titled } from './expect-answer.ts';
import { operationsOf, prepareAccount, stepLists } from './prepared-account.ts';

const account = '444444444444';

let accounts: TwoAccounts;
let prepared: StepValues;

beforeAll(async () => {
  accounts = await twoAccounts();
  prepared = await prepareAccount(accounts, account);
});

afterAll(() => accounts.close());

/** What the SDK's packages export, reached by name. */
interface Package {
  readonly [name: string]: unknown;
}

interface Sender {
  send(command: unknown): Promise<object>;
  destroy(): void;
}

const packages: Readonly<Record<ClientService, { readonly exports: Package; readonly client: string }>> = {
  states: { exports: states, client: 'SFNClient' },
  iam: { exports: iam, client: 'IAMClient' },
  sts: { exports: sts, client: 'STSClient' },
  lambda: { exports: lambda, client: 'LambdaClient' },
  events: { exports: events, client: 'EventBridgeClient' },
  batch: { exports: batch, client: 'BatchClient' },
  ecs: { exports: ecs, client: 'ECSClient' },
  glue: { exports: glue, client: 'GlueClient' },
  sqs: { exports: sqs, client: 'SQSClient' },
  sns: { exports: sns, client: 'SNSClient' },
};

/** A class of a package, which takes one argument. */
function classOf<Instance>(exports: Package, name: string): new (argument: object) => Instance {
  const found = exports[name];
  if (typeof found !== 'function') throw new Error(`the SDK has no ${name}`);
  return found as new (
    argument: object,
  ) => Instance;
}

async function call({ service, operation }: ClientStep, input: JsonObject): Promise<ClientAnswer> {
  const { exports, client: clientName } = packages[service];
  const client = new (classOf<Sender>(exports, clientName))({
    endpoint: accounts.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: account, secretAccessKey: 'any' },
    maxAttempts: 1,
    disableHostPrefix: true,
  });
  try {
    const command = new (classOf<object>(exports, `${operation}Command`))(withBytes(input));
    const { $metadata, ...answer } = (await client.send(command)) as { readonly $metadata: object };
    return { answer: asJson(answer) };
  } catch (error) {
    if (!(error instanceof Error) || !('$metadata' in error)) throw error;
    return { refused: { code: codeOf(service, error), message: error.message } };
  } finally {
    client.destroy();
  }
}

/** The SDK names the Query services' exceptions, and those of SQS, which spoke Query once, after their shapes. */
function codeOf(service: ClientService, error: Error): string {
  if (service === 'sqs' && 'Code' in error) return String(error.Code);
  const isShape = ['iam', 'sts', 'sns'].includes(service) && error.name.endsWith('Exception');
  return isShape ? error.name.slice(0, -'Exception'.length) : error.name;
}

/** Code is bytes for the SDK. */
function withBytes(input: JsonObject): object {
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => {
      if (name === 'ZipFile') return [name, Buffer.from(String(value), 'base64')];
      return [name, name === 'Code' && isJsonObject(value) ? withBytes(value) : value];
    }),
  );
}

/** IAM's documents come percent-encoded, and the other clients decode and parse them themselves. */
const documents: ReadonlySet<string> = new Set(['AssumeRolePolicyDocument', 'PolicyDocument', 'Document']);

function asJson(answer: object): Json {
  const text = JSON.stringify(answer, (name, value: unknown) => {
    if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
    return documents.has(name) && typeof value === 'string' ? JSON.parse(decodeURIComponent(value)) : value;
  });
  return JSON.parse(text);
}

describe.each(Object.entries(stepLists))('the SDK for JavaScript uses %s', (_name, steps) => {
  let values: StepValues;

  beforeAll(() => {
    values = prepared;
  });

  test.each(titled(steps))('%s', async (_title, step) => {
    const heard = await call(step, fillIn(step.input, values) as JsonObject);
    if ('answer' in heard) values = save(step, heard.answer, values);
    expectAnswer(step, heard, values);
  });
});

test.each([
  { service: 'states', operations: statesOperations },
  { service: 'iam', operations: iamOperations },
  { service: 'sts', operations: stsOperations },
  { service: 'lambda', operations: lambdaOperations },
  { service: 'events', operations: eventsOperations },
  { service: 'batch', operations: batchOperations },
  { service: 'ecs', operations: ecsOperations },
  { service: 'glue', operations: glueOperations },
  { service: 'sqs', operations: sqsOperations },
  { service: 'sns', operations: snsOperations },
] as const)('the steps leave out no operation of $service', ({ service, operations }) => {
  expect([...operationsOf(service)]).toEqual(expect.arrayContaining(Object.keys(operations)));
});
