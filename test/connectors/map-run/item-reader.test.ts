import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ServiceUnreachable } from '../../../src/connectors/connector.ts';
import { openItems } from '../../../src/connectors/map-run/item-reader.ts';
import { aBucket, refusal, tagOf } from './a-bucket.ts';
import { aRequest, failureOf, itemsOf, valuesOf } from './reading.ts';

const manyLines = Array.from(
  { length: 200_000 },
  (_, index) => `{"number":${index},"text":"${'x'.repeat(40)}"}\n`,
).join('');

describe('an object', () => {
  test('is read in ranges of the content it was opened with', async () => {
    const { session, calls } = aBucket({ file: manyLines });
    const opened = await openItems(aRequest({ InputType: 'JSONL' }), session);
    expect(opened.version).toBe(tagOf(Buffer.from(manyLines)));
    let count = 0;
    for await (const _ of opened.read(0)) count += 1;
    expect(count).toBe(200_000);
    expect(calls.length).toBeGreaterThan(2);
    expect(calls.slice(1).map(({ input }) => input.IfMatch)).toEqual(
      calls.slice(1).map(() => opened.version),
    );
  });

  test('that changes while it is read is refused', async () => {
    const { session, objects } = aBucket({ file: manyLines });
    const opened = await openItems(aRequest({ InputType: 'JSONL' }), session);
    objects.set('file', Buffer.from(`${manyLines}1\n`));
    const read = async () => {
      for await (const _ of opened.read(0));
    };
    expect(await failureOf(read())).toBe(
      'States.ItemReaderFailed: s3://b/file is not what it was when the Map Run began to read it.',
    );
  });

  test.each(['JSONL', 'PARQUET'])(
    'that changed since another reader opened it is refused: %s',
    async (type) => {
      const { session, objects } = aBucket({ file: '1\n' });
      const { version } = await openItems(aRequest({ InputType: type }), session);
      await openItems(aRequest({ InputType: type }), session, version);
      objects.set('file', Buffer.from('2\n'));
      expect(await failureOf(openItems(aRequest({ InputType: type }), session, version))).toBe(
        'States.ItemReaderFailed: s3://b/file is not what it was when the Map Run began to read it.',
      );
    },
  );

  test('may be read again from its start', async () => {
    const { session } = aBucket({ file: '1\n2\n' });
    const opened = await openItems(aRequest({ InputType: 'JSONL' }), session);
    for (const expected of [[1, 2], [1, 2], [2]]) {
      const values = [];
      for await (const { value } of opened.read(2 - expected.length)) values.push(value);
      expect(values).toEqual(expected);
    }
  });

  test('is asked for again where the connection broke, three times at most', async () => {
    let refusals = 0;
    const { session } = aBucket(
      { file: '1\n' },
      { refuse: () => (refusals++ < 2 ? new ServiceUnreachable('socket hang up') : undefined) },
    );
    expect(await valuesOf(aRequest({ InputType: 'JSONL' }), session)).toEqual([1]);
    refusals = -3;
    expect(await failureOf(valuesOf(aRequest({ InputType: 'JSONL' }), session))).toBe(
      'States.ItemReaderFailed: Reading s3://b/file failed: socket hang up',
    );
  });

  test.each([
    {
      refused: refusal('AccessDenied', 403, 'Access Denied'),
      cause: 'Reading s3://b/file failed: Access Denied (Service: S3, Status Code: 403, Request ID: r-1)',
    },
    {
      refused: undefined,
      cause:
        'Reading s3://b/gone failed: The specified key does not exist. (Service: S3, Status Code: 404, Request ID: r-1)',
    },
  ])('that S3 refuses fails the reader: $cause', async ({ refused, cause }) => {
    const { session } = aBucket({ file: '' }, { refuse: () => refused });
    const request = aRequest(
      { InputType: 'JSONL' },
      { parameters: { Key: refused === undefined ? 'gone' : 'file' } },
    );
    expect(await failureOf(openItems(request, session))).toBe(`States.ItemReaderFailed: ${cause}`);
  });

  test('over 10 GB is refused', async () => {
    const { session } = aBucket({ file: '1' });
    const large = {
      ...session,
      request: async () => ({
        output: { ContentRange: 'bytes 0-0/10737418241', ETag: '"1"' },
        metadata: { requestId: 'r', status: 206, headers: {} },
        body: Buffer.from('1'),
      }),
    };
    expect(await failureOf(openItems(aRequest({ InputType: 'JSONL' }), large))).toBe(
      'States.ItemReaderFailed: s3://b/file has 10737418241 bytes, more than the maximum file size of 10 GB.',
    );
  });

  test('is named with the parameters of the definition', async () => {
    const { session, calls } = aBucket({ file: '1' });
    const parameters = { VersionId: 'v', ExpectedBucketOwner: '111111111111' };
    await valuesOf(aRequest({ InputType: 'JSONL' }, { parameters }), session);
    expect(calls[0]?.input).toMatchObject({ Bucket: 'b', Key: 'file', ...parameters });
  });
});

const listedRequest = aRequest({}, { resource: 'listObjectsV2', parameters: { Prefix: 'in/' } });

describe('a bucket', () => {
  const contents = {
    'in/': '',
    'in/1.jsonl': '1\n2\n',
    'in/2.jsonl': '3\n',
    'in/3.jsonl': '',
    'in/4.jsonl': '4\n5\n',
    other: '6',
  };

  test('its objects are items, in the order of all its pages', async () => {
    const { session, calls } = aBucket(contents, { pageSize: 2 });
    const opened = await openItems(listedRequest, session);
    expect([opened.source, opened.version]).toEqual(['S3://b', undefined]);
    const values = await valuesOf(listedRequest, session);
    expect(values.map((value) => Object(value).Key)).toEqual([
      'in/',
      'in/1.jsonl',
      'in/2.jsonl',
      'in/3.jsonl',
      'in/4.jsonl',
    ]);
    expect(values[1]).toEqual({
      Etag: tagOf(Buffer.from('1\n2\n')),
      Key: 'in/1.jsonl',
      LastModified: 1668699881,
      Size: 4,
      StorageClass: 'STANDARD',
    });
    expect(calls.filter(({ action }) => action === 'ListObjectsV2')).toHaveLength(4);
    expect(await valuesOf(listedRequest, session, 3)).toEqual(values.slice(3));
  });

  test('with LOAD_AND_FLATTEN the items are those of its objects, each with its source', async () => {
    const { session } = aBucket(contents, { pageSize: 2 });
    const request = { ...listedRequest, config: { InputType: 'JSONL', Transformation: 'LOAD_AND_FLATTEN' } };
    const items = await itemsOf(request, session);
    expect(items).toEqual([
      { value: 1, source: 'S3://b/in/1.jsonl' },
      { value: 2, source: 'S3://b/in/1.jsonl' },
      { value: 3, source: 'S3://b/in/2.jsonl' },
      { value: 4, source: 'S3://b/in/4.jsonl' },
      { value: 5, source: 'S3://b/in/4.jsonl' },
    ]);
    for (const skipped of [1, 2, 3, 4, 5]) {
      expect(await itemsOf(request, session, skipped)).toEqual(items.slice(skipped));
    }
    expect(await itemsOf({ ...request, config: { ...request.config, MaxItems: 4 } }, session, 1)).toEqual(
      items.slice(1, 4),
    );
  });

  test('whose listing is refused fails the reader', async () => {
    const { session } = aBucket(contents, { refuse: () => refusal('AccessDenied', 403, 'Access Denied') });
    expect(await failureOf(openItems(listedRequest, session))).toBe(
      'States.ItemReaderFailed: Listing s3://b failed: Access Denied (Service: S3, Status Code: 403, Request ID: r-1)',
    );
  });
});

describe('a manifest', () => {
  const inventory = {
    sourceBucket: 'source',
    destinationBucket: 'arn:aws:s3:::b',
    version: '2016-11-30',
    fileFormat: 'CSV',
    fileSchema: 'Bucket, Key, Size, LastModifiedDate',
    files: [{ key: 'data/1.csv.gz' }, { key: 'data/2.csv.gz' }],
  };
  const files = {
    'data/1.csv.gz': gzipSync(
      '"source","csv/","0","2022-11-16T00:27:19.000Z"\n"source","csv/a.csv","33","2022-11-16T00:29:32.000Z"\n',
    ),
    'data/2.csv.gz': gzipSync('"source","img/","0","2022-11-15T20:00:44.000Z"\n'),
  };

  test.each([{ InputType: 'MANIFEST' }, { ManifestType: 'S3_INVENTORY' }])(
    'of an S3 inventory gives the listed objects: %o',
    async (config) => {
      const { session } = aBucket({ file: JSON.stringify(inventory), ...files });
      const items = await itemsOf(aRequest(config), session);
      expect(JSON.stringify(items.map(({ value }) => value))).toBe(
        JSON.stringify([
          { LastModifiedDate: '2022-11-16T00:27:19.000Z', Bucket: 'source', Size: '0', Key: 'csv/' },
          { LastModifiedDate: '2022-11-16T00:29:32.000Z', Bucket: 'source', Size: '33', Key: 'csv/a.csv' },
          { LastModifiedDate: '2022-11-15T20:00:44.000Z', Bucket: 'source', Size: '0', Key: 'img/' },
        ]),
      );
      expect(await itemsOf(aRequest(config), session, 2)).toEqual(items.slice(2));
    },
  );

  test.each([
    { manifest: '[]', cause: 's3://b/file is not the manifest of an S3 inventory.' },
    {
      manifest: JSON.stringify({ ...inventory, fileFormat: 'ORC' }),
      cause: 's3://b/file is an inventory in the format ORC; it must be CSV.',
    },
  ])('that is none is refused: $cause', async ({ manifest, cause }) => {
    const { session } = aBucket({ file: manifest });
    expect(await failureOf(valuesOf(aRequest({ InputType: 'MANIFEST' }), session))).toBe(
      `States.ItemReaderFailed: ${cause}`,
    );
  });

  test('of Athena gives the items of the files it lists', async () => {
    const { session } = aBucket({
      file: 's3://b/out/1.gz\ns3://b/out/2\n',
      'out/1.gz': gzipSync('1,one\n2,two\n'),
      'out/2': '3,three\n',
    });
    const config = {
      ManifestType: 'ATHENA_DATA',
      InputType: 'CSV',
      CSVHeaderLocation: 'GIVEN',
      CSVHeaders: ['n', 't'],
    };
    expect(await itemsOf(aRequest(config), session)).toEqual([
      { value: { n: '1', t: 'one' }, source: 'S3://b/out/1.gz' },
      { value: { n: '2', t: 'two' }, source: 'S3://b/out/1.gz' },
      { value: { n: '3', t: 'three' }, source: 'S3://b/out/2' },
    ]);
  });

  test('of Athena with a line that names no object is refused', async () => {
    const { session } = aBucket({ file: 'hello\n' });
    const config = { ManifestType: 'ATHENA_DATA', InputType: 'JSONL' };
    expect(await failureOf(valuesOf(aRequest(config), session))).toBe(
      'States.ItemReaderFailed: s3://b/file is not a manifest of Athena: it has the line hello',
    );
  });
});
