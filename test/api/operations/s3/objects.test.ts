import { createHash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  type ChecksumAlgorithm,
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anS3Server, refusalOf, type TestS3 } from './an-s3-server.ts';

const Bucket = 'objects-of-tests';
let s3: TestS3;

beforeAll(async () => {
  s3 = await anS3Server();
  await s3.root.send(new CreateBucketCommand({ Bucket }));
});

afterAll(() => s3.close());

function put(
  Key: string,
  Body: NonNullable<PutObjectCommandInput['Body']>,
  more: Partial<PutObjectCommandInput> = {},
) {
  return s3.root.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
}

async function get(Key: string, more: Partial<GetObjectCommandInput> = {}) {
  const answer = await s3.root.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return { ...answer, Body: Buffer.from((await answer.Body?.transformToByteArray()) ?? []) };
}

function bodyFiles(): readonly string[] {
  return readdirSync(s3.directory)
    .filter((name) => /^[\da-f]{2}$/.test(name))
    .flatMap((folder) => readdirSync(join(s3.directory, folder)));
}

describe('what is put is got', () => {
  test.each([
    { title: 'no bytes', bytes: Buffer.alloc(0) },
    { title: 'one byte', bytes: Buffer.from([255]) },
    { title: 'some megabytes', bytes: randomBytes(3 * 1024 * 1024 + 17) },
  ])('$title', async ({ bytes }) => {
    const stored = await put('bytes', bytes);
    const found = await get('bytes');
    expect(found.Body.equals(bytes)).toBe(true);
    expect(stored.ETag).toBe(`"${createHash('md5').update(bytes).digest('hex')}"`);
    expect(found).toMatchObject({
      ETag: stored.ETag,
      ContentLength: bytes.length,
      AcceptRanges: 'bytes',
      ContentType: 'application/octet-stream',
      ServerSideEncryption: 'AES256',
      ChecksumCRC32: stored.ChecksumCRC32,
      ChecksumType: 'FULL_OBJECT',
      Metadata: {},
    });
  });

  test('a stream, whose checksum comes behind it', async () => {
    const bytes = randomBytes(1024 * 1024);
    const chunks = Array.from({ length: 16 }, (_, index) =>
      bytes.subarray(index * 65_536, (index + 1) * 65_536),
    );
    const stored = await put('stream', Readable.from(chunks), { ContentLength: bytes.length });
    expect((await get('stream')).Body.equals(bytes)).toBe(true);
    expect(stored.ChecksumCRC32).toBeDefined();
  });

  test('under a key of odd characters, with its metadata', async () => {
    const Key = "a b/\u00e9+~!*'()&=?#%2F/../\u{1f600}.txt";
    const headers = {
      CacheControl: 'max-age=5',
      ContentDisposition: 'attachment; filename="x"',
      ContentEncoding: 'gzip',
      ContentLanguage: 'de',
      ContentType: 'text/x-odd',
      StorageClass: 'STANDARD_IA' as const,
      Metadata: { one: '1', 'two-words': 'a b' },
    };
    await put(Key, 'x', headers);
    expect(await get(Key)).toMatchObject(headers);
    expect(await s3.root.send(new HeadObjectCommand({ Bucket, Key }))).toMatchObject({
      ...headers,
      ContentLength: 1,
    });
  });

  test('in place of what was there, whose bytes are gone', async () => {
    await put('replaced', 'first');
    const before = bodyFiles().length;
    await put('replaced', 'second');
    expect((await get('replaced')).Body.toString()).toBe('second');
    expect(bodyFiles().length).toBe(before);
  });

  test('by a read that began before it was replaced, as it was', async () => {
    const bytes = randomBytes(8 * 1024 * 1024);
    await put('read', bytes);
    const answer = await s3.root.send(new GetObjectCommand({ Bucket, Key: 'read' }));
    await put('read', 'other');
    expect(Buffer.from((await answer.Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true);
  });
});

describe('checksums', () => {
  const text = 'Hello, world!';
  const algorithms: readonly { readonly algorithm: ChecksumAlgorithm; readonly value: string }[] = [
    { algorithm: 'CRC32', value: '6+bG5g==' },
    { algorithm: 'CRC32C', value: 'yKEG5Q==' },
    { algorithm: 'SHA1', value: createHash('sha1').update(text).digest('base64') },
    { algorithm: 'SHA256', value: createHash('sha256').update(text).digest('base64') },
  ];

  test.each(algorithms)(
    'the $algorithm that is asked for is kept and answered',
    async ({ algorithm, value }) => {
      const stored = await put('summed', text, { ChecksumAlgorithm: algorithm });
      const member = `Checksum${algorithm}` as const;
      expect(stored).toMatchObject({ [member]: value, ChecksumType: 'FULL_OBJECT' });
      expect(await get('summed', { ChecksumMode: 'ENABLED' })).toMatchObject({ [member]: value });
    },
  );

  test.each(algorithms)('a wrong $algorithm is refused, and nothing is kept', async ({ algorithm }) => {
    const wrong = {
      [`Checksum${algorithm}`]: algorithms.find((known) => known.algorithm === algorithm)?.value,
    };
    expect(await refusalOf(put('wrong', 'other text', wrong))).toMatchObject({
      code: 'BadDigest',
      status: 400,
    });
    expect(await refusalOf(get('wrong'))).toMatchObject({ code: 'NoSuchKey' });
  });

  test('who asks for none gets a CRC64NVME', async () => {
    const client = s3.clientOf(
      { accessKeyId: 'AKIAROOTROOTROOTROOT', secretAccessKey: 'secret of the root' },
      { requestChecksumCalculation: 'WHEN_REQUIRED' },
    );
    const stored = await client.send(new PutObjectCommand({ Bucket, Key: 'none', Body: '123456789' }));
    expect(stored).toMatchObject({ ChecksumCRC64NVME: 'rosUhgp5mIg=', ChecksumType: 'FULL_OBJECT' });
  });

  test('a wrong Content-MD5 is refused', async () => {
    const ContentMD5 = createHash('md5').update('another').digest('base64');
    expect(await refusalOf(put('md5', text, { ContentMD5 }))).toMatchObject({ code: 'BadDigest' });
    expect(await refusalOf(put('md5', text, { ContentMD5: 'nonsense' }))).toMatchObject({
      code: 'InvalidDigest',
    });
  });
});

describe('ranges', () => {
  beforeAll(async () => {
    await put('digits', '0123456789');
  });

  test.each([
    { Range: 'bytes=0-0', body: '0', range: 'bytes 0-0/10' },
    { Range: 'bytes=2-4', body: '234', range: 'bytes 2-4/10' },
    { Range: 'bytes=8-', body: '89', range: 'bytes 8-9/10' },
    { Range: 'bytes=-3', body: '789', range: 'bytes 7-9/10' },
    { Range: 'bytes=-30', body: '0123456789', range: 'bytes 0-9/10' },
    { Range: 'bytes=5-500', body: '56789', range: 'bytes 5-9/10' },
    { Range: 'bytes=4-2', body: '0123456789', range: undefined },
    { Range: 'bytes=0-1,3-4', body: '0123456789', range: undefined },
    { Range: 'lines=1', body: '0123456789', range: undefined },
  ])('$Range is $body', async ({ Range, body, range }) => {
    const found = await get('digits', { Range });
    expect(found.Body.toString()).toBe(body);
    expect(found.ContentRange).toBe(range);
    expect(found.$metadata.httpStatusCode).toBe(range === undefined ? 200 : 206);
    expect(found.ContentLength).toBe(body.length);
  });

  test.each(['bytes=10-', 'bytes=-0'])('%s is not satisfiable', async (Range) => {
    expect(await refusalOf(get('digits', { Range }))).toMatchObject({ code: 'InvalidRange', status: 416 });
  });
});

describe('conditions', () => {
  const etag = `"${createHash('md5').update('x').digest('hex')}"`;
  const past = new Date('2001-01-01T00:00:00Z');
  const future = new Date('2099-01-01T00:00:00Z');

  beforeAll(async () => {
    await put('condition', 'x');
  });

  test.each([
    { conditions: { IfMatch: etag }, outcome: undefined },
    { conditions: { IfMatch: '"other"' }, outcome: 412 },
    { conditions: { IfNoneMatch: '"other"' }, outcome: undefined },
    { conditions: { IfNoneMatch: etag }, outcome: 304 },
    { conditions: { IfModifiedSince: past }, outcome: undefined },
    { conditions: { IfModifiedSince: future }, outcome: 304 },
    { conditions: { IfUnmodifiedSince: future }, outcome: undefined },
    { conditions: { IfUnmodifiedSince: past }, outcome: 412 },
    { conditions: { IfMatch: etag, IfUnmodifiedSince: past }, outcome: undefined },
    { conditions: { IfNoneMatch: etag, IfModifiedSince: past }, outcome: 304 },
  ])('a read under $conditions', async ({ conditions, outcome }) => {
    expect((await refusalOf(get('condition', conditions)))?.status).toBe(outcome);
  });

  test('of writes that want no object one wins', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, index) => refusalOf(put('contested', `${index}`, { IfNoneMatch: '*' }))),
    );
    expect(outcomes.filter((outcome) => outcome === undefined)).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome?.code === 'PreconditionFailed')).toHaveLength(7);
  });

  test('a write replaces only what it wants to', async () => {
    await put('matched', 'x');
    expect(await refusalOf(put('matched', 'y', { IfMatch: '"other"' }))).toMatchObject({
      code: 'PreconditionFailed',
      status: 412,
    });
    expect(await refusalOf(put('matched', 'y', { IfMatch: etag }))).toBeUndefined();
    expect(await refusalOf(put('no-such', 'y', { IfMatch: etag }))).toMatchObject({ code: 'NoSuchKey' });
  });
});

test('an answer has the headers that the request wants', async () => {
  await put('overridden', 'x');
  expect(
    await get('overridden', {
      ResponseCacheControl: 'no-cache',
      ResponseContentDisposition: 'inline',
      ResponseContentType: 'text/odd',
      ResponseContentLanguage: 'fr',
    }),
  ).toMatchObject({
    CacheControl: 'no-cache',
    ContentDisposition: 'inline',
    ContentType: 'text/odd',
    ContentLanguage: 'fr',
  });
});

describe('copies', () => {
  const source = { ContentType: 'text/source', Metadata: { from: 'source' } };
  const copy = (Key: string, more: object = {}) =>
    s3.root.send(new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/copy%20source`, ...more }));

  beforeAll(async () => {
    await put('copy source', 'text', { ...source, Tagging: 'a=1&b=two%20words' });
  });

  test('have what the source has', async () => {
    const { CopyObjectResult: result } = await copy('copied');
    const found = await get('copied');
    expect(found).toMatchObject({ ...source, ETag: result?.ETag, TagCount: 2 });
    expect(found.Body.toString()).toBe('text');
  });

  test('have what the request says, where it replaces that', async () => {
    await copy('replacing', {
      MetadataDirective: 'REPLACE',
      TaggingDirective: 'REPLACE',
      ContentType: 'text/target',
      Metadata: { to: 'target' },
      Tagging: 'c=3',
    });
    expect(await get('replacing')).toMatchObject({
      ContentType: 'text/target',
      Metadata: { to: 'target' },
      TagCount: 1,
    });
  });

  test.each([
    { title: 'to itself', key: 'copy source', more: {}, code: 'InvalidRequest' },
    { title: 'of nothing', key: 'x', more: { CopySource: `${Bucket}/nothing` }, code: 'NoSuchKey' },
    { title: 'of no bucket', key: 'x', more: { CopySource: 'no-such-bucket/k' }, code: 'NoSuchBucket' },
    { title: 'of no object', key: 'x', more: { CopySource: 'bucket' }, code: 'InvalidArgument' },
    { title: 'under a condition', key: 'x', more: { CopySourceIfMatch: '"x"' }, code: 'PreconditionFailed' },
  ])('$title is refused', async ({ key, more, code }) => {
    expect(await refusalOf(copy(key, more))).toMatchObject({ code });
  });
});

describe('tags', () => {
  test('are what was put last', async () => {
    const Key = 'tagged';
    await put(Key, 'x', { Tagging: 'a=1' });
    const TagSet = [{ Key: 'b', Value: '2 = two/2@x' }];
    await s3.root.send(new PutObjectTaggingCommand({ Bucket, Key, Tagging: { TagSet } }));
    expect((await s3.root.send(new GetObjectTaggingCommand({ Bucket, Key }))).TagSet).toEqual(TagSet);
    expect((await get(Key)).Body.toString()).toBe('x');
  });

  test.each([
    { title: 'eleven', Tagging: Array.from({ length: 11 }, (_, index) => `k${index}=v`).join('&') },
    { title: 'two of one key', Tagging: 'a=1&a=2' },
    { title: "AWS's own", Tagging: 'aws:x=1' },
  ])('$title are refused', async ({ Tagging }) => {
    expect(await refusalOf(put('tags', 'x', { Tagging }))).toMatchObject({ status: 400 });
  });
});

describe('deletions', () => {
  test('leave nothing, and nothing is no error', async () => {
    await put('deleted', 'x');
    const before = bodyFiles().length;
    await s3.root.send(new DeleteObjectCommand({ Bucket, Key: 'deleted' }));
    await s3.root.send(new DeleteObjectCommand({ Bucket, Key: 'deleted' }));
    expect(await refusalOf(get('deleted'))).toMatchObject({ code: 'NoSuchKey', status: 404 });
    expect(bodyFiles().length).toBe(before - 1);
  });

  test('of many say of each what became of it', async () => {
    const keys = ['one', 'two & three', 'four <5>'];
    for (const key of keys) await put(key, 'x');
    const Objects = [...keys, 'never there'].map((Key) => ({ Key }));
    const { Deleted, Errors } = await s3.root.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: [...Objects, { Key: 'v', VersionId: 'x' }] } }),
    );
    expect(Deleted).toEqual(Objects);
    expect(Errors).toMatchObject([{ Key: 'v', Code: 'InvalidArgument' }]);
    const quiet = await s3.root.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
    expect(quiet.Deleted).toBeUndefined();
  });
});

describe('what is no object is refused', () => {
  test.each([
    { title: 'a key of 1,025 bytes', key: 'x'.repeat(1025), more: {}, code: 'KeyTooLongError' },
    { title: 'a public one', key: 'k', more: { ACL: 'public-read' }, code: 'AccessControlListNotSupported' },
    { title: 'an archived one', key: 'k', more: { StorageClass: 'GLACIER' }, code: 'NotImplemented' },
    { title: 'one of no class', key: 'k', more: { StorageClass: 'NOPE' }, code: 'InvalidStorageClass' },
    { title: 'one with a key', key: 'k', more: { ServerSideEncryption: 'aws:kms' }, code: 'NotImplemented' },
    {
      title: 'large metadata',
      key: 'k',
      more: { Metadata: { a: 'x'.repeat(2048) } },
      code: 'MetadataTooLarge',
    },
  ])('$title', async ({ key, more, code }) => {
    expect(await refusalOf(put(key, 'x', more as Partial<PutObjectCommandInput>))).toMatchObject({ code });
  });

  test('a version of one', async () => {
    await put('k', 'x');
    expect(await refusalOf(get('k', { VersionId: 'x' }))).toMatchObject({ code: 'InvalidArgument' });
    expect((await get('k', { VersionId: 'null' })).Body.toString()).toBe('x');
  });

  test('one in no bucket', async () => {
    const refused = s3.root.send(new PutObjectCommand({ Bucket: 'no-such-bucket', Key: 'k', Body: 'x' }));
    expect(await refusalOf(refused)).toMatchObject({
      code: 'NoSuchBucket',
      status: 404,
      message: 'The specified bucket does not exist',
    });
  });
});

test('EventBridge hears of objects once the bucket says so', async () => {
  const { events } = s3;
  await put('unheard', 'x');
  expect(events).toEqual([]);
  await s3.root.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket,
      NotificationConfiguration: { EventBridgeConfiguration: {} },
    }),
  );
  await put('heard', 'xyz');
  await s3.root.send(new DeleteObjectCommand({ Bucket, Key: 'heard' }));
  expect(events).toMatchObject([
    {
      source: 'aws.s3',
      detailType: 'Object Created',
      resources: [`arn:aws:s3:::${Bucket}`],
      detail: { bucket: { name: Bucket }, object: { key: 'heard', size: 3 }, reason: 'PutObject' },
    },
    { detailType: 'Object Deleted', detail: { object: { key: 'heard' }, reason: 'DeleteObject' } },
  ]);
});
