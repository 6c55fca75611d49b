import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createDispatcher } from '../../../../src/api/dispatcher.ts';
import { apiModels } from '../../../../src/api/model/model.ts';
import type { Operation, Services } from '../../../../src/api/operation.ts';
import { statesOperations } from '../../../../src/api/operations/states/index.ts';
import type { Json, JsonObject } from '../../../../src/base/json.ts';
import { createConnectors } from '../../../../src/connectors/index.ts';
import type { Caller } from '../../../../src/runtime/identity/identity.ts';
import { aDefinition, aPass } from '../../../support/a-definition.ts';
import { anIdentity, errorOf, policy, rootOf, trust } from '../../../support/an-identity.ts';

const account = '111111111111';
const prefix = `arn:aws:states:us-east-1:${account}`;
const machineArn = `${prefix}:stateMachine:machine`;
const activityArn = `${prefix}:activity:activity`;
const roleArn = `arn:aws:iam::${account}:role/runner`;
const definition = JSON.stringify(aDefinition({ Only: aPass() }));
const create = { name: 'machine', definition, roleArn };

/** The Step Functions API, with a state machine and an activity that have no tags. */
async function aServer() {
  const { identity, store, clock, invoke } = anIdentity();
  await invoke('CreateRole', {
    RoleName: 'runner',
    AssumeRolePolicyDocument: trust({ Service: 'states.amazonaws.com' }),
  });
  let idCount = 0;
  const services = {
    store,
    identity,
    connectors: createConnectors(apiModels),
    clock: { now: () => clock.at },
    newId: () => {
      idCount += 1;
      return `id-${idCount}`;
    },
    log: pino({ level: 'silent' }),
  } as unknown as Services;
  const dispatcher = createDispatcher(Object.values<Operation>(statesOperations), services);
  const call = (operationName: string, input: JsonObject, caller: Caller = rootOf(account)): Promise<Json> =>
    dispatcher.dispatch({ service: 'states', operationName, input, caller, requestId: 'a request' });
  await call('CreateStateMachine', create);
  await store.resources.write([
    {
      type: 'put',
      key: { kind: 'Activity', account, region: 'us-east-1', name: 'activity' },
      body: { createdAt: 0, encryptionConfiguration: undefined, tags: [] },
      expectedRevision: 0,
    },
  ]);
  return { call, invoke, identity };
}

function tagged(...tags: readonly (readonly [string, string])[]) {
  return tags.map(([key, value]) => ({ key, value }));
}

function numbered(count: number, first = 0) {
  return Array.from({ length: count }, (_, index) => ({ key: `key-${first + index}`, value: '' }));
}

interface Change {
  readonly operation: 'TagResource' | 'UntagResource';
  readonly input: JsonObject;
}

const tag = (tags: Json): Change => ({ operation: 'TagResource', input: { tags } });
const untag = (...tagKeys: readonly string[]): Change => ({ operation: 'UntagResource', input: { tagKeys } });

const changeCases: readonly {
  readonly behavior: string;
  readonly changes: readonly Change[];
  readonly tags: Json;
}[] = [
  { behavior: 'nothing has no tags', changes: [], tags: [] },
  {
    behavior: 'tags are listed in the order they were given',
    changes: [tag(tagged(['b', '1'])), tag(tagged(['a', '2']))],
    tags: tagged(['b', '1'], ['a', '2']),
  },
  {
    behavior: 'a key that is given again has its new value, in its old place',
    changes: [tag(tagged(['b', '1'], ['a', '2'])), tag(tagged(['b', '3']))],
    tags: tagged(['b', '3'], ['a', '2']),
  },
  {
    behavior: 'keys that differ in case are different keys',
    changes: [tag(tagged(['Key', '1'], ['key', '2']))],
    tags: tagged(['Key', '1'], ['key', '2']),
  },
  {
    behavior: 'a key that comes twice in a request is one tag',
    changes: [tag(tagged(['key', '1'], ['key', '2']))],
    tags: tagged(['key', '2']),
  },
  {
    behavior: 'a tag without a value has an empty one',
    changes: [tag([{ key: 'key' }])],
    tags: tagged(['key', '']),
  },
  {
    behavior: 'no tags change nothing',
    changes: [tag(tagged(['a', '1'])), tag([])],
    tags: tagged(['a', '1']),
  },
  {
    behavior: 'untagging takes the tags of these keys, and only these',
    changes: [tag(tagged(['a', '1'], ['b', '2'])), untag('a', 'never-there')],
    tags: tagged(['b', '2']),
  },
  {
    behavior: 'untagging without keys changes nothing',
    changes: [tag(tagged(['a', '1'])), untag()],
    tags: tagged(['a', '1']),
  },
  {
    behavior: 'fifty tags are not too many, and one of them can be changed',
    changes: [tag(numbered(50)), tag(tagged(['key-0', 'changed']))],
    tags: [{ key: 'key-0', value: 'changed' }, ...numbered(49, 1)],
  },
  {
    behavior: 'letters of any script, digits, spaces and marks may be in a tag',
    changes: [tag(tagged(['Größe 数 _.:/=+-@', ' a ']))],
    tags: tagged(['Größe 数 _.:/=+-@', ' a ']),
  },
];

describe.each([
  { resource: 'state machine', resourceArn: machineArn },
  { resource: 'activity', resourceArn: activityArn },
])('of a $resource', ({ resourceArn }) => {
  test.each(changeCases)('$behavior', async ({ changes, tags }) => {
    const { call } = await aServer();
    for (const { operation, input } of changes) {
      expect(await call(operation, { ...input, resourceArn })).toEqual({});
    }
    expect(await call('ListTagsForResource', { resourceArn })).toEqual({ tags });
  });
});

const notFound = (resourceArn: string) => ({
  code: 'ResourceNotFound',
  message: `Resource not found: '${resourceArn}'`,
});

const arnCases: readonly { readonly resourceArn: string; readonly error: JsonObject }[] = [
  {
    resourceArn: 'machine',
    error: { code: 'InvalidArn', message: "Invalid Arn: 'Invalid ARN prefix: machine'" },
  },
  {
    resourceArn: `arn:aws:sqs:us-east-1:${account}:stateMachine:machine`,
    error: { code: 'InvalidArn' },
  },
  {
    resourceArn: `${prefix}:execution:machine:one`,
    error: {
      code: 'InvalidArn',
      message: "Invalid Arn: 'Resource type not valid in this context: execution'",
    },
  },
  ...[
    `${prefix}:stateMachine:none`,
    `${prefix}:stateMachine:activity`,
    `${prefix}:activity:machine`,
    `${machineArn}:1`,
    `${machineArn}:alias`,
    `arn:aws-cn:states:us-east-1:${account}:stateMachine:machine`,
    `arn:aws:states:eu-west-1:${account}:stateMachine:machine`,
  ].map((resourceArn) => ({ resourceArn, error: notFound(resourceArn) })),
];

describe.each(['TagResource', 'UntagResource', 'ListTagsForResource'])('%s', (operation) => {
  test.each(arnCases)('refuses $resourceArn', async ({ resourceArn, error }) => {
    const { call } = await aServer();
    const answer = errorOf(call(operation, { resourceArn, tags: tagged(['a', '1']), tagKeys: ['a'] }));
    expect(await answer).toMatchObject(error);
  });
});

const refusedTags: readonly { readonly tags: Json; readonly code: string; readonly message: RegExp }[] = [
  { tags: numbered(51), code: 'TooManyTags', message: /50/ },
  { tags: tagged(['aws:owner', '1']), code: 'ValidationException', message: /reserved prefix 'aws:'/ },
  { tags: tagged(['AWS:owner', '1']), code: 'ValidationException', message: /reserved prefix 'aws:'/ },
  { tags: tagged(['a?', '1']), code: 'ValidationException', message: /Invalid tag key: 'a\?'/ },
  { tags: tagged(['a', '<b>']), code: 'ValidationException', message: /Invalid tag value: '<b>'/ },
  { tags: tagged(['', '1']), code: 'ValidationException', message: /at 'tags\.1\.member\.key'/ },
  { tags: [{ value: '1' }], code: 'ValidationException', message: /tags\.1\.member\.key.*must not be null/ },
  { tags: tagged(['k'.repeat(129), '1']), code: 'ValidationException', message: /equal to 128/ },
  { tags: tagged(['a', 'v'.repeat(257)]), code: 'ValidationException', message: /equal to 256/ },
];

test.each(refusedTags)(
  'neither TagResource nor CreateStateMachine takes such tags: $message',
  async (given) => {
    const { call } = await aServer();
    const { tags, code } = given;
    const message = expect.stringMatching(given.message);
    expect(await errorOf(call('TagResource', { resourceArn: machineArn, tags }))).toMatchObject({
      code,
      message,
    });
    const another = { ...create, name: 'another', tags };
    expect(await errorOf(call('CreateStateMachine', another))).toMatchObject({ code, message });
    expect(await call('ListTagsForResource', { resourceArn: machineArn })).toEqual({ tags: [] });
  },
);

test('tags that are too many only together with those there already are refused, and none is added', async () => {
  const { call } = await aServer();
  await call('TagResource', { resourceArn: machineArn, tags: numbered(30) });
  const answer = errorOf(call('TagResource', { resourceArn: machineArn, tags: numbered(21, 30) }));
  expect(await answer).toMatchObject({ code: 'TooManyTags' });
  expect(await call('ListTagsForResource', { resourceArn: machineArn })).toEqual({ tags: numbered(30) });
});

test('tags that are given at once are all there afterwards', async () => {
  const { call } = await aServer();
  const keys = ['a', 'b', 'c', 'd', 'e', 'f'];
  await Promise.all(
    keys.map((key) => call('TagResource', { resourceArn: machineArn, tags: tagged([key, '1']) })),
  );
  const { tags } = (await call('ListTagsForResource', { resourceArn: machineArn })) as { tags: Json[] };
  expect(tags).toHaveLength(keys.length);
});

test('a state machine has the tags it was created with, also where it is created again with others', async () => {
  const { call } = await aServer();
  const name = 'another';
  const resourceArn = `${prefix}:stateMachine:${name}`;
  await call('CreateStateMachine', { ...create, name, tags: tagged(['a', '1'], ['a', '2'], ['b', '3']) });
  await call('CreateStateMachine', { ...create, name, tags: tagged(['c', '4']) });
  expect(await call('ListTagsForResource', { resourceArn })).toEqual({
    tags: tagged(['a', '2'], ['b', '3']),
  });
});

const production = tagged(['environment', 'production']);
const ofProduction = { StringEquals: { 'aws:ResourceTag/environment': 'production' } };

/** A caller may do all that `allow` says and nothing else; `tags` are those of the machine and the activity. */
const conditionCases: readonly {
  readonly behavior: string;
  readonly allow: JsonObject;
  readonly tags?: readonly JsonObject[];
  readonly operation: string;
  readonly input: JsonObject;
  readonly isAllowed: boolean;
}[] = [
  ...[true, false].flatMap((isAllowed) => {
    const tags = isAllowed ? production : tagged(['environment', 'test']);
    const allow = { Action: 'states:*', Resource: '*', Condition: ofProduction };
    const verdict = isAllowed ? 'may' : 'may not';
    return [
      {
        behavior: `a state machine with ${isAllowed ? 'the' : 'another'} tag ${verdict} be described`,
        operation: 'DescribeStateMachine',
        input: { stateMachineArn: machineArn },
      },
      {
        behavior: `an activity with ${isAllowed ? 'the' : 'another'} tag ${verdict} be tagged`,
        operation: 'TagResource',
        input: { resourceArn: activityArn, tags: tagged(['a', '1']) },
      },
    ].map((step) => ({ ...step, allow, tags, isAllowed }));
  }),
  {
    behavior: 'tags can be asked of a request',
    allow: {
      Action: 'states:TagResource',
      Resource: '*',
      Condition: { StringEquals: { 'aws:RequestTag/team': 'one' } },
    },
    operation: 'TagResource',
    input: { resourceArn: machineArn, tags: tagged(['team', 'one']) },
    isAllowed: true,
  },
  {
    behavior: 'a request with another value of the tag is denied',
    allow: {
      Action: 'states:TagResource',
      Resource: '*',
      Condition: { StringEquals: { 'aws:RequestTag/team': 'one' } },
    },
    operation: 'TagResource',
    input: { resourceArn: machineArn, tags: tagged(['team', 'two']) },
    isAllowed: false,
  },
  {
    behavior: 'the keys to untag can be bounded',
    allow: {
      Action: 'states:UntagResource',
      Resource: '*',
      Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] } },
    },
    operation: 'UntagResource',
    input: { resourceArn: machineArn, tagKeys: ['team', 'environment'] },
    isAllowed: false,
  },
  {
    behavior: 'creating without tags needs no permission to tag',
    allow: { Action: ['states:CreateStateMachine', 'iam:PassRole'], Resource: '*' },
    operation: 'CreateStateMachine',
    input: { ...create, name: 'another' },
    isAllowed: true,
  },
  {
    behavior: 'creating with tags needs the permission to tag',
    allow: { Action: ['states:CreateStateMachine', 'iam:PassRole'], Resource: '*' },
    operation: 'CreateStateMachine',
    input: { ...create, name: 'another', tags: production },
    isAllowed: false,
  },
  {
    behavior: 'creating with tags is allowed where tagging is',
    allow: { Action: ['states:CreateStateMachine', 'states:TagResource', 'iam:PassRole'], Resource: '*' },
    operation: 'CreateStateMachine',
    input: { ...create, name: 'another', tags: production },
    isAllowed: true,
  },
];

test.each(conditionCases)('$behavior', async ({ allow, tags = [], operation, input, isAllowed }) => {
  const { call, invoke, identity } = await aServer();
  for (const resourceArn of [machineArn, activityArn]) await call('TagResource', { resourceArn, tags });
  await invoke('CreateRole', { RoleName: 'worker', AssumeRolePolicyDocument: trust({ AWS: account }) });
  await invoke('PutRolePolicy', { RoleName: 'worker', PolicyName: 'p', PolicyDocument: policy(allow) });
  const session = await identity.assumeRole(rootOf(account), {
    roleArn: `arn:aws:iam::${account}:role/worker`,
    roleSessionName: 'work',
  });
  const answer = await errorOf(call(operation, input, identity.callerOf(session, 'us-east-1')));
  expect(answer?.code).toBe(isAllowed ? undefined : 'AccessDeniedException');
});

test('an execution has the tags of its state machine, where a policy asks for them', async () => {
  const { call, invoke, identity } = await aServer();
  await call('TagResource', { resourceArn: machineArn, tags: production });
  await invoke('CreateRole', { RoleName: 'worker', AssumeRolePolicyDocument: trust({ AWS: account }) });
  const document = policy(
    { Action: 'states:*', Resource: '*' },
    { Effect: 'Deny', Action: 'states:StopExecution', Resource: '*', Condition: ofProduction },
  );
  await invoke('PutRolePolicy', { RoleName: 'worker', PolicyName: 'p', PolicyDocument: document });
  const session = await identity.assumeRole(rootOf(account), {
    roleArn: `arn:aws:iam::${account}:role/worker`,
    roleSessionName: 'work',
  });
  const worker = identity.callerOf(session, 'us-east-1');
  const executionArn = `${prefix}:execution:machine:one`;
  expect(await errorOf(call('StopExecution', { executionArn }, worker))).toMatchObject({
    code: 'AccessDeniedException',
    message: expect.stringContaining('explicit deny'),
  });
});
