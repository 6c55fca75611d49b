import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { parseEventPattern } from '../../src/eventbridge/patterns/event-pattern.ts';

/** What one condition of a field says of values: each a member `a` of an event, `undefined` for an event without it. */
interface OperatorCase {
  readonly condition: Json;
  readonly takes: readonly (Json | undefined)[];
  readonly leaves: readonly (Json | undefined)[];
}

const operators: Readonly<Record<string, readonly OperatorCase[]>> = {
  'exact values': [
    { condition: 'b', takes: ['b', ['a', 'b'], [['b']]], leaves: ['B', 'bb', null, undefined, [], { b: 1 }] },
    { condition: 300, takes: [300, 3e2], leaves: ['300', 301, true] },
    { condition: true, takes: [true], leaves: [false, 'true', 1] },
    { condition: null, takes: [null], leaves: ['', 'null', undefined] },
    { condition: '', takes: [''], leaves: [null, ' '] },
    { condition: { exactly: 'b' }, takes: ['b'], leaves: ['B', undefined] },
  ],
  prefix: [
    {
      condition: { prefix: 'us-' },
      takes: ['us-east-1', 'us-'],
      leaves: ['US-east-1', 'eu-us-', 1, undefined],
    },
    {
      condition: { prefix: { 'equals-ignore-case': 'Us-' } },
      takes: ['US-east', 'us-'],
      leaves: ['u', 'eus-'],
    },
  ],
  suffix: [
    { condition: { suffix: '.png' }, takes: ['a.png', '.png'], leaves: ['a.PNG', '.png.gz', null] },
    {
      condition: { suffix: { 'equals-ignore-case': '.Png' } },
      takes: ['a.PNG'],
      leaves: ['a.pn', '.png.gz'],
    },
  ],
  'equals-ignore-case': [
    {
      condition: { 'equals-ignore-case': 'Alice' },
      takes: ['alice', 'ALICE'],
      leaves: ['alice ', 'alic', 1],
    },
  ],
  wildcard: [
    { condition: { wildcard: '*' }, takes: ['', 'a'], leaves: [1, null, undefined] },
    {
      condition: { wildcard: 'dir/*.png' },
      takes: ['dir/.png', 'dir/a/b.png'],
      leaves: ['dir/png', 'a/dir/.png'],
    },
    { condition: { wildcard: '*a*b*' }, takes: ['ab', 'xaxbx', 'aab'], leaves: ['ba', 'a', 'b'] },
    { condition: { wildcard: 'a*a' }, takes: ['aa', 'aba'], leaves: ['a', 'ab'] },
    {
      condition: { wildcard: String.raw`a\*b\\` },
      takes: ['a*b\\'],
      leaves: ['axb\\', 'a*b'],
    },
    { condition: { wildcard: 'plain' }, takes: ['plain'], leaves: ['plain2', ''] },
  ],
  'anything-but': [
    {
      condition: { 'anything-but': 'b' },
      takes: ['a', '', 1, null, ['b', 'a']],
      leaves: ['b', ['b'], undefined],
    },
    { condition: { 'anything-but': 5 }, takes: [6, '5'], leaves: [5] },
    { condition: { 'anything-but': ['a', 'b'] }, takes: ['c', 1], leaves: ['a', 'b', undefined] },
    { condition: { 'anything-but': [1, 2] }, takes: [3, '1'], leaves: [1, 2] },
    {
      condition: { 'anything-but': { prefix: 'init' } },
      takes: ['run', 1],
      leaves: ['init', 'initial', undefined],
    },
    { condition: { 'anything-but': { prefix: ['a', 'b'] } }, takes: ['ca'], leaves: ['ab', 'ba'] },
    { condition: { 'anything-but': { suffix: '.png' } }, takes: ['a.gif'], leaves: ['a.png'] },
    {
      condition: { 'anything-but': { suffix: ['.png', '.gif'] } },
      takes: ['a.txt'],
      leaves: ['a.png', 'a.gif'],
    },
    {
      condition: { 'anything-but': { 'equals-ignore-case': ['Init', 'end'] } },
      takes: ['ends'],
      leaves: ['INIT', 'End'],
    },
    { condition: { 'anything-but': { wildcard: '*/lib/*' } }, takes: ['a/b'], leaves: ['a/lib/b'] },
  ],
  numeric: [
    { condition: { numeric: ['=', 5] }, takes: [5, 5.0], leaves: [5.1, '5', undefined] },
    { condition: { numeric: ['<', 10] }, takes: [9.99, -1], leaves: [10, '9', null] },
    { condition: { numeric: ['<=', 10] }, takes: [10], leaves: [10.01] },
    { condition: { numeric: ['>', 0, '<=', 5] }, takes: [0.1, 5, [9, 3]], leaves: [0, 5.1, []] },
    { condition: { numeric: ['>=', -5, '<', 5] }, takes: [-5, 4], leaves: [5, -6] },
    { condition: { numeric: ['>', 0] }, takes: [5e9], leaves: [5e9 + 1] },
  ],
  cidr: [
    {
      condition: { cidr: '10.0.0.0/24' },
      takes: ['10.0.0.0', '10.0.0.255'],
      leaves: ['10.0.1.0', '::1', 'x', 10],
    },
    { condition: { cidr: '10.0.0.0/9' }, takes: ['10.127.0.1'], leaves: ['10.128.0.1', '10.0.0'] },
    { condition: { cidr: '0.0.0.0/0' }, takes: ['255.1.2.3'], leaves: ['256.1.2.3'] },
    {
      condition: { cidr: '2001:db8::/32' },
      takes: ['2001:db8:1::1', '2001:0db8::'],
      leaves: ['2001:db9::', '1.2.3.4'],
    },
    {
      condition: { cidr: '::ffff:10.0.0.0/104' },
      takes: ['::ffff:10.9.9.9'],
      leaves: ['::ffff:11.0.0.0', '::1::'],
    },
  ],
  exists: [
    { condition: { exists: true }, takes: ['', 0, null, [1]], leaves: [undefined, {}, { b: 1 }, []] },
    { condition: { exists: false }, takes: [undefined, {}, { b: 1 }, []], leaves: ['', null, [1]] },
  ],
};

describe.each(Object.entries(operators))('%s', (_name, cases) => {
  test.each(cases)('$condition takes what it says and leaves the rest', ({ condition, takes, leaves }) => {
    const { matches } = parseEventPattern(JSON.stringify({ a: [condition] }));
    expect(takes.map((value) => matches(eventWith(value)))).toEqual(takes.map(() => true));
    expect(leaves.map((value) => matches(eventWith(value)))).toEqual(leaves.map(() => false));
  });
});

function eventWith(value: Json | undefined): JsonObject {
  return value === undefined ? {} : { a: value };
}

const shapes: readonly {
  readonly title: string;
  readonly pattern: JsonObject;
  readonly takes: readonly JsonObject[];
  readonly leaves: readonly JsonObject[];
}[] = [
  {
    title: 'every field must match, each by one of its conditions',
    pattern: { a: ['x', { prefix: 'y' }], b: [1] },
    takes: [
      { a: 'x', b: 1, c: 2 },
      { a: 'yes', b: [0, 1] },
    ],
    leaves: [{ a: 'x' }, { a: 'z', b: 1 }, { b: 1 }],
  },
  {
    title: 'nested fields match within their own object',
    pattern: { detail: { state: ['on'] } },
    takes: [{ detail: { state: 'on' } }],
    leaves: [{ state: 'on' }, { detail: 'on' }, {}],
  },
  {
    title: 'one object of an array must match in all fields',
    pattern: { users: { first: ['A'], last: ['B'] } },
    takes: [
      {
        users: [
          { first: 'A', last: 'X' },
          { first: 'A', last: 'B' },
        ],
      },
    ],
    leaves: [
      {
        users: [
          { first: 'A', last: 'X' },
          { first: 'Y', last: 'B' },
        ],
      },
      { users: [] },
    ],
  },
  {
    title: 'a field is absent where the object around it is',
    pattern: { detail: { error: [{ exists: false }] } },
    takes: [{}, { detail: 1 }, { detail: {} }, { detail: [] }],
    leaves: [{ detail: { error: 'x' } }],
  },
  {
    title: '$or takes either side',
    pattern: { source: ['s'], $or: [{ a: [1] }, { b: { c: [2] } }] },
    takes: [
      { source: 's', a: 1 },
      { source: 's', b: { c: 2 } },
    ],
    leaves: [{ source: 's' }, { a: 1 }, { source: 's', b: { c: 1 } }],
  },
  {
    title: '$or within $or',
    pattern: { $or: [{ a: [1], $or: [{ b: [1] }, { c: [1] }] }, { d: [1] }] },
    takes: [{ a: 1, c: 1 }, { d: 1 }],
    leaves: [{ a: 1 }, { b: 1 }],
  },
  {
    title: '$or of fewer than two objects, or of conditions, is a field of that name',
    pattern: { $or: [{ prefix: 'x' }, { suffix: 'y' }] },
    takes: [{ $or: 'xa' }, { $or: 'by' }],
    leaves: [{ prefix: 'x' }, {}],
  },
  {
    title: 'names that every object inherits are members like any other',
    pattern: { constructor: [{ exists: true }] },
    takes: [{ constructor: 'x' }],
    leaves: [{}],
  },
];

test.each(shapes)('$title', ({ pattern, takes, leaves }) => {
  const { matches } = parseEventPattern(JSON.stringify(pattern));
  expect(takes.map(matches)).toEqual(takes.map(() => true));
  expect(leaves.map(matches)).toEqual(leaves.map(() => false));
});

const invalidPatterns: readonly (readonly [pattern: string, reason: string, place: string])[] = [
  ['[]', 'Filter is not an object', 'line: 1, column: 2'],
  ['{}', 'Empty objects are not allowed', 'line: 1, column: 3'],
  ['{"a":{}}', 'Empty objects are not allowed', 'line: 1, column: 8'],
  ['{"a":[]}', 'Empty arrays are not allowed', 'line: 1, column: 8'],
  ['{\n  "slug": "x"\n}', '"slug" must be an object or an array', 'line: 2, column: 12'],
  ['{"a":[[1]]}', 'Match value must be String, number, true, false, or null', 'line: 1, column: 8'],
  ['{"a":[{"like":"x"}]}', 'Unrecognized match type like', 'line: 1, column: 16'],
  ['{"a":[{"toString":"x"}]}', 'Unrecognized match type toString', 'line: 1, column: 20'],
  ['{"a":[{"prefix":1}]}', 'prefix match pattern must be a string', 'line: 1, column: 18'],
  ['{"a":[{"prefix":"x","suffix":"y"}]}', 'Only one key allowed in match expression', 'line: 1, column: 31'],
  ['{"a":[{"exists":"x"}]}', 'exists match pattern must be either true or false.', 'line: 1, column: 18'],
  ['{"a":[{"wildcard":"a**"}]}', 'Consecutive wildcard characters at pos 1', 'line: 1, column: 20'],
  ['{"a":[{"wildcard":"\\\\a"}]}', 'Invalid escape character at pos 0', 'line: 1, column: 20'],
  ['{"a":[{"numeric":5}]}', 'Value of numeric must be an array.', 'line: 1, column: 19'],
  ['{"a":[{"numeric":["!",5]}]}', 'Unrecognized numeric range operator: !', 'line: 1, column: 20'],
  ['{"a":[{"numeric":["=","5"]}]}', 'Value of equals must be numeric', 'line: 1, column: 24'],
  ['{"a":[{"numeric":["<",5,">",1]}]}', 'Too many elements in numeric expression', 'line: 1, column: 26'],
  ['{"a":[{"numeric":[">",5,"<",1]}]}', 'Bottom must be less than top', 'line: 1, column: 30'],
  ['{"a":[{"numeric":[">",6000000000]}]}', 'Value must be between -5.0E9 and 5.0E9, inclusive', 'column: 33'],
  [
    '{"a":[{"anything-but":["a",1]}]}',
    'Inside anything but list, either all values are number or string, mixed type is not supported',
    'line: 1, column: 29',
  ],
  [
    '{"a":[{"anything-but":[null]}]}',
    'Inside anything but list, start|null|boolean is not supported.',
    'line: 1, column: 28',
  ],
  ['{"a":[{"anything-but":{"numeric":["=",1]}}]}', 'Unsupported anything-but pattern: numeric', 'column: 35'],
  ['{"a":[{"cidr":"10.0.0.0"}]}', "Malformed CIDR, one '/' required", 'line: 1, column: 16'],
  ['{"a":[{"cidr":"10.0/8"}]}', 'Nonstandard IP address: 10.0', 'line: 1, column: 16'],
];

test.each(invalidPatterns)('%s is refused: %s', (pattern, reason, place) => {
  const refusal = refusalOf(pattern);
  expect(refusal).toContain(`Event pattern is not valid. Reason: ${reason}\n at [Source: (String)"`);
  expect(refusal).toContain(`${place}]`);
});

test('what is no JSON is refused with the reason of its parser', () => {
  expect(refusalOf('{"a":')).toMatch(/^Event pattern is not valid\. Reason: Unexpected end-of-input/);
});

test('more than a thousand combinations are refused', () => {
  const fields = (name: string) => Array.from({ length: 32 }, (_, index) => ({ [`${name}${index}`]: [1] }));
  const one = { $or: fields('a') };
  expect(() => parseEventPattern(JSON.stringify(one))).not.toThrow();
  expect(refusalOf(JSON.stringify({ ...one, x: { $or: fields('b') } }))).toContain('combinations');
});

function refusalOf(pattern: string): string {
  try {
    parseEventPattern(pattern);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'accepted';
}

test('a pattern says which sources and types it is limited to', () => {
  const pattern = (value: JsonObject) => parseEventPattern(JSON.stringify(value));
  expect([...(pattern({ source: ['a', 'b'], 'detail-type': ['c'] }).sources ?? [])]).toEqual(['a', 'b']);
  expect([...(pattern({ source: ['a'], 'detail-type': ['c'] }).detailTypes ?? [])]).toEqual(['c']);
  expect(pattern({ source: ['a', { prefix: 'b' }] }).sources).toBeUndefined();
  expect(pattern({ $or: [{ source: ['a'] }, { region: ['b'] }] }).sources).toBeUndefined();
});

describe('properties', () => {
  const scalar = fc.oneof(
    fc.string(),
    fc.integer({ min: -1000, max: 1000 }),
    fc.boolean(),
    fc.constant(null),
  );
  const nested = fc.letrec<{ value: Json; object: JsonObject }>((tie) => ({
    object: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { minKeys: 1, maxKeys: 3 }),
    value: fc.oneof({ maxDepth: 3 }, scalar, fc.array(scalar, { minLength: 1, maxLength: 3 }), tie('object')),
  })).object;

  test('a pattern made of an event takes it', () => {
    fc.assert(
      fc.property(nested, (event) => parseEventPattern(JSON.stringify(patternOf(event))).matches(event)),
    );
  });

  test('members that a pattern does not name change nothing', () => {
    fc.assert(
      fc.property(nested, nested, (event, other) => {
        const { matches } = parseEventPattern(JSON.stringify(patternOf(event)));
        expect(matches({ more: other, ...event })).toBe(true);
      }),
    );
  });

  test('anything-but is the opposite of a value, for an event with one', () => {
    fc.assert(
      fc.property(fc.string(), scalar, (text, value) => {
        const equal = parseEventPattern(JSON.stringify({ a: [text] }));
        const other = parseEventPattern(JSON.stringify({ a: [{ 'anything-but': text }] }));
        expect(other.matches({ a: value })).toBe(!equal.matches({ a: value }));
      }),
    );
  });

  test('a wildcard takes what a regular expression of the same meaning takes', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 6 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
    fc.assert(
      fc.property(letters, text, (wildcard, value) => {
        fc.pre(!wildcard.includes('**'));
        const { matches } = parseEventPattern(JSON.stringify({ a: [{ wildcard }] }));
        const expression = new RegExp(`^${wildcard.replaceAll('*', '.*')}$`);
        expect(matches({ a: value })).toBe(expression.test(value));
      }),
      { numRuns: 1000 },
    );
  });

  test('no text makes parsing fail otherwise than by a refusal', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const outcome = refusalOf(text);
        expect(outcome === 'accepted' || outcome.startsWith('Event pattern is not valid.')).toBe(true);
      }),
    );
  });
});

function patternOf(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      if (Array.isArray(member)) return [name, [member[0] ?? null]];
      return [
        name,
        typeof member === 'object' && member !== null ? patternOf(member as JsonObject) : [member],
      ];
    }),
  );
}
