import fc from 'fast-check';
import { jsonpath as jsonP3 } from 'json-p3';
import { query as queryRfc9535 } from 'jsonpath-rfc9535';
import { describe, expect, test } from 'vitest';
import { compilePath } from '../../../../src/asl/expressions/jsonpath/compile-path.ts';
import { parsePath } from '../../../../src/asl/expressions/jsonpath/parse-path.ts';
import { isDefinite } from '../../../../src/asl/expressions/jsonpath/path.ts';
import type { Json } from '../../../../src/base/json.ts';

/** What `path` finds, as a list whether or not it is definite: RFC 9535 knows no other answer. */
function ours(path: string, document: Json): readonly Json[] {
  const parsed = parsePath(path);
  const value = compilePath(parsed).read(document);
  if (value === undefined) return [];
  return isDefinite(parsed.steps) ? [value] : (value as readonly Json[]);
}

interface Other {
  readonly name: string;
  find(path: string, document: Json): readonly Json[];
  /** Bounds of slices that it gets right. */
  readonly bound: fc.Arbitrary<number | ''>;
  /** Conditions that it gets right. */
  readonly condition: fc.Arbitrary<string>;
  /** What it found below `..` in an order to compare: RFC 9535 leaves some of it open. */
  readonly ordered: (found: readonly Json[]) => readonly Json[];
}

const name = fc.constantFrom('a', 'b', 'c');
const scalar = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom('x', 'y', ''),
  fc.boolean(),
  fc.constant(null),
);

/** Documents of a few names, so that paths often find something. */
const { value: anyDocument } = fc.letrec<{ readonly value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(name, tie('value'), { maxKeys: 3 }),
  ),
}));

const index = fc.integer({ min: -4, max: 4 });
const definiteStep = fc.oneof(
  name.map((property) => `.${property}`),
  name.map((property) => `['${property}']`),
  index.map((position) => `[${position}]`),
);

function wideStep(bound: Other['bound']): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom('.*', '[*]'),
    fc.tuple(index, index).map(([first, second]) => `[${first},${second}]`),
    fc.tuple(bound, bound).map(([from, to]) => `[${from}:${to}]`),
    fc.tuple(bound, bound, fc.integer({ min: 1, max: 3 })).map(([from, to, by]) => `[${from}:${to}:${by}]`),
  );
}

const descent = fc.oneof(
  name.map((property) => `..${property}`),
  index.map((position) => `..[${position}]`),
  fc.constant('..*'),
);

function pathOf(step: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.array(step, { maxLength: 4 }).map((steps) => `$${steps.join('')}`);
}

/** Items whose members keep to one type each, since across types the rules differ. */
const item = fc.record(
  {
    n: fc.integer({ min: -2, max: 2 }),
    s: fc.constantFrom('x', 'y', ''),
    flag: fc.boolean(),
    nil: fc.constant(null),
    deep: fc.record({ n: fc.integer({ min: -2, max: 2 }) }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);

const comparison = fc.oneof(
  fc
    .tuple(fc.constantFrom('@.n', '@.deep.n'), fc.constantFrom('==', '!=', '<', '<=', '>', '>='), index)
    .map((parts) => parts.join(' ')),
  fc
    .tuple(
      fc.constant('@.s'),
      fc.constantFrom('==', '!=', '<', '<=', '>', '>='),
      fc.constantFrom("'x'", '"y"', "''"),
    )
    .map((parts) => parts.join(' ')),
  fc.tuple(fc.constant('@.flag'), fc.constantFrom('==', '!='), fc.boolean()).map((parts) => parts.join(' ')),
  fc.constantFrom('@.nil == null', '@.nil != null', '@.n', '@.nil', '@.deep', '!@.s', '2 > @.n'),
);

const { condition } = fc.letrec<{ readonly condition: string }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small' },
    comparison,
    fc.tuple(tie('condition'), tie('condition')).map(([left, right]) => `${left} && ${right}`),
    fc.tuple(tie('condition'), tie('condition')).map(([left, right]) => `(${left} || ${right})`),
    tie('condition').map((term) => `!(${term})`),
  ),
}));

const others: readonly Other[] = [
  {
    name: 'jsonpath-rfc9535',
    find: (path, document) => queryRfc9535(document as never, path) as readonly Json[],
    // A bound further back than the list is long means its beginning (RFC 9535, 2.3.4.2.2); there it means more.
    bound: fc.option(fc.nat({ max: 4 }), { nil: '' }),
    // It loses terms of longer conditions: `(a || b) && c && d` lets pass what is not d.
    condition: comparison,
    ordered: (found) => [...found].sort(byText),
  },
  {
    name: 'json-p3',
    find: (path, document) => jsonP3.query(path, document as never).values() as readonly Json[],
    bound: fc.option(index, { nil: '' }),
    condition,
    ordered: (found) => found,
  },
];

function byText(left: Json, right: Json): number {
  return JSON.stringify(left) < JSON.stringify(right) ? -1 : 1;
}

const runs = { seed: 20_241_122, numRuns: 3_000 };

describe.each(others)('as $name has it', (other) => {
  const wide = wideStep(other.bound);
  const cases: readonly (readonly [title: string, step: fc.Arbitrary<string>])[] = [
    ['names and indexes', definiteStep],
    ['wildcards, unions and slices', fc.oneof(definiteStep, wide)],
    ['descents', fc.oneof(definiteStep, wide, descent)],
  ];
  test.each(cases)('%s find the same', (_, step) => {
    fc.assert(
      fc.property(pathOf(step), anyDocument, (path, document) => {
        const [found, expected] = [ours(path, document), other.find(path, document)];
        if (path.includes('..')) expect(other.ordered(found)).toEqual(other.ordered(expected));
        else expect(found).toEqual(expected);
      }),
      runs,
    );
  });

  test('filters of lists find the same', () => {
    fc.assert(
      fc.property(other.condition, fc.array(item, { maxLength: 6 }), (filter, list) => {
        const document = { list } as unknown as Json;
        const path = `$.list[?(${filter})]`;
        expect(ours(path, document)).toEqual(other.find(path, document));
      }),
      runs,
    );
  });
});

interface Difference {
  /** The rule of AWS's paths, which are Jayway's. */
  readonly rule: string;
  readonly path: string;
  readonly document: Json;
  readonly ours: Json | undefined;
  /** What RFC 9535 finds; undefined where it knows no such path. */
  readonly theirs: readonly Json[] | undefined;
}

const differences: readonly Difference[] = [
  {
    rule: 'a definite path gives a value, not a list of one',
    path: '$.a',
    document: { a: [1] },
    ours: [1],
    theirs: [[1]],
  },
  {
    rule: 'a definite path that leads nowhere has no result',
    path: '$.a',
    document: {},
    ours: undefined,
    theirs: [],
  },
  {
    rule: 'several names give an object',
    path: "$['a','b']",
    document: { a: 1, b: 2 },
    ours: { a: 1, b: 2 },
    theirs: [1, 2],
  },
  {
    rule: 'the filter of an object tests the object, not its members',
    path: '$.o[?(@.n == 1)]',
    document: { o: { n: 1, p: { n: 1, q: 2 } } },
    ours: [{ n: 1, p: { n: 1, q: 2 } }],
    theirs: [{ n: 1, q: 2 }],
  },
  {
    rule: 'a number equals the text that spells it',
    path: '$[?(@.s == 1)]',
    document: [{ s: '1' }],
    ours: [{ s: '1' }],
    theirs: [],
  },
  {
    rule: 'what is missing equals nothing, not even what is missing too',
    path: '$[?(@.x == @.y)]',
    document: [{ z: 1 }],
    ours: [],
    theirs: [{ z: 1 }],
  },
  {
    rule: 'only numbers and texts have an order',
    path: '$[?(@.x <= true)]',
    document: [{ x: true }],
    ours: [],
    theirs: [{ x: true }],
  },
  {
    rule: 'an indefinite path is there even where it finds nothing',
    path: '$[?(@.list[*])]',
    document: [{ list: [] }],
    ours: [{ list: [] }],
    theirs: [],
  },
  {
    rule: 'a text may do without quotes',
    path: '$[?(@.s == abc)]',
    document: [{ s: 'abc' }],
    ours: [{ s: 'abc' }],
    theirs: undefined,
  },
  {
    rule: 'functions stand behind a path',
    path: '$.list.length()',
    document: { list: [1, 2] },
    ours: 2,
    theirs: undefined,
  },
  {
    rule: 'there are operators for lists',
    path: '$[?(@.n in [1, 2])]',
    document: [{ n: 1 }, { n: 3 }],
    ours: [{ n: 1 }],
    theirs: undefined,
  },
];

describe.each(differences)('unlike RFC 9535, $rule', ({ path, document, ours: expected, theirs }) => {
  test('here', () => {
    expect(compilePath(parsePath(path)).read(document)).toEqual(expected);
  });

  test.each(others)('not in $name', ({ find }) => {
    if (theirs === undefined) expect(() => find(path, document)).toThrow();
    else expect(find(path, document)).toEqual(theirs);
  });
});
