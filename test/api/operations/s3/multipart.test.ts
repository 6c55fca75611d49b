import { createHash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  AbortMultipartUploadCommand,
  type ChecksumAlgorithm,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checksums } from '../../../../src/objects/checksums/checksums.ts';
import { anS3Server, refusalOf, type TestS3 } from './an-s3-server.ts';

const Bucket = 'multipart-bucket';
const partBytes = 5 * 1024 * 1024;
const first = randomBytes(partBytes);
const second = randomBytes(partBytes + 1);
const last = randomBytes(17);
const whole = Buffer.concat([first, second, last]);
let s3: TestS3;

beforeAll(async () => {
  s3 = await anS3Server();
  await s3.root.send(new CreateBucketCommand({ Bucket }));
});

afterAll(() => s3.close());

async function begin(Key: string, more: object = {}): Promise<string> {
  const { UploadId } = await s3.root.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }));
  return UploadId ?? '';
}

function upload(Key: string, UploadId: string, PartNumber: number, Body: Buffer, more: object = {}) {
  return s3.root.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ...more }));
}

function complete(Key: string, UploadId: string, Parts: CompletedPart[], more: object = {}) {
  return s3.root.send(
    new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...more }),
  );
}

async function uploadAll(Key: string, more: object = {}) {
  const UploadId = await begin(Key, more);
  const parts: CompletedPart[] = [];
  for (const [index, body] of [first, second, last].entries()) {
    const { ETag } = await upload(Key, UploadId, index + 1, body, more);
    parts.push({ PartNumber: index + 1, ...(ETag !== undefined && { ETag }) });
  }
  return complete(Key, UploadId, parts);
}

async function get(Key: string, more: Partial<GetObjectCommandInput> = {}) {
  const answer = await s3.root.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return { ...answer, Body: Buffer.from((await answer.Body?.transformToByteArray()) ?? []) };
}

function bodyCount(): number {
  return readdirSync(s3.directory)
    .filter((name) => /^[\da-f]{2}$/.test(name))
    .flatMap((folder) => readdirSync(join(s3.directory, folder))).length;
}

test('an object of parts has their bytes in a row, and an ETag that counts them', async () => {
  const { ETag } = await uploadAll('whole', { ContentType: 'text/x', Metadata: { a: 'b' }, Tagging: 'c=d' });
  const md5s = [first, second, last].map((body) => createHash('md5').update(body).digest());
  expect(ETag).toBe(`"${createHash('md5').update(Buffer.concat(md5s)).digest('hex')}-3"`);
  const found = await get('whole');
  expect(found.Body.equals(whole)).toBe(true);
  expect(found).toMatchObject({ ETag, ContentType: 'text/x', Metadata: { a: 'b' }, TagCount: 1 });
});

describe('of an object of parts', () => {
  beforeAll(() => uploadAll('ranged'));

  test.each([
    { start: 0, end: 0 },
    { start: partBytes - 1, end: partBytes },
    { start: 10, end: whole.length - 3 },
    { start: whole.length - 20, end: whole.length - 1 },
  ])('the bytes $start to $end can be had', async ({ start, end }) => {
    const found = await get('ranged', { Range: `bytes=${start}-${end}` });
    expect(found.Body.equals(whole.subarray(start, end + 1))).toBe(true);
  });

  test('a part can be had', async () => {
    const found = await get('ranged', { PartNumber: 2 });
    expect(found.Body.equals(second)).toBe(true);
    expect(found.PartsCount).toBe(3);
    expect(await refusalOf(get('ranged', { PartNumber: 4 }))).toMatchObject({ status: 416 });
  });

  test('a read that began before it was deleted goes on', async () => {
    await uploadAll('held');
    const answer = await s3.root.send(new GetObjectCommand({ Bucket, Key: 'held' }));
    await s3.root.send(new DeleteObjectCommand({ Bucket, Key: 'held' }));
    expect(Buffer.from((await answer.Body?.transformToByteArray()) ?? []).equals(whole)).toBe(true);
  });
});

describe('checksums of parts', () => {
  const sum = (algorithm: keyof typeof checksums, ...bodies: readonly Buffer[]) => {
    const checksum = checksums[algorithm]();
    for (const body of bodies) checksum.update(body);
    return checksum.digest();
  };
  const composite = (algorithm: keyof typeof checksums) =>
    `${sum(algorithm, ...[first, second, last].map((body) => sum(algorithm, body))).toString('base64')}-3`;
  const full = (algorithm: keyof typeof checksums) => sum(algorithm, whole).toString('base64');

  test.each([
    { algorithm: 'CRC32', type: undefined, expected: () => composite('CRC32'), is: 'COMPOSITE' },
    { algorithm: 'CRC32', type: 'FULL_OBJECT', expected: () => full('CRC32'), is: 'FULL_OBJECT' },
    { algorithm: 'CRC32C', type: 'FULL_OBJECT', expected: () => full('CRC32C'), is: 'FULL_OBJECT' },
    { algorithm: 'SHA256', type: undefined, expected: () => composite('SHA256'), is: 'COMPOSITE' },
  ] as const)('of $algorithm, asked for as $type, are $is', async ({ algorithm, type, expected, is }) => {
    const Key = `summed-${algorithm}-${type}`;
    const asked = { ChecksumAlgorithm: algorithm as ChecksumAlgorithm, ...(type && { ChecksumType: type }) };
    const completed = await uploadAll(Key, asked);
    const member = `Checksum${algorithm}`;
    expect(completed).toMatchObject({ [member]: expected(), ChecksumType: is });
    const head = new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' });
    expect(await s3.root.send(head)).toMatchObject({ [member]: expected(), ChecksumType: is });
  });

  test('nobody asked for are one CRC64NVME of all', async () => {
    const client = s3.clientOf(
      { accessKeyId: 'AKIAROOTROOTROOTROOT', secretAccessKey: 'secret of the root' },
      { requestChecksumCalculation: 'WHEN_REQUIRED' },
    );
    const Key = 'unasked';
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const named = { Bucket, Key, UploadId };
    const one = await client.send(new UploadPartCommand({ ...named, PartNumber: 1, Body: first }));
    const two = await client.send(new UploadPartCommand({ ...named, PartNumber: 2, Body: last }));
    const Parts = [
      { PartNumber: 1, ETag: one.ETag },
      { PartNumber: 2, ETag: two.ETag },
    ];
    const completed = await client.send(
      new CompleteMultipartUploadCommand({ ...named, MultipartUpload: { Parts } }),
    );
    expect(completed).toMatchObject({
      ChecksumCRC64NVME: sum('CRC64NVME', first, last).toString('base64'),
      ChecksumType: 'FULL_OBJECT',
    });
  });
});

test('parts are copied from objects', async () => {
  const Key = 'of copies';
  await s3.root.send(new PutObjectCommand({ Bucket, Key: 'original', Body: whole }));
  const UploadId = await begin(Key);
  const copy = (PartNumber: number, CopySourceRange: string) =>
    s3.root.send(
      new UploadPartCopyCommand({
        Bucket,
        Key,
        UploadId,
        PartNumber,
        CopySource: `${Bucket}/original`,
        CopySourceRange,
      }),
    );
  const one = await copy(1, `bytes=0-${partBytes - 1}`);
  const two = await copy(2, `bytes=${partBytes}-${whole.length - 1}`);
  await complete(Key, UploadId, [
    { PartNumber: 1, ETag: one.CopyPartResult?.ETag },
    { PartNumber: 2, ETag: two.CopyPartResult?.ETag },
  ]);
  expect((await get(Key)).Body.equals(whole)).toBe(true);
  expect(await refusalOf(copy(3, `bytes=0-${whole.length}`))).toMatchObject({ code: 'NoSuchUpload' });
});

describe('an upload is not completed', () => {
  const Key = 'incomplete';
  let UploadId = '';
  let etags: readonly (string | undefined)[] = [];

  beforeAll(async () => {
    UploadId = await begin(Key);
    const parts = await Promise.all(
      [last, last, first].map((body, index) => upload(Key, UploadId, index + 1, body)),
    );
    etags = parts.map(({ ETag }) => ETag);
  });

  test.each([
    { title: 'with no parts', parts: [], code: 'MalformedXML' },
    { title: 'with a small part that is not the last', parts: [1, 2], code: 'EntityTooSmall' },
    { title: 'with parts out of order', parts: [3, 1], code: 'InvalidPartOrder' },
    { title: 'with a part twice', parts: [3, 3], code: 'InvalidPartOrder' },
    { title: 'with a part that never came', parts: [4], code: 'InvalidPart' },
  ])('$title', async ({ parts, code }) => {
    const Parts = parts.map((number) => ({ PartNumber: number, ETag: etags[number - 1] ?? '"x"' }));
    expect(await refusalOf(complete(Key, UploadId, Parts))).toMatchObject({ code, status: 400 });
  });

  test('with another ETag', async () => {
    expect(await refusalOf(complete(Key, UploadId, [{ PartNumber: 3, ETag: '"x"' }]))).toMatchObject({
      code: 'InvalidPart',
    });
  });

  test('under another key', async () => {
    expect(await refusalOf(complete('other', UploadId, [{ PartNumber: 3, ETag: etags[2] }]))).toMatchObject({
      code: 'NoSuchUpload',
      status: 404,
    });
  });

  test('by two at once', async () => {
    const outcomes = await Promise.all(
      [1, 2].map(() => refusalOf(complete(Key, UploadId, [{ PartNumber: 3, ETag: etags[2] }]))),
    );
    expect(outcomes.filter((outcome) => outcome === undefined)).toHaveLength(1);
    expect(outcomes).toContainEqual(expect.objectContaining({ code: 'NoSuchUpload' }));
  });
});

test('an upload leaves nothing behind, aborted or completed', async () => {
  const before = bodyCount();
  const Key = 'left';
  const aborted = await begin(Key);
  await upload(Key, aborted, 1, first);
  await upload(Key, aborted, 1, second);
  await s3.root.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId: aborted }));
  expect(await refusalOf(upload(Key, aborted, 2, last))).toMatchObject({ code: 'NoSuchUpload' });
  expect(bodyCount()).toBe(before);
  const completed = await begin(Key);
  await upload(Key, completed, 7, first);
  const { ETag } = await upload(Key, completed, 9, last);
  await complete(Key, completed, [{ PartNumber: 9, ETag }]);
  expect(bodyCount()).toBe(before + 1);
  await s3.root.send(new DeleteObjectCommand({ Bucket, Key }));
  expect(bodyCount()).toBe(before);
});

test.each([0, 10_001])('there is no part %i', async (number) => {
  const UploadId = await begin('numbered');
  expect(await refusalOf(upload('numbered', UploadId, number, last))).toMatchObject({
    code: 'InvalidArgument',
  });
});

describe('uploads and their parts are listed', () => {
  const Key = 'listed/one';
  let UploadId = '';

  beforeAll(async () => {
    UploadId = await begin(Key);
    for (const number of [3, 1, 2]) await upload(Key, UploadId, number, last);
    await begin(Key);
    await begin('listed/two');
  });

  test('parts by number, page by page', async () => {
    const page = await s3.root.send(new ListPartsCommand({ Bucket, Key, UploadId, MaxParts: 2 }));
    expect(page).toMatchObject({
      IsTruncated: true,
      NextPartNumberMarker: '2',
      Parts: [
        { PartNumber: 1, Size: 17 },
        { PartNumber: 2, Size: 17 },
      ],
    });
    const rest = new ListPartsCommand({ Bucket, Key, UploadId, PartNumberMarker: '2' });
    expect(await s3.root.send(rest)).toMatchObject({ IsTruncated: false, Parts: [{ PartNumber: 3 }] });
  });

  test('uploads by key and beginning, page by page', async () => {
    const found: (string | undefined)[] = [];
    let marker: object = {};
    for (let page = 0; page < 10; page += 1) {
      const list = await s3.root.send(
        new ListMultipartUploadsCommand({ Bucket, Prefix: 'listed/', MaxUploads: 1, ...marker }),
      );
      found.push(...(list.Uploads ?? []).map((listed) => listed.Key));
      if (list.IsTruncated !== true) break;
      marker = { KeyMarker: list.NextKeyMarker, UploadIdMarker: list.NextUploadIdMarker };
    }
    expect(found).toEqual([Key, Key, 'listed/two']);
  });

  test('uploads of a level', async () => {
    const list = await s3.root.send(
      new ListMultipartUploadsCommand({ Bucket, Prefix: 'li', Delimiter: '/' }),
    );
    expect(list.CommonPrefixes).toEqual([{ Prefix: 'listed/' }]);
  });
});
