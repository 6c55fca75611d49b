import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openItems } from '../../../src/connectors/map-run/item-reader.ts';
import { aBucket } from './a-bucket.ts';
import { aSkippableFrame, aZstdFrame, aZstdFrameOfBlocks } from './a-zstd-file.ts';
import { aRequest, failureOf, valuesOf } from './reading.ts';

const newLines = { byte: 10, count: 4 };

test.each(['file.jsonl.zst', 'FILE.ZSTD'])('a file that is named %s is decompressed', async (key) => {
  const { session } = aBucket({ [key]: aZstdFrame('{"a":1}\n{"a":2}\n') });
  expect(await valuesOf(aRequest({ InputType: 'JSONL' }, { parameters: { Key: key } }), session)).toEqual([
    { a: 1 },
    { a: 2 },
  ]);
});

test('a zstd file is decompressed with all its frames', async () => {
  const file = Buffer.concat([aZstdFrame('{"a":1}\n'), aSkippableFrame(9), aZstdFrame('{"a":2}\n{"a":3}\n')]);
  const { session } = aBucket({ 'a.zst': file });
  expect(await valuesOf(aRequest({ InputType: 'JSONL' }, { parameters: { Key: 'a.zst' } }), session)).toEqual(
    [{ a: 1 }, { a: 2 }, { a: 3 }],
  );
});

test.each([
  { title: 'no zstd', file: Buffer.from('{"a":1}\n') },
  { title: 'a frame that is cut off', file: aZstdFrame('{"a":1}\n', 9000).subarray(0, 14) },
  {
    title: 'a frame without its last block',
    file: aZstdFrameOfBlocks('{"a":1}\n', newLines).subarray(0, 17),
  },
])('$title is refused', async ({ file }) => {
  const { session } = aBucket({ 'a.zst': file });
  const request = aRequest({ InputType: 'JSONL' }, { parameters: { Key: 'a.zst' } });
  expect(await failureOf(valuesOf(request, session))).toMatch(
    /^States\.ItemReaderFailed: Decompressing s3:\/\/b\/a\.zst failed: /,
  );
});

test('a compressed file that changes while it is read is refused', async () => {
  const lines = () =>
    gzipSync(Array.from({ length: 5 }, () => `"${randomBytes(1_000_000).toString('base64')}"\n`).join(''));
  const { session, objects } = aBucket({ 'a.gz': lines() });
  const request = aRequest({ InputType: 'JSONL' }, { parameters: { Key: 'a.gz' } });
  const opened = await openItems(request, session);
  objects.set('a.gz', lines());
  const read = async () => {
    for await (const _ of opened.read(0));
  };
  expect(await failureOf(read())).toBe(
    'States.ItemReaderFailed: s3://b/a.gz is not what it was when the Map Run began to read it.',
  );
});

test.skipIf('createZstdDecompress' in (await import('node:zlib')))(
  'a file that would not fit in memory is refused where Node.js has no zstd of its own',
  async () => {
    const { session } = aBucket({ 'a.zst': aZstdFrame('1\n', 4_000_000_000) });
    const request = aRequest({ InputType: 'JSONL' }, { parameters: { Key: 'a.zst' } });
    expect(await failureOf(valuesOf(request, session))).toBe(
      'States.ItemReaderFailed: Decompressing s3://b/a.zst failed: this version of Node.js has no streaming zstd (22.15 has), and the file decompresses to 4000000000 bytes',
    );
  },
);
