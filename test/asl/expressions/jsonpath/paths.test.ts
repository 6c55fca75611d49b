import { describe, expect, test } from 'vitest';
import { compilePath } from '../../../../src/asl/expressions/jsonpath/compile-path.ts';
import { parsePath } from '../../../../src/asl/expressions/jsonpath/parse-path.ts';
import { type Json, parseJson } from '../../../../src/base/json.ts';

const store: Json = {
  store: {
    book: [
      { category: 'reference', author: 'Nigel Rees', title: 'Sayings of the Century', price: 8.95 },
      { category: 'fiction', author: 'Evelyn Waugh', title: 'Sword of Honour', price: 12.99 },
      {
        category: 'fiction',
        author: 'Herman Melville',
        title: 'Moby Dick',
        isbn: '0-553-21311-3',
        price: 8.99,
      },
      {
        category: 'fiction',
        author: 'J. R. R. Tolkien',
        title: 'The Lord of the Rings',
        isbn: '0-395',
        price: 22.99,
      },
    ],
    bicycle: { color: 'red', price: 19.95 },
  },
  expensive: 10,
};

const data: Json = {
  a: { b: { c: { d: 4 } } },
  'dashed-name': 1,
  'with space': 2,
  'it\'s "so"': 3,
  'dotted.name': 4,
  'back\\slash': 5,
  ключ: 6,
  n: null,
  t: true,
  f: false,
  zero: 0,
  empty: '',
  list: [10, 11, 12, 13, 14, 15],
  matrix: [
    [1, 2],
    [3, 4],
  ],
  items: [{ id: 1, tags: ['x', 'y'] }, { id: 2 }, { id: 3, tags: [] }],
  none: [],
  text: 'abc',
  constructor: { name: 'own' },
};

type Case = readonly [path: string, expected: Json | undefined];

const definite: readonly Case[] = [
  ['$', data],
  ['$.a', { b: { c: { d: 4 } } }],
  ['$.a.b', { c: { d: 4 } }],
  ['$.a.b.c', { d: 4 }],
  ['$.a.b.c.d', 4],
  ["$['a']", { b: { c: { d: 4 } } }],
  ["$['a']['b']", { c: { d: 4 } }],
  ["$.a['b'].c", { d: 4 }],
  ['$["a"]["b"]["c"]', { d: 4 }],
  ["$[ 'a' ]", { b: { c: { d: 4 } } }],
  ["$.a.['b']", { c: { d: 4 } }],
  ['$.dashed-name', 1],
  ["$['with space']", 2],
  [`$['it\\'s "so"']`, 3],
  [`$["it's \\"so\\""]`, 3],
  ["$['dotted.name']", 4],
  ["$['back\\\\slash']", 5],
  ['$.ключ', 6],
  ['$.n', null],
  ['$.t', true],
  ['$.f', false],
  ['$.zero', 0],
  ['$.empty', ''],
  ['$.list[0]', 10],
  ['$.list[5]', 15],
  ['$.list[-1]', 15],
  ['$.list[-6]', 10],
  ['$.list[ 2 ]', 12],
  ['$.matrix[1][0]', 3],
  ['$.items[0].tags[1]', 'y'],
  ["$['a','t']", { a: { b: { c: { d: 4 } } }, t: true }],
  ["$['a','missing']", { a: { b: { c: { d: 4 } } } }],
  ["$['missing','gone']", {}],
  ['$.constructor.name', 'own'],
  ['$.missing', undefined],
  ['$.a.missing', undefined],
  ['$.a.b.c.d.e', undefined],
  ['$.missing.deeper', undefined],
  ['$.text.length', undefined],
  ['$.list.length', undefined],
  ['$.n.x', undefined],
  ['$.list[6]', undefined],
  ['$.list[-7]', undefined],
  ['$.none[0]', undefined],
  ['$.a[0]', undefined],
  ['$.text[0]', undefined],
  ['$.toString', undefined],
  ['$.__proto__', undefined],
  ['$.a.hasOwnProperty', undefined],
  ['$.a.constructor', undefined],
];

const indefinite: readonly Case[] = [
  ['$.list[*]', [10, 11, 12, 13, 14, 15]],
  ['$.list.*', [10, 11, 12, 13, 14, 15]],
  ['$.none[*]', []],
  ['$.missing[*]', []],
  ['$.missing.deeper[*].x', []],
  ['$.missing[0:2]', []],
  ['$.missing[?(@.a)]', []],
  ['$.text[*]', []],
  ['$.a.*', [{ c: { d: 4 } }]],
  ['$.list[0,2]', [10, 12]],
  ['$.list[2,0]', [12, 10]],
  ['$.list[0,99]', [10]],
  ['$.list[-1,0]', [15, 10]],
  ['$.list[1:3]', [11, 12]],
  ['$.list[:2]', [10, 11]],
  ['$.list[4:]', [14, 15]],
  ['$.list[-2:]', [14, 15]],
  ['$.list[:-4]', [10, 11]],
  ['$.list[-3:-1]', [13, 14]],
  ['$.list[::2]', [10, 12, 14]],
  ['$.list[1::3]', [11, 14]],
  ['$.list[3:1]', []],
  ['$.list[9:]', []],
  ['$.list[:99]', [10, 11, 12, 13, 14, 15]],
  ['$.none[0:]', []],
  ['$.matrix[*][0]', [1, 3]],
  ['$.matrix[*][*]', [1, 2, 3, 4]],
  ['$.matrix[0:1]', [[1, 2]]],
  ['$.items[*].id', [1, 2, 3]],
  ['$.items[*].tags', [['x', 'y'], []]],
  ['$.items[*].tags[*]', ['x', 'y']],
  ['$.items[*].tags[0]', ['x']],
  ['$.items[*].missing', []],
  ["$.items[*]['id','tags']", [1, ['x', 'y'], 2, 3, []]],
  ["$['a','text'].b", [{ c: { d: 4 } }]],
  ['$..id', [1, 2, 3]],
  ['$..d', [4]],
  ["$..['id']", [1, 2, 3]],
  ['$.items..tags', [['x', 'y'], []]],
  ['$..missing', []],
  ['$.matrix..*', [[1, 2], [3, 4], 1, 2, 3, 4]],
  ['$.matrix..[0]', [[1, 2], 1, 3]],
  ['$.matrix..[-1]', [[3, 4], 2, 4]],
  ['$.matrix..[0:1]', [[1, 2], 1, 3]],
  ['$.a..*', [{ c: { d: 4 } }, { d: 4 }, 4]],
  ['$.items..[?(@.id > 1)].id', [2, 3]],
  ['$..[?(@.d)]', [{ d: 4 }]],
];

const ofTheStore: readonly Case[] = [
  ['$.store.book[*].author', ['Nigel Rees', 'Evelyn Waugh', 'Herman Melville', 'J. R. R. Tolkien']],
  ['$..author', ['Nigel Rees', 'Evelyn Waugh', 'Herman Melville', 'J. R. R. Tolkien']],
  ['$.store..price', [8.95, 12.99, 8.99, 22.99, 19.95]],
  ['$..book[2].title', ['Moby Dick']],
  ['$..book[-2].title', ['Moby Dick']],
  ['$..book[0,1].price', [8.95, 12.99]],
  ['$..book[:2].price', [8.95, 12.99]],
  ['$..book[1:2].price', [12.99]],
  ['$..book[-2:].price', [8.99, 22.99]],
  ['$..book[2:].price', [8.99, 22.99]],
  ['$..book[?(@.isbn)].price', [8.99, 22.99]],
  ['$.store.book[?(@.price < 10)].title', ['Sayings of the Century', 'Moby Dick']],
  ["$..book[?(@.price <= $['expensive'])].price", [8.95, 8.99]],
  ['$..book[?(@.author =~ /.*REES/i)].price', [8.95]],
  ['$.store.book[?(@.price > $.expensive)].price', [12.99, 22.99]],
  ["$.store.book[?(@.category == 'fiction' && @.price < 10)].title", ['Moby Dick']],
];

const functions: readonly Case[] = [
  ['$.list.length()', 6],
  ['$.none.length()', 0],
  ['$.a.length()', 1],
  ['$.text.length()', null],
  ['$.length()', 18],
  ['$.list.size()', 6],
  ['$.list.sum()', 75],
  ['$.list.min()', 10],
  ['$.list.max()', 15],
  ['$.list.avg()', 12.5],
  ['$.list.stddev()', Math.sqrt(35 / 12)],
  ['$.none.sum()', undefined],
  ['$.text.max()', undefined],
  ['$.list.first()', 10],
  ['$.list.last()', 15],
  ['$.list.index(2)', 12],
  ['$.list.index(-1)', 15],
  ['$.none.first()', undefined],
  ['$.a.keys()', ['b']],
  ['$.list.keys()', null],
  ['$.none.append(1)', [1]],
  ["$.items[0].tags.concat('z')", 'xyz'],
  ['$.items[*].length()', 3],
  ['$.items[*].id.sum()', 6],
  ['$..id.max()', 3],
  ['$.list.max().length()', null],
  ['$.missing.length()', undefined],
];

describe.each([
  ['a definite path gives the value there, or nothing', definite, data],
  ['an indefinite path gives a list, in document order', indefinite, data],
  ['paths into the bookstore give what Jayway gives', ofTheStore, store],
  ['a function applies to the whole result before it', functions, data],
])('%s', (_title, cases, document) => {
  test.each(cases)('%s', (path, expected) => {
    expect(compilePath(parsePath(path)).read(document)).toEqual(expected);
  });
});

describe('what a path leads to is handed on, not copied', () => {
  const document = parseJson('{"a":{"b":[1]}}') as { a: { b: Json } };
  test.each([['$.a', document.a] as const, ['$.a.b', document.a.b] as const])('%s', (path, expected) => {
    expect(compilePath(parsePath(path)).read(document)).toBe(expected);
  });
});

const reasons: readonly (readonly [path: string, kind: string, detail: string])[] = [
  ['$.x', 'Missing', "No results for path: $['x']"],
  ['$.a.x', 'Missing', "No results for path: $['a']['x']"],
  ['$.x.y', 'Missing', "Missing property in path $['x']"],
  ['$.x[0]', 'Missing', "Missing property in path $['x']"],
  ['$.list[9]', 'PastEnd', "No results for path: $['list'][9]"],
  ['$.list[9][0]', 'Missing', "The path $['list'][9] is null"],
  [
    '$.list[9].x',
    'Missing',
    "Expected to find an object with property ['x'] in path $['list'][9] but found 'null'. This is not a json object " +
      "according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider'.",
  ],
  [
    '$.text.x',
    'Missing',
    "Expected to find an object with property ['x'] in path $['text'] but found " +
      "'com.fasterxml.jackson.databind.node.TextNode'. This is not a json object according to the JsonProvider: " +
      "'com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider'.",
  ],
  ['$.zero[0]', 'Invalid', 'Filter: [0] can only be applied to arrays. Current context is: 0'],
  ['$.zero[1:]', 'Invalid', 'Filter: [1:] can only be applied to arrays. Current context is: 0'],
  ['$.zero[0,1]', 'Invalid', 'Filter: [0,1] can only be applied to arrays. Current context is: 0'],
  ['$.zero[?(@.a)]', 'Invalid', 'Filter: [?(@.a)] can not be applied to primitives. Current context is: 0'],
  ['$.none.max()', 'Invalid', 'Aggregation function attempted to calculate value using empty array'],
  ['$.x.length()', 'Missing', "Missing property in path $['x']"],
];

test.each(reasons)('a path without a result says why: %s', (path, kind, detail) => {
  const reader = compilePath(parsePath(path));
  expect(reader.read(data)).toBeUndefined();
  expect(reader.explain(data)).toMatchObject({ kind, detail });
});

const malformed = [
  '',
  'a',
  '.a',
  '@.a',
  '$a b',
  '$.',
  '$..',
  '$.a.',
  '$.a..',
  '$...a',
  '$[',
  '$[]',
  '$[a]',
  "$['a",
  "$['a'",
  "$['a',]",
  '$[0',
  '$[0,]',
  '$[1.5]',
  '$[::0]',
  '$[::-1]',
  '$[?]',
  '$[?(]',
  '$[?()]',
  '$[?(@.a ==)]',
  '$[?(@.a = 1)]',
  '$[?(@.a like 1)]',
  '$[?(@.a && )]',
  '$[?(1)]',
  '$.a b',
  '$.a ',
  '$a.b!(',
  '$.nosuch()',
  '$.length().x',
  '$.length(',
  '$x$',
  `$${'.a'.repeat(65)}`,
  `$[?(${'('.repeat(70)}@.a${')'.repeat(70)})]`,
  `$[?(${'!'.repeat(70)}@.a)]`,
];

test.each(malformed)('what is not a path is refused: %s', (path) => {
  expect(() => parsePath(path)).toThrow(expect.objectContaining({ name: 'SyntaxProblem' }));
});

test('the root tells data, Context object and variables apart', () => {
  expect(['$.a', '$$.a', '$a', '$größe.b', '$_x[0]'].map((path) => parsePath(path).root)).toEqual([
    { kind: 'Data' },
    { kind: 'Context' },
    { kind: 'Variable', name: 'a' },
    { kind: 'Variable', name: 'größe' },
    { kind: 'Variable', name: '_x' },
  ]);
});

test('a path that would give more than a quarter of a million values gives none, and says so', () => {
  const wide = Array.from({ length: 600 }, (_item, index) => index);
  const reader = compilePath(parsePath('$[?($..* empty false)]..*'));
  const deep = compilePath(parsePath('$..[*]..[*]..[*]'));
  const nested = Array.from({ length: 90 }, () => [[...wide.slice(0, 90)]]);
  expect(reader.read(wide)).toEqual([]);
  expect(compilePath(parsePath('$[*]..*..*..*')).read(deepTree(12))).toBeUndefined();
  expect(compilePath(parsePath('$[*]..*..*..*')).explain(deepTree(12)).kind).toBe('Invalid');
  expect(Array.isArray(deep.read(nested.slice(0, 2)))).toBe(true);
});

function deepTree(levels: number): Json {
  return levels === 0 ? [1] : [deepTree(levels - 1), deepTree(levels - 1)];
}
