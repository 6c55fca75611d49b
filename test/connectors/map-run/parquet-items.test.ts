import { describe, expect, test } from 'vitest';
import { aBucket } from './a-bucket.ts';
import { aParquetFile } from './a-parquet-file.ts';
import { aRequest, failureOf, valuesOf } from './reading.ts';

const groups = [
  [
    { name: 'id', type: 'integer', values: [1n, -2n, 9007199254740991n] },
    { name: 'name', type: 'text', values: ['one', 'zwei€', ''] },
    { name: 'day', type: 'day', values: [0, 19000, -1] },
    { name: 'ok', type: 'boolean', values: [true, false, true] },
  ],
  [
    { name: 'id', type: 'integer', values: [4n, 5n] },
    { name: 'name', type: 'text', values: ['four', 'five'] },
    { name: 'day', type: 'day', values: [1, 2] },
    { name: 'ok', type: 'boolean', values: [false, true] },
  ],
] as const;

const rows = [
  { id: 1, name: 'one', day: '1970-01-01', ok: true },
  { id: -2, name: 'zwei€', day: '2022-01-08', ok: false },
  { id: 9007199254740991, name: '', day: '1969-12-31', ok: true },
  { id: 4, name: 'four', day: '1970-01-02', ok: false },
  { id: 5, name: 'five', day: '1970-01-03', ok: true },
];

const request = aRequest({ InputType: 'PARQUET' });

describe('a Parquet file', () => {
  test.each([0, 1, 3, 4, 5])('its rows are items, after the first %i', async (skipped) => {
    const { session } = aBucket({ file: aParquetFile(groups) });
    expect(await valuesOf(request, session, skipped)).toEqual(rows.slice(skipped));
  });

  test('MaxItems ends the reading, and row groups that are skipped are not read', async () => {
    const { session, calls } = aBucket({ file: aParquetFile(groups) });
    expect(await valuesOf(aRequest({ InputType: 'PARQUET', MaxItems: 2 }), session)).toEqual(
      rows.slice(0, 2),
    );
    const callsForTheFirst = calls.length;
    expect(await valuesOf(request, session, 4)).toEqual(rows.slice(4));
    expect(calls.length - callsForTheFirst).toBeLessThanOrEqual(callsForTheFirst);
  });

  test.each([
    { file: 'a,b\n1,2', failure: 'States.ItemReaderFailed: s3://b/file is not a Parquet file.' },
    { file: '', failure: 'States.ItemReaderFailed: s3://b/file is not a Parquet file.' },
    {
      file: Buffer.concat([Buffer.alloc(100), Buffer.from([0, 0, 0x80, 0]), Buffer.from('PAR1')]),
      failure:
        'States.ItemReaderFailed: s3://b/file has a footer of 8388608 bytes, more than the maximum size of 5 MB.',
    },
    {
      file: aParquetFile(groups, 300 * 1024 * 1024),
      failure:
        'States.ItemReaderFailed: s3://b/file has a row group of 314572800 bytes, more than the maximum size of 256 MB.',
    },
  ])('what cannot be read is refused: $failure', async ({ file, failure }) => {
    const { session } = aBucket({ file });
    expect(await failureOf(valuesOf(request, session))).toBe(failure);
  });
});
