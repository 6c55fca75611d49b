import {
  CreateBucketCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bucketKey } from '../../../../src/api/operations/s3/buckets.ts';
import { listKeys } from '../../../../src/api/operations/s3/list-keys.ts';
import type { S3ObjectBody } from '../../../../src/store/resources/s3.ts';
import { memoryStore } from '../../../support/memory-store.ts';
import { anS3Server, refusalOf, type TestS3 } from './an-s3-server.ts';

const Bucket = 'listed-bucket';
const keys = ['a', 'b/1', 'b/2', 'b/c/3', 'b<&>"\u00e9 +', 'c', 'd/', 'd/x', 'e'];
let s3: TestS3;

beforeAll(async () => {
  s3 = await anS3Server();
  await s3.root.send(new CreateBucketCommand({ Bucket }));
  for (const Key of keys) await s3.root.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
});

afterAll(() => s3.close());

async function list(more: Partial<ListObjectsV2CommandInput>) {
  const answer = await s3.root.send(new ListObjectsV2Command({ Bucket, ...more }));
  return {
    keys: (answer.Contents ?? []).map(({ Key }) => Key),
    prefixes: (answer.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
    answer,
  };
}

describe('a list', () => {
  test.each([
    { title: 'of all', more: {}, keys, prefixes: [] },
    { title: 'of a prefix', more: { Prefix: 'b/' }, keys: ['b/1', 'b/2', 'b/c/3'], prefixes: [] },
    {
      title: 'of a level',
      more: { Delimiter: '/' },
      keys: ['a', 'b<&>"\u00e9 +', 'c', 'e'],
      prefixes: ['b/', 'd/'],
    },
    {
      title: 'of a level below',
      more: { Delimiter: '/', Prefix: 'b/' },
      keys: ['b/1', 'b/2'],
      prefixes: ['b/c/'],
    },
    { title: 'behind a key', more: { StartAfter: 'b/2' }, keys: keys.slice(3), prefixes: [] },
    { title: 'of no keys', more: { MaxKeys: 0 }, keys: [], prefixes: [] },
    { title: 'of nothing', more: { Prefix: 'zzz' }, keys: [], prefixes: [] },
  ])('$title', async ({ more, keys, prefixes }) => {
    const listed = await list(more);
    expect(listed.keys).toEqual(keys);
    expect(listed.prefixes).toEqual(prefixes);
    expect(listed.answer).toMatchObject({ KeyCount: keys.length + prefixes.length, IsTruncated: false });
  });

  test.each([1, 2, 3, 5])('comes in pages of %i', async (MaxKeys) => {
    const found: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await list({ MaxKeys, Delimiter: '/', ...(ContinuationToken && { ContinuationToken }) });
      expect(page.keys.length + page.prefixes.length).toBeLessThanOrEqual(MaxKeys);
      found.push(...page.keys, ...page.prefixes);
      ContinuationToken = page.answer.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    expect(found.sort()).toEqual(['a', 'b/', 'b<&>"\u00e9 +', 'c', 'd/', 'e']);
  });

  test('of the first kind goes on at its marker', async () => {
    const found: (string | undefined)[] = [];
    let Marker: string | undefined;
    do {
      const page = await s3.root.send(
        new ListObjectsCommand({ Bucket, MaxKeys: 2, Delimiter: '/', ...(Marker && { Marker }) }),
      );
      found.push(...(page.Contents ?? []).map(({ Key }) => Key));
      found.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix));
      Marker = page.NextMarker;
    } while (Marker !== undefined);
    expect(found.sort()).toEqual(['a', 'b/', 'b<&>"\u00e9 +', 'c', 'd/', 'e']);
  });

  test('spells keys as URLs where it is asked to', async () => {
    const { keys: found, answer } = await list({ EncodingType: 'url', Prefix: 'b<' });
    expect(found).toEqual(['b%3C%26%3E%22%C3%A9%20%2B']);
    expect(answer).toMatchObject({ Prefix: 'b%3C', EncodingType: 'url' });
  });

  test('says of each object what it is', async () => {
    const { answer } = await list({ Prefix: 'a', FetchOwner: true });
    expect(answer.Contents).toMatchObject([
      {
        Key: 'a',
        Size: 1,
        ETag: '"0cc175b9c0f1b6a831c399e269772661"',
        StorageClass: 'STANDARD',
        ChecksumAlgorithm: ['CRC32'],
        ChecksumType: 'FULL_OBJECT',
        LastModified: expect.any(Date),
        Owner: { ID: expect.stringMatching(/^[\da-f]{64}$/) },
      },
    ]);
  });

  test.each([
    { title: 'a token that nobody gave', more: { ContinuationToken: '%' } },
    { title: 'an unknown encoding', more: { EncodingType: 'base64' as 'url' } },
    { title: 'fewer keys than none', more: { MaxKeys: -1 } },
  ])('is refused for $title', async ({ more }) => {
    expect(await refusalOf(list(more))).toMatchObject({ code: 'InvalidArgument', status: 400 });
  });
});

/** What `listKeys` is to find, by the plainest way to find it. */
function expected(all: readonly string[], prefix: string, delimiter: string | undefined): readonly string[] {
  const found = new Set<string>();
  for (const key of [...all].sort()) {
    if (!key.startsWith(prefix)) continue;
    const at = delimiter === undefined ? -1 : key.indexOf(delimiter, prefix.length);
    found.add(at < 0 ? key : key.slice(0, at + (delimiter?.length ?? 0)));
  }
  return [...found];
}

test('whatever the keys, pages have each of them once and in order', async () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '-'), minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(text, { maxLength: 30 }),
      fc.string({ unit: fc.constantFrom('a', '/'), maxLength: 2 }),
      fc.option(fc.constantFrom('/', '-', '//'), { nil: undefined }),
      fc.integer({ min: 1, max: 4 }),
      async (all, prefix, delimiter, max) => {
        const store = memoryStore();
        const bucket = { id: 'bucket', name: 'bucket', partition: 'aws' };
        for (const key of all) {
          await store.resources.write([
            {
              type: 'put',
              key: { ...bucketKey('aws', ''), kind: 'S3Object', name: `bucket/${key}` },
              body: {} as S3ObjectBody,
              expectedRevision: 0,
            },
          ]);
        }
        const found: string[] = [];
        let after: string | undefined;
        for (let page = 0; page < 100; page += 1) {
          const list = await listKeys(store, { bucket: bucket as never, prefix, delimiter, after, max });
          const names = [...list.objects.map(({ key }) => key), ...list.commonPrefixes].sort();
          expect(names.length).toBeLessThanOrEqual(max);
          found.push(...names);
          if (list.next === undefined) break;
          ({ after } = list.next);
        }
        expect(found).toEqual(expected(all, prefix, delimiter));
      },
    ),
    { numRuns: 200 },
  );
});
