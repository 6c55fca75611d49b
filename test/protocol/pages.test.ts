import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { statesOperations } from '../../src/api/operations/states/index.ts';
import { isJsonArray, type Json, type JsonObject } from '../../src/base/json.ts';
import { eventually, type TwoAccounts, twoAccounts } from '../cross-account/two-accounts.ts';

const account = '333333333333';
const otherAccount = '444444444444';
const arn = `arn:aws:states:us-east-1:${account}`;
const machine = `${arn}:stateMachine:paged`;
const execution = `${arn}:execution:paged:one`;
const roleArn = `arn:aws:iam::${account}:role/runner`;
const definition = JSON.stringify({
  StartAt: 'First',
  States: {
    First: { Type: 'Pass', Next: 'Later' },
    Later: { Type: 'Wait', Seconds: 0, Next: 'Second' },
    Second: { Type: 'Pass', End: true },
  },
});

let accounts: TwoAccounts;

interface Caller {
  readonly account?: string;
  readonly region?: string;
}

async function ask(operation: string, input: JsonObject, caller: Caller = {}): Promise<JsonObject> {
  const { account: id = account, region = 'us-east-1' } = caller;
  const response = await fetch(accounts.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AWSStepFunctions.${operation}`,
      'x-amz-date': '20260115T000000Z',
      authorization: `AWS4-HMAC-SHA256 Credential=${id}/20260115/${region}/states/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
    },
    body: JSON.stringify(input),
  });
  return (await response.json()) as JsonObject;
}

async function succeed(operation: string, input: JsonObject): Promise<JsonObject> {
  const answer = await ask(operation, input);
  if (answer.__type !== undefined) throw new Error(`${operation}: ${JSON.stringify(answer)}`);
  return answer;
}

/** An operation that answers in pages, and what it takes to have three items. */
interface Paged {
  readonly operation: string;
  readonly input: JsonObject;
  /** The member of an answer that holds the items, and how many there are. */
  readonly items: string;
  readonly count: number;
  readonly prepare: () => Promise<void>;
  /** Requests of the same operation that a token does not belong to. */
  readonly others: readonly JsonObject[];
}

const paged: readonly Paged[] = [
  {
    operation: 'ListStateMachines',
    input: {},
    items: 'stateMachines',
    count: 3,
    prepare: async () => {
      for (const name of ['another', 'one-more'])
        await succeed('CreateStateMachine', { name, definition, roleArn });
    },
    others: [],
  },
  {
    operation: 'ListExecutions',
    input: { stateMachineArn: machine },
    items: 'executions',
    count: 3,
    prepare: async () => {
      for (const name of ['two', 'three'])
        await succeed('StartExecution', { stateMachineArn: machine, name });
    },
    others: [
      { stateMachineArn: `${arn}:stateMachine:another` },
      { stateMachineArn: machine, statusFilter: 'SUCCEEDED' },
    ],
  },
  ...[
    {},
    { reverseOrder: true },
    { includeExecutionData: false },
    { reverseOrder: true, includeExecutionData: false },
  ].map((options) => ({
    operation: 'GetExecutionHistory',
    input: { executionArn: execution, ...options },
    items: 'events',
    count: 8,
    prepare: async () => {},
    others: [
      { executionArn: execution, ...options, reverseOrder: !('reverseOrder' in options) },
      { executionArn: `${arn}:execution:paged:two`, ...options },
    ],
  })),
  {
    operation: 'ListActivities',
    input: {},
    items: 'activities',
    count: 3,
    prepare: async () => {
      for (const name of ['a', 'b', 'c']) await succeed('CreateActivity', { name });
    },
    others: [],
  },
  {
    operation: 'ListStateMachineVersions',
    input: { stateMachineArn: machine },
    items: 'stateMachineVersions',
    count: 3,
    prepare: async () => {
      for (const description of ['1', '2', '3']) {
        const changed = definition.replace('{', `{"Comment":"${description}",`);
        await succeed('UpdateStateMachine', { stateMachineArn: machine, definition: changed });
        await succeed('PublishStateMachineVersion', { stateMachineArn: machine, description });
      }
    },
    others: [{ stateMachineArn: `${arn}:stateMachine:another` }],
  },
  {
    operation: 'ListStateMachineAliases',
    input: { stateMachineArn: machine },
    items: 'stateMachineAliases',
    count: 3,
    prepare: async () => {
      for (const name of ['a', 'b', 'c']) {
        const routingConfiguration = [{ stateMachineVersionArn: `${machine}:1`, weight: 100 }];
        await succeed('CreateStateMachineAlias', { name, routingConfiguration });
      }
    },
    others: [{ stateMachineArn: `${machine}:1` }],
  },
].filter(({ operation }) => operation in statesOperations);

beforeAll(async () => {
  accounts = await twoAccounts();
  await succeed('CreateStateMachine', { name: 'paged', definition, roleArn });
  await succeed('StartExecution', { stateMachineArn: machine, name: 'one' });
  await eventually('end of the execution', async () => {
    const { status } = await ask('DescribeExecution', { executionArn: execution });
    return status === 'SUCCEEDED' ? true : undefined;
  });
  for (const operation of new Set(paged.map((each) => each.operation)))
    await paged.find((each) => each.operation === operation)?.prepare();
});

afterAll(() => accounts.close());

function itemsOf(answer: JsonObject, member: string): readonly Json[] {
  const items = answer[member];
  if (!isJsonArray(items)) throw new Error(`no ${member} in ${JSON.stringify(answer)}`);
  return items;
}

describe.each(paged)('$operation $input', ({ operation, input, items, count, others }) => {
  const all = async () => itemsOf(await succeed(operation, input), items);

  async function firstToken(): Promise<string> {
    const { nextToken } = await succeed(operation, { ...input, maxResults: 1 });
    if (typeof nextToken !== 'string') throw new Error('the first page is the only one');
    return nextToken;
  }

  test('gives everything on one page that is large enough, and no token', async () => {
    const answer = await succeed(operation, { ...input, maxResults: count });
    expect(itemsOf(answer, items)).toHaveLength(count);
    expect(answer).not.toHaveProperty('nextToken');
  });

  test.each([1, 2])('gives the same in pages of %i', async (maxResults) => {
    const seen: Json[] = [];
    let token: Json | undefined;
    do {
      const answer = await succeed(operation, { ...input, maxResults, ...(token && { nextToken: token }) });
      const page = itemsOf(answer, items);
      expect(page.length).toBe(Math.min(maxResults, count - seen.length));
      seen.push(...page);
      token = answer.nextToken;
    } while (token !== undefined);
    expect(seen).toEqual(await all());
  });

  test('goes on after a page whatever the size of the next one', async () => {
    const rest = await succeed(operation, { ...input, maxResults: 1000, nextToken: await firstToken() });
    expect(itemsOf(rest, items)).toEqual((await all()).slice(1));
    const zero = await succeed(operation, { ...input, maxResults: 0, nextToken: await firstToken() });
    expect(itemsOf(zero, items)).toEqual((await all()).slice(1));
  });

  test('takes a token twice', async () => {
    const next = { ...input, maxResults: 1, nextToken: await firstToken() };
    expect(itemsOf(await succeed(operation, next), items)).toEqual(
      itemsOf(await succeed(operation, next), items),
    );
  });

  test.each(others)('does not take its token for %o', async (other) => {
    expect(await ask(operation, { ...other, nextToken: await firstToken() })).toMatchObject({
      message: "Invalid Token: 'Invalid token'",
    });
  });

  test.each([{ account: otherAccount }, { region: 'eu-west-1' }])(
    'does not take its token from %o',
    async (caller) => {
      const answer = await ask(operation, { ...input, nextToken: await firstToken() }, caller);
      expect(answer[items] ?? []).toEqual([]);
    },
  );

  const foreign = paged.filter((each) => each.operation !== operation);
  test.each(foreign)('does not take a token of $operation $input', async (other) => {
    const { nextToken = '' } = await succeed(other.operation, { ...other.input, maxResults: 1 });
    expect(nextToken).not.toBe('');
    expect(await ask(operation, { ...input, nextToken })).toMatchObject({
      message: "Invalid Token: 'Invalid token'",
    });
  });
});
