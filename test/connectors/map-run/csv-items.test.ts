import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../src/base/json.ts';
import { createCsvRecords } from '../../../src/connectors/map-run/csv-records.ts';
import { javaMapOrder } from '../../../src/connectors/map-run/java-map-order.ts';
import { aBucket } from './a-bucket.ts';
import { aRequest, failureOf, valuesOf } from './reading.ts';

interface CsvCase {
  readonly title: string;
  readonly text: string;
  readonly config?: JsonObject;
  readonly items: readonly Json[] | string;
}

const four = 'Col1,Col2\nValue1,Value2\nValue3,Value4\nValue5,Value6\nValue7,Value8\n';
const fourItems = [
  { Col1: 'Value1', Col2: 'Value2' },
  { Col1: 'Value3', Col2: 'Value4' },
  { Col1: 'Value5', Col2: 'Value6' },
  { Col1: 'Value7', Col2: 'Value8' },
];
const odd = "Value1,Value2,Value3\nValue4,Value5,Value6\n,,,\ntrue,1,'HelloWorld'\nNull,None,\n   \n";

/** What AWS answered. */
const recorded: readonly CsvCase[] = [
  {
    title: 'more fields than headers are dropped and fewer are empty',
    text: `H1,\n${odd.slice(odd.indexOf('\n') + 1)}`,
    items: [
      { '': 'Value5', H1: 'Value4' },
      { '': '', H1: '' },
      { '': '1', H1: 'true' },
      { '': 'None', H1: 'Null' },
      { '': '', H1: '   ' },
    ],
  },
  {
    title: 'headers are texts whatever they look like',
    text: odd.replace('Value1,Value2,Value3', '0,True,{}'),
    items: [
      { 0: 'Value4', '{}': 'Value6', True: 'Value5' },
      { 0: '', '{}': '', True: '' },
      { 0: 'true', '{}': "'HelloWorld'", True: '1' },
      { 0: 'Null', '{}': '', True: 'None' },
      { 0: '   ', '{}': '', True: '' },
    ],
  },
  {
    title: 'given headers make the first row an item',
    text: odd,
    config: { CSVHeaderLocation: 'GIVEN', CSVHeaders: ['H1'] },
    items: ['Value1', 'Value4', '', 'true', 'Null', '   '].map((H1) => ({ H1 })),
  },
  {
    title: 'headers that repeat are refused',
    text: odd,
    config: { CSVHeaderLocation: 'GIVEN', CSVHeaders: ['H1', 'H1', 'H3'] },
    items: 'States.ItemReaderFailed: CSV headers cannot contain duplicates.',
  },
  { title: 'MaxItems 0 sets no limit', text: four, config: { MaxItems: 0 }, items: fourItems },
  { title: 'MaxItems 2 reads two', text: four, config: { MaxItems: 2 }, items: fourItems.slice(0, 2) },
  { title: 'MaxItems may be too many', text: four, config: { MaxItems: 100_000_001 }, items: fourItems },
  {
    title: 'MaxItems must not be negative',
    text: four,
    config: { MaxItems: -1 },
    items: 'States.ItemReaderFailed: field MaxItems must be positive',
  },
];

/** Source: Developer Guide, "How Step Functions parses input CSV files". */
const documented: readonly CsvCase[] = [
  {
    title: 'quotation marks enclose commas and line breaks, and are kept by repeating them',
    text: 'abc,123,"This string contains commas, a double quotation marks (""), and a newline (\n)",{""MyKey"":""MyValue""},"[1,2,3]"',
    config: { CSVHeaderLocation: 'GIVEN', CSVHeaders: ['a', 'b', 'c', 'd', 'e'] },
    items: [
      {
        a: 'abc',
        b: '123',
        c: 'This string contains commas, a double quotation marks ("), and a newline (\n)',
        d: '{"MyKey":"MyValue"}',
        e: '[1,2,3]',
      },
    ],
  },
  {
    title: 'a backslash keeps backslashes, quotation marks and delimiters, and is dropped before all else',
    text: 'path,size\nC:\\\\Program Files\\\\MyApp.exe,6534512\n\\"a\\",b\\,c\n\\n,\\\\n\n',
    items: [
      { path: 'C:\\Program Files\\MyApp.exe', size: '6534512' },
      { path: '"a"', size: 'b,c' },
      { path: 'n', size: '\\n' },
    ],
  },
  ...Object.entries({ PIPE: '|', SEMICOLON: ';', SPACE: ' ', TAB: '\t', COMMA: ',' }).map(([name, mark]) => ({
    title: `${name} separates fields`,
    text: `a${mark}b\n1\\${mark}2${mark}"3${mark}4"\n`,
    config: { CSVDelimiter: name },
    items: [{ a: `1${mark}2`, b: `3${mark}4` }],
  })),
];

const undocumented: readonly CsvCase[] = [
  {
    title: 'lines may end with CR LF',
    text: 'a,b\r\n1,2\r\n3,"4\r\n5"\r\n',
    items: [
      { a: '1', b: '2' },
      { a: '3', b: '4\r\n5' },
    ],
  },
  {
    title: 'blank lines are no items, empty quotation marks are',
    text: 'a\n\n1\n""\n\n2\n\n',
    items: [{ a: '1' }, { a: '' }, { a: '2' }],
  },
  { title: 'the last line needs no end', text: 'a,b\n1,', items: [{ a: '1', b: '' }] },
  { title: 'a byte order mark is no part of the header', text: '\uFEFFa\n1', items: [{ a: '1' }] },
  {
    title: 'a header may be called __proto__',
    text: '__proto__,b\n1,2',
    items: [JSON.parse('{"b":"2","__proto__":"1"}')],
  },
  {
    title: 'quotation marks that do not close are refused',
    text: 'a\n"1',
    items: 'States.ItemReaderFailed: s3://b/file ends within a field in quotation marks.',
  },
  {
    title: 'a file without rows is refused',
    text: 'a,b\n',
    items: 'States.ItemReaderFailed: s3://b/file contains only CSV headers.',
  },
  {
    title: 'a file without bytes is refused',
    text: '',
    items: 'States.ItemReaderFailed: s3://b/file contains only CSV headers.',
  },
  {
    title: 'headers are at most 10 KiB',
    text: `${'a'.repeat(5120)},${'b'.repeat(5120)}\n1,2`,
    items: 'States.ItemReaderFailed: CSV headers cannot exceed 10 KiB.',
  },
  {
    title: 'a row is at most 8 MB',
    text: `a\n"${'x\n'.repeat(5 * 1024 * 1024)}"\n`,
    items:
      'States.ItemReaderFailed: An item of s3://b/file is larger than 8 MB, the maximum size of one item.',
  },
];

async function outcomeOf(text: string | Uint8Array, config: JsonObject = {}, key = 'file') {
  const { session } = aBucket({ [key]: text });
  const request = aRequest(
    {
      InputType: 'CSV',
      ...(config.CSVHeaderLocation === undefined && { CSVHeaderLocation: 'FIRST_ROW' }),
      ...config,
    },
    { parameters: { Key: key } },
  );
  let values: readonly Json[] = [];
  const failure = await failureOf(
    valuesOf(request, session).then((read) => {
      values = read;
    }),
  );
  return failure === 'no failure' ? values : failure;
}

describe('a CSV file as AWS was seen to read it', () => {
  test.each(recorded)('$title', async ({ text, config, items }) => {
    expect(JSON.stringify(await outcomeOf(text, config))).toBe(JSON.stringify(items));
  });
});

describe('a CSV file as AWS documents it', () => {
  test.each(documented)('$title', async ({ text, config, items }) => {
    expect(await outcomeOf(text, config)).toEqual(items);
  });
});

describe('a CSV file where AWS says nothing', () => {
  test.each(undocumented)('$title', async ({ text, config, items }) => {
    expect(await outcomeOf(text, config)).toEqual(items);
  });

  test('a file whose name ends in .gz is decompressed, members of it that follow each other too', async () => {
    const twice = Buffer.concat([gzipSync('a,b\n1,2\n'), gzipSync('3,4\n')]);
    expect(await outcomeOf(twice, {}, 'file.csv.gz')).toEqual([
      { a: '1', b: '2' },
      { a: '3', b: '4' },
    ]);
    expect(await outcomeOf('a,b\n1,2\n', {}, 'file.csv.gz')).toBe(
      'States.ItemReaderFailed: Decompressing s3://b/file.csv.gz failed: incorrect header check',
    );
  });

  test('skipped rows are not items again', async () => {
    const { session } = aBucket({ file: four });
    const request = aRequest({ InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', MaxItems: 3 });
    expect(await valuesOf(request, session, 1)).toEqual(fourItems.slice(1, 3));
    expect(await valuesOf(request, session, 3)).toEqual([]);
  });
});

test.each([1, 2, 3, 7])('records are the same wherever a text is cut: every %i characters', (size) => {
  const text = 'a,"b ""c"" d",e\r\n\\"f\\",g\\,h," i"\n\n"j\nk",""\n l "m" n,"o" p\r\nq""r';
  const whole = createCsvRecords(',');
  const expected = [...whole.take(text), ...(whole.end() ?? [])];
  const cut = createCsvRecords(',');
  const records: string[][] = [];
  for (let at = 0; at < text.length; at += size) records.push(...cut.take(text.slice(at, at + size)));
  records.push(...(cut.end() ?? []));
  expect(records).toEqual(expected);
  expect(expected).toEqual([
    ['a', 'b "c" d', 'e'],
    ['"f"', 'g,h', ' i'],
    ['j\nk', ''],
    [' l "m" n', 'o" p'],
    ['q"r'],
  ]);
});

test.each([
  { keys: ['userId', 'movieId', 'rating', 'timestamp'], order: ['rating', 'movieId', 'userId', 'timestamp'] },
  {
    keys: ['Bucket', 'Key', 'Size', 'LastModifiedDate'],
    order: ['LastModifiedDate', 'Bucket', 'Size', 'Key'],
  },
])('the members of a row stand as in the Developer Guide: $order', ({ keys, order }) => {
  expect(javaMapOrder(keys).map((index) => keys[index])).toEqual(order);
});
