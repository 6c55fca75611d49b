import { createHash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ServiceError } from '../../../../src/connectors/connector.ts';
import { exchange } from '../../../support/raw-http.ts';
import { anS3Server, refusalOf, type TestS3 } from './an-s3-server.ts';

const Bucket = 'streamed-bucket';
let s3: TestS3;

beforeAll(async () => {
  s3 = await anS3Server({ requestTimeoutMilliseconds: 400 });
  await s3.root.send(new CreateBucketCommand({ Bucket }));
  // Whoever signs nothing may write, so that requests can be written by hand.
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: '*',
        Action: ['s3:PutObject', 's3:GetObject'],
        Resource: `arn:aws:s3:::${Bucket}/*`,
      },
    ],
  });
  await s3.root.send(new PutBucketPolicyCommand({ Bucket, Policy }));
});

afterAll(() => s3.close());

function put(key: string, headers: Readonly<Record<string, string>>, body: string): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `PUT /${Bucket}/${key} HTTP/1.1\r\nhost: 127.0.0.1\r\n${lines.join('')}\r\n${body}`;
}

async function textOf(Key: string): Promise<string | undefined> {
  const { Body } = await s3.root.send(new GetObjectCommand({ Bucket, Key }));
  return Body?.transformToString();
}

const chunked = '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n';
const terms = {
  'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'x-amz-decoded-content-length': '5',
  'x-amz-trailer': 'x-amz-checksum-crc32',
  'content-encoding': 'aws-chunked',
  'content-length': String(chunked.length),
};

describe('a body by hand', () => {
  test('in chunks is its content', async () => {
    const [answer] = await exchange(s3.port, put('chunked', terms, chunked));
    expect(answer).toMatchObject({ status: 200 });
    expect(answer?.head).toMatch(/x-amz-checksum-crc32: NhCmhg==/i);
    expect(await textOf('chunked')).toBe('hello');
  });

  test.each([
    {
      title: 'whose trailer is wrong',
      headers: {},
      body: chunked.replace('NhCmhg', 'AhCmhg'),
      code: 'BadDigest',
    },
    {
      title: 'whose trailer is missing',
      headers: {},
      body: '5\r\nhello\r\n0\r\n\r\n',
      code: 'MalformedTrailerError',
    },
    {
      title: 'of another length',
      headers: { 'x-amz-decoded-content-length': '6' },
      body: chunked,
      code: 'IncompleteBody',
    },
    {
      title: 'of another hash',
      headers: {
        'x-amz-content-sha256': createHash('sha256').update('y').digest('hex'),
        'content-encoding': '',
      },
      body: 'hello',
      code: 'XAmzContentSHA256Mismatch',
    },
    {
      title: 'of no known length',
      headers: {
        'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
        'content-encoding': '',
        'content-length': '',
        'transfer-encoding': 'chunked',
      },
      body: '5\r\nhello\r\n0\r\n\r\n',
      code: 'MissingContentLength',
    },
    {
      title: 'of more than an upload may have',
      headers: { 'x-amz-decoded-content-length': String(5 * 1024 ** 3 + 1) },
      body: chunked,
      code: 'EntityTooLarge',
    },
  ])('$title is refused, and nothing is kept', async ({ headers, body, code }) => {
    const all = Object.entries({ ...terms, 'content-length': String(body.length), ...headers });
    const given = Object.fromEntries(all.filter(([, value]) => value !== ''));
    const [answer] = await exchange(s3.port, put('refused', given, body));
    expect(answer?.body).toContain(`<Code>${code}</Code>`);
    expect(await refusalOf(textOf('refused'))).toMatchObject({ code: 'NoSuchKey' });
    expect(readdirSync(join(s3.directory, 'incoming'))).toEqual([]);
  });

  test('that stops coming is given up, and nothing is kept', async () => {
    const outcome = await exchange(s3.port, put('stopped', { 'content-length': '10' }, 'hello'));
    expect(outcome.every(({ status }) => status >= 400)).toBe(true);
    await expect.poll(() => readdirSync(join(s3.directory, 'incoming'))).toEqual([]);
    expect(await refusalOf(textOf('stopped'))).toMatchObject({ code: 'NoSuchKey' });
  });

  test('may take longer than any other request, as long as it comes', async () => {
    const socket = connect(s3.port, '127.0.0.1');
    socket.write(put('slow', { 'content-length': '8' }, ''));
    for (const character of 'slowness') {
      await new Promise((resolve) => setTimeout(resolve, 100));
      socket.write(character);
    }
    await new Promise((resolve) => socket.once('data', resolve));
    socket.destroy();
    expect(await textOf('slow')).toBe('slowness');
  });

  test('of a request that is refused by its head is not asked for', async () => {
    const headers = { expect: '100-continue', 'content-length': '5' };
    const refused = put('x', headers, '').replace(Bucket, 'no-such-bucket');
    const [answer] = await exchange(s3.port, refused);
    expect(answer).toMatchObject({ status: 404 });
    expect(answer?.head).toMatch(/connection: close/i);
    const [first] = await exchange(s3.port, put('x', headers, ''));
    expect(first).toMatchObject({ status: 100 });
  });
});

test('an object larger than what is read ahead goes out as it is, in bounded memory', async () => {
  const bytes = randomBytes(20 * 1024 * 1024);
  await s3.root.send(new PutObjectCommand({ Bucket, Key: 'large', Body: bytes }));
  const response = await fetch(`${s3.endpoint}/${Bucket}/large`);
  expect(response.headers.get('content-length')).toBe(String(bytes.length));
  expect(
    createHash('md5')
      .update(Buffer.from(await response.arrayBuffer()))
      .digest('hex'),
  ).toBe(createHash('md5').update(bytes).digest('hex'));
});

describe('from within', () => {
  test('a text is put as the SDK for Java puts it, and got as text', async () => {
    const session = s3.session();
    const stored = await session.request('s3', 'PutObject', { Bucket, Key: 'text', Body: 'h\u00e9llo' });
    expect(stored.output).toEqual({
      ChecksumCRC32: expect.any(String),
      ChecksumType: 'FULL_OBJECT',
      ETag: `"${createHash('md5').update('h\u00e9llo').digest('hex')}"`,
      ServerSideEncryption: 'AES256',
    });
    const found = await session.request('s3', 'GetObject', { Bucket, Key: 'text' });
    expect(found.output).toEqual({
      AcceptRanges: 'bytes',
      Body: 'h\u00e9llo',
      ContentLength: 6,
      ContentType: 'text/plain; charset=UTF-8',
      ETag: stored.output.ETag,
      LastModified: expect.any(Number),
      Metadata: {},
      ServerSideEncryption: 'AES256',
    });
  });

  test('a range is got as bytes, and one that is longer than asked for says so by its length', async () => {
    const bytes = Buffer.from([0xff, 0xfe, 0, 1, 2, 3]);
    await s3.root.send(new PutObjectCommand({ Bucket, Key: 'bytes', Body: bytes }));
    const read = async (bodyBytesMax: number) => {
      const input = { Bucket, Key: 'bytes', Range: 'bytes=0-3' };
      return s3.session().request('s3', 'GetObject', input, { bodyBytesMax });
    };
    const { output, body } = await read(100);
    expect(Buffer.from(body ?? []).equals(bytes.subarray(0, 4))).toBe(true);
    expect(output).toMatchObject({ ContentRange: 'bytes 0-3/6', ContentLength: 4 });
    expect(output.Body).toBeUndefined();
    expect((await read(3)).body?.length).toBeGreaterThan(3);
  });

  test('a refusal names the request twice', async () => {
    const refused = s3.session().request('s3', 'GetObject', { Bucket, Key: 'missing' });
    await expect(refused).rejects.toThrow(ServiceError);
    await expect(refused).rejects.toMatchObject({
      code: 'NoSuchKey',
      status: 404,
      message: 'The specified key does not exist.',
      extendedRequestId: expect.stringMatching(/^\S{76}$/),
    });
  });
});
