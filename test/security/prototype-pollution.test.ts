import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { type HeldResources, holdResources } from './held-resources.ts';
import { type TwoTenants, twoTenants } from './two-tenants.ts';

let tenants: TwoTenants;
let held: HeldResources;
let machineCount = 0;

/** The server runs in this process, so what it did to its prototypes shows here. */
const prototypes = [Object.prototype, Array.prototype, String.prototype, Function.prototype, Map.prototype];
const namesOf = () => prototypes.map((prototype) => Object.getOwnPropertyNames(prototype));
const namesBefore = namesOf();

beforeAll(async () => {
  tenants = await twoTenants();
  held = await holdResources(tenants);
});

afterAll(() => tenants.close());

afterEach(() => {
  expect(namesOf()).toEqual(namesBefore);
  expect(({} as { readonly polluted?: unknown }).polluted).toBeUndefined();
});

const hostileText =
  '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"items":[{"__proto__":{"polluted":1}}]}';

/** How an execution of one state ended, with its output as text. */
async function outcomeOf(state: JsonObject, input = hostileText): Promise<string> {
  const root = tenants.holderRoot;
  machineCount += 1;
  const name = `polluting-${machineCount}`;
  const definition = JSON.stringify({ StartAt: 'Only', States: { Only: state } });
  const created = await tenants.call(
    'states',
    'CreateStateMachine',
    { name, definition, roleArn: held.roleArn, type: 'EXPRESS' },
    root,
  );
  if (created.code !== undefined) return created.code;
  const stateMachineArn = held.names.machine.replace(/held$/, name);
  const { status, output, error } = await tenants.succeed(
    'states',
    'StartSyncExecution',
    { stateMachineArn, input },
    root,
  );
  return status === 'SUCCEEDED' ? String(output) : String(error);
}

/** `text` in place of the fields of a Pass state: JSON.stringify would lose a member called `__proto__`. */
function pass(fields: string): JsonObject {
  return { ...(JSON.parse(`{"Type":"Pass","End":true,${fields}}`) as JsonObject) };
}

const kept = '{"polluted":1}';

describe('members called as a prototype’s are members like any other', () => {
  const cases: readonly (readonly [title: string, fields: string, outcome: string])[] = [
    ['an input passes through', '"Comment":"as it is"', hostileText],
    ['InputPath finds what the input has', '"InputPath":"$.__proto__"', kept],
    ['InputPath finds the inner one', '"InputPath":"$.constructor.prototype"', kept],
    ['a path in brackets finds it', '"InputPath":"$[\'__proto__\']"', kept],
    ['a descent finds them all', '"Parameters":{"all.$":"$..polluted"}', '{"all":[1,1,1]}'],
    ['Parameters take it', '"Parameters":{"a.$":"$.__proto__.polluted"}', '{"a":1}'],
    ['Parameters make it', '"Parameters":{"__proto__":{"polluted":2}}', '{"__proto__":{"polluted":2}}'],
    [
      'Result makes it',
      '"Result":{"constructor":{"prototype":{"polluted":2}}}',
      '{"constructor":{"prototype":{"polluted":2}}}',
    ],
    [
      'JsonMerge keeps it',
      '"Parameters":{"a.$":"States.JsonMerge($.__proto__, $.constructor.prototype, false)"}',
      '{"a":{"polluted":1}}',
    ],
    [
      'StringToJson makes it',
      '"Parameters":{"a.$":"States.StringToJson(\'\\\\{\\"__proto__\\":\\\\{\\"polluted\\":1\\\\}\\\\}\')"}',
      '{"a":{"__proto__":{"polluted":1}}}',
    ],
    ['JSONata finds it', '"QueryLanguage":"JSONata","Output":"{% $states.input.__proto__.polluted %}"', '1'],
    [
      'JSONata looks it up',
      '"QueryLanguage":"JSONata","Output":"{% $lookup($states.input, \'__proto__\').polluted %}"',
      '1',
    ],
    [
      'JSONata lists it',
      '"QueryLanguage":"JSONata","Output":"{% $keys($states.input) %}"',
      '["__proto__","constructor","items"]',
    ],
  ];
  test.each(cases)('%s', async (_title, fields, outcome) => {
    expect(await outcomeOf(pass(fields))).toBe(outcome);
  });
});

describe('what writes below a prototype’s name writes into the data, or fails', () => {
  const cases: readonly (readonly [title: string, fields: string])[] = [
    ['ResultPath', '"Result":2,"ResultPath":"$.__proto__.polluted"'],
    ['ResultPath of the constructor', '"Result":2,"ResultPath":"$.constructor.prototype.polluted"'],
    ['ResultPath into nothing', '"Result":2,"ResultPath":"$.new.__proto__.polluted"'],
    ['Assign', '"Assign":{"__proto__":{"polluted":2}}'],
    ['Assign of a constructor', '"Assign":{"constructor":{"prototype":{"polluted":2}}}'],
    [
      'JSONata’s merge',
      '"QueryLanguage":"JSONata","Output":"{% $merge([$states.input, {\'__proto__\': {\'polluted\': 2}}]) %}"',
    ],
    [
      'JSONata’s group-by',
      '"QueryLanguage":"JSONata","Output":"{% $states.input.items{\'__proto__\': {\'polluted\': 2}} %}"',
    ],
    [
      'JSONata’s transform',
      '"QueryLanguage":"JSONata","Output":"{% $states.input ~> |__proto__|{\'polluted\': 2}| %}"',
    ],
    [
      'JSONata’s variables',
      '"QueryLanguage":"JSONata","Output":"{% ($__proto__ := {\'polluted\': 2}; $constructor := 1; $__proto__) %}"',
    ],
  ];
  test.each(cases)('%s', async (_title, fields) => {
    const outcome = await outcomeOf(pass(fields));
    expect(outcome).toMatch(/^[[{\d"]|^(InvalidDefinition|States\.\w+)$/);
  });
});

describe('what an object inherits is not there', () => {
  const inherited = ['constructor', '__proto__', 'toString', 'hasOwnProperty', '__defineGetter__'];
  test.each(inherited)('%s is not in an empty object', async (name) => {
    const path = await outcomeOf(pass(`"InputPath":"$.${name}"`), '{}');
    expect(path).toBe('States.Runtime');
    const present = await outcomeOf(
      pass(`"QueryLanguage":"JSONata","Output":"{% $exists($states.input.${name}) %}"`),
      '{}',
    );
    expect(present).toBe('false');
  });

  test('length is no member of an array or a text', async () => {
    expect(await outcomeOf(pass('"InputPath":"$.a.length"'), '{"a":[1,2]}')).toBe('States.Runtime');
    expect(await outcomeOf(pass('"InputPath":"$.a.length"'), '{"a":"text"}')).toBe('States.Runtime');
  });
});

describe('names that requests bring along', () => {
  const requests: readonly {
    readonly title: string;
    readonly service: Parameters<TwoTenants['call']>[0];
    readonly operation: string;
    readonly input: () => JsonObject;
  }[] = [
    {
      title: 'a tag of a state machine',
      service: 'states',
      operation: 'TagResource',
      input: () => ({ resourceArn: held.names.machine, tags: [{ key: '__proto__', value: 'polluted' }] }),
    },
    {
      title: 'a tag of a role',
      service: 'iam',
      operation: 'TagRole',
      input: () => ({ RoleName: 'held', Tags: [{ Key: 'constructor', Value: 'polluted' }] }),
    },
    {
      title: 'a condition key of a policy',
      service: 'iam',
      operation: 'PutRolePolicy',
      input: () => ({
        RoleName: 'held',
        PolicyName: '__proto__',
        PolicyDocument: `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"__proto__":"x","aws:RequestTag/constructor":"y"}}}]}`,
      }),
    },
    {
      title: 'a variable of a function',
      service: 'lambda',
      operation: 'UpdateFunctionConfiguration',
      input: () => ({
        FunctionName: 'held',
        Environment: JSON.parse('{"Variables":{"__proto__":"polluted","constructor":"polluted"}}'),
      }),
    },
    {
      title: 'a parameter of a job',
      service: 'batch',
      operation: 'RegisterJobDefinition',
      input: () => ({
        jobDefinitionName: 'polluting',
        type: 'container',
        parameters: JSON.parse('{"__proto__":"polluted","constructor":"polluted"}'),
        containerProperties: { image: 'none', vcpus: 1, memory: 64, command: ['Ref::__proto__'] },
      }),
    },
    {
      title: 'an event pattern',
      service: 'events',
      operation: 'PutRule',
      input: () => ({
        Name: 'polluting',
        EventPattern:
          '{"detail":{"__proto__":{"polluted":[1]},"constructor":{"prototype":[{"exists":true}]}}}',
      }),
    },
    {
      title: 'the detail of an event',
      service: 'events',
      operation: 'PutEvents',
      input: () => ({ Entries: [{ Source: 'made', DetailType: 'made', Detail: hostileText }] }),
    },
  ];
  test.each(requests)('$title', async ({ service, operation, input }) => {
    const answer = await tenants.call(service, operation, input(), tenants.holderRoot);
    expect(answer.status).toBeLessThan(500);
  });

  test('a pattern that asks for an inherited name matches only what has it', async () => {
    const asked = async (detail: string) =>
      tenants.succeed(
        'events',
        'TestEventPattern',
        {
          EventPattern: '{"detail":{"constructor":[{"exists":true}]}}',
          Event: `{"id":"1","account":"111111111111","source":"a","time":"2026-01-15T12:00:00Z","region":"us-east-1","resources":[],"detail-type":"b","detail":${detail}}`,
        },
        tenants.holderRoot,
      );
    expect(await asked('{}')).toEqual({ Result: false });
    expect(await asked('{"constructor":1}')).toEqual({ Result: true });
  });

  test('an operation or a path of an inherited name is unknown', async () => {
    for (const operation of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      const answer = await tenants.call('states', operation, {}, tenants.holderRoot);
      expect(answer).toMatchObject({ code: 'UnknownOperationException' });
    }
  });
});
