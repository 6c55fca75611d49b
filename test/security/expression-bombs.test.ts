import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { type HeldResources, holdResources, policyOf } from './held-resources.ts';
import type { Answer } from './signed-request.ts';
import { type TwoTenants, twoTenants } from './two-tenants.ts';

/** For how long one expression may keep the server from everybody else, in time of a processor: others may use it, too. */
const heldUpMillisecondsMax = 5_000;

let tenants: TwoTenants;
let held: HeldResources;
let machineCount = 0;

beforeAll(async () => {
  tenants = await twoTenants();
  held = await holdResources(tenants);
});

afterAll(() => tenants.close());

/** What `work` gives, once nobody was kept waiting for too long meanwhile: the server shares this event loop. */
async function whileOthersGoOn<Outcome>(work: () => Promise<Outcome>): Promise<Outcome> {
  let longest = 0;
  let last = processorMilliseconds();
  const look = () => {
    const now = processorMilliseconds();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(look, 20);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    look();
    expect(longest).toBeLessThan(heldUpMillisecondsMax);
  }
}

function processorMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** How an execution of one state ended: its status, or the exception where it could not be created. */
async function outcomeOf(states: JsonObject, input: string): Promise<string> {
  const root = tenants.holderRoot;
  machineCount += 1;
  const name = `bomb-${machineCount}`;
  const definition = JSON.stringify({ StartAt: Object.keys(states)[0], States: states });
  const created = await tenants.call(
    'states',
    'CreateStateMachine',
    { name, definition, roleArn: held.roleArn, type: 'EXPRESS' },
    root,
  );
  if (created.code !== undefined) return created.code;
  const stateMachineArn = held.names.machine.replace(/held$/, name);
  const started: Answer = await tenants.call(
    'states',
    'StartSyncExecution',
    { stateMachineArn, input },
    root,
  );
  if (started.code !== undefined) return started.code;
  const { status, error } = JSON.parse(started.text) as { readonly status: string; readonly error?: string };
  return error ?? status;
}

const pass = (fields: JsonObject): JsonObject => ({ Only: { Type: 'Pass', End: true, ...fields } });
const intrinsic = (text: string) => pass({ Parameters: { 'a.$': text } });
const jsonata = (text: string) => pass({ QueryLanguage: 'JSONata', Output: `{% ${text} %}` });

const longText = JSON.stringify({ text: 'a'.repeat(200_000) });
const longList = JSON.stringify({ list: Array.from({ length: 40_000 }, (_, index) => index) });
/** Every level twice as wide: descents find as many paths as there are nodes, again and again. */
const wideTree = JSON.stringify(tree(13));

function tree(depth: number): JsonObject {
  return depth === 0 ? { leaf: 1 } : { left: tree(depth - 1), right: tree(depth - 1) };
}

function nested(depth: number): string {
  return `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
}

describe('an expression that wants too much ends its own execution, and keeps nobody waiting', () => {
  const cases: readonly (readonly [title: string, states: JsonObject, input: string])[] = [
    ['a range of a billion', intrinsic('States.ArrayRange(1, 1000000000, 1)'), '{}'],
    ['a range beyond all numbers', intrinsic('States.ArrayRange(1, 1e308, 1)'), '{}'],
    ['a range in steps of nothing', intrinsic('States.ArrayRange(1, 10, 0)'), '{}'],
    ['partitions of one', intrinsic('States.ArrayPartition($.list, 1)'), longList],
    ['a search in a long list', intrinsic('States.ArrayContains($.list, -1)'), longList],
    ['distinct values of a long list', intrinsic('States.ArrayUnique($.list)'), longList],
    ['a text split at every letter', intrinsic("States.StringSplit($.text, 'a')"), longText],
    [
      'a format that grows with each argument',
      intrinsic(`States.Format('${'{}'.repeat(50)}'${', $.text'.repeat(50)})`),
      longText,
    ],
    ['descents within descents', pass({ InputPath: '$..*..*..*' }), wideTree],
    ['a descent with a filter of a descent', pass({ InputPath: '$..[?(@..leaf == 2)]' }), wideTree],
    [
      'a filter with a pattern that backtracks',
      pass({ InputPath: '$..[?(@ =~ /(a+)+b/)]' }),
      JSON.stringify({ texts: ['a'.repeat(50_000)] }),
    ],
    [
      'a comparison with a thousand stars',
      {
        Only: {
          Type: 'Choice',
          Choices: [{ Variable: '$.text', StringMatches: `${'*a'.repeat(500)}*b`, Next: 'Done' }],
          Default: 'Done',
        },
        Done: { Type: 'Succeed' },
      },
      longText,
    ],
    ['a loop without end', jsonata('($f := function() { $f() }; $f())'), '{}'],
    ['a range of JSONata', jsonata('[1..1000000000]'), '{}'],
    ['a text that doubles', jsonata('($f := function($t) { $f($t & $t) }; $f("a"))'), '{}'],
    ['a power of powers', jsonata('$power(10, $power(10, 10))'), '{}'],
    ['a pattern that backtracks in JSONata', jsonata('$match($states.input.text, /(a+)+$b/)'), longText],
    ['a replacement that multiplies', jsonata('$replace($states.input.text, /a/, "aaaaaaaaaa")'), longText],
    ['a sort with an endless order', jsonata('$sort([1..10000], function($l, $r) { true })'), '{}'],
    [
      'a join of everything with everything',
      jsonata('$states.input.list.($l := $; $$.list.{"a": $l})'),
      longList,
    ],
    ['an evaluation of itself', jsonata('($t := "$eval($t)"; $eval($t))'), '{}'],
  ];
  test.each(cases)('%s', async (_title, states, input) => {
    const outcome = await whileOthersGoOn(() => outcomeOf(states, input));
    expect(outcome).toMatch(/^(SUCCEEDED|FAILED|States\.[\w.]+|InvalidDefinition)$/);
  });
});

describe('JSON that is too deep, or has numbers too large, is data or refused', () => {
  const cases: readonly (readonly [title: string, input: string, outcome: RegExp])[] = [
    ['a depth of 900', nested(900), /^SUCCEEDED$/],
    ['a depth of 1,001', nested(1_001), /^InvalidExecutionInput$/],
    ['a depth of 30,000', nested(30_000), /^InvalidExecutionInput$/],
    [
      'a number of 400 digits',
      `{"n":${'9'.repeat(400)}}`,
      /^(SUCCEEDED|InvalidExecutionInput|States.QueryEvaluationError)$/,
    ],
    [
      'an exponent of 400 digits',
      `{"n":1e${'9'.repeat(400)}}`,
      /^(SUCCEEDED|InvalidExecutionInput|States.QueryEvaluationError)$/,
    ],
    [
      'a number of 200,000 digits',
      `{"n":${'9'.repeat(200_000)}}`,
      /^(SUCCEEDED|InvalidExecutionInput|States.QueryEvaluationError)$/,
    ],
  ];
  test.each(cases)('%s', async (_title, input, outcome) => {
    const states = jsonata('$string($states.input) != ""');
    expect(await whileOthersGoOn(() => outcomeOf(states, input))).toMatch(outcome);
  });
});

describe('a pattern of a policy, an event or a filter takes no longer than its text is long', () => {
  const stars = `${'*a'.repeat(400)}*b`;

  test('in IAM', async () => {
    const document = policyOf({
      Effect: 'Allow',
      Action: 's3:*',
      Resource: '*',
      Condition: { StringLike: { 'aws:UserAgent': stars } },
    });
    const answer = await whileOthersGoOn(() =>
      tenants.call(
        'iam',
        'SimulateCustomPolicy',
        {
          PolicyInputList: [document],
          ActionNames: ['s3:GetObject'],
          ContextEntries: [
            {
              ContextKeyName: 'aws:UserAgent',
              ContextKeyType: 'string',
              ContextKeyValues: ['a'.repeat(20_000)],
            },
          ],
        },
        tenants.holderRoot,
      ),
    );
    expect(answer).toMatchObject({ status: 200, text: expect.stringContaining('implicitDeny') });
  });

  test('in EventBridge', async () => {
    const detail = { text: 'a'.repeat(200_000) };
    const Event = JSON.stringify({
      id: '1',
      account: held.account,
      source: 'made',
      time: '2026-01-15T12:00:00Z',
      region: 'us-east-1',
      resources: [],
      'detail-type': 'made',
      detail,
    });
    const EventPattern = JSON.stringify({ detail: { text: [{ wildcard: '*a*a*a*a*b' }] } });
    const answer = await whileOthersGoOn(() =>
      tenants.call('events', 'TestEventPattern', { EventPattern, Event }, tenants.holderRoot),
    );
    expect(answer.status).toBeLessThan(500);
  });
});
