import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { seededRandom } from '../support/seeded-random.ts';
import { account, region, type ServerProcess, startServerProcess } from './server-process.ts';

const Bucket = 'survivors';
/** Uploads at a time, and how long after the first that was acknowledged the server is killed. */
const writers = 6;
const killedAfterMilliseconds = [50, 300, 800];

let directory: string;
let server: ServerProcess;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stepwell-objects-'));
});

afterEach(async () => {
  await server.kill();
  rmSync(directory, { recursive: true, force: true });
});

function clientOf({ endpoint }: ServerProcess): S3Client {
  return new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId: account, secretAccessKey: 'any' },
    forcePathStyle: true,
    maxAttempts: 1,
  });
}

function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex');
}

/** What each key may hold: what was acknowledged last, or what was on its way after it; undefined is nothing. */
type Expected = Map<string, readonly (string | undefined)[]>;

/** Whether an object whose key begins so was acknowledged, and is not being replaced. */
function hasWritten(expected: Expected, start: string): boolean {
  return [...expected].some(
    ([key, [is, next]]) => key.startsWith(start) && is !== undefined && next === undefined,
  );
}

async function write(
  client: S3Client,
  name: string,
  expected: Expected,
  random: () => number,
): Promise<void> {
  for (let index = 0; ; index += 1) {
    const Key = `${name}/${index % 7}`;
    const before = expected.get(Key) ?? [undefined];
    const isDeletion = random() < 0.2;
    const bytes = randomBytes(Math.floor(random() * 300_000));
    expected.set(Key, [...before, isDeletion ? undefined : md5(bytes)]);
    if (isDeletion) await client.send(new DeleteObjectCommand({ Bucket, Key }));
    else if (random() < 0.2) await uploadInParts(client, Key, bytes);
    else await client.send(new PutObjectCommand({ Bucket, Key, Body: bytes }));
    expected.set(Key, [isDeletion ? undefined : md5(bytes)]);
  }
}

async function uploadInParts(client: S3Client, Key: string, Body: Uint8Array): Promise<void> {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const { ETag } = await client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body }));
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  await client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload }));
}

async function found(client: S3Client, Key: string): Promise<string | undefined> {
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
    return md5((await Body?.transformToByteArray()) ?? new Uint8Array());
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw error;
  }
}

function bodyFiles(): readonly string[] {
  const folder = join(directory, 'objects');
  return readdirSync(folder)
    .filter((name) => /^[\da-f]{2}$/.test(name))
    .flatMap((name) => readdirSync(join(folder, name)).map((file) => join(folder, name, file)));
}

test('kill -9 in the middle of uploads loses no acknowledged object and leaves no broken one', async () => {
  const expected: Expected = new Map();
  server = await startServerProcess(directory);
  await clientOf(server).send(new CreateBucketCommand({ Bucket }));
  for (const [round, milliseconds] of killedAfterMilliseconds.entries()) {
    const client = clientOf(server);
    const random = seededRandom(round + 1);
    const work = Array.from({ length: writers }, (_, index) =>
      write(client, `${round}-${index}`, expected, random).catch(() => {}),
    );
    await expect.poll(() => hasWritten(expected, `${round}-`), { interval: 5 }).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    await server.kill();
    await Promise.all(work);
    // Bodies that nobody refers to are only deleted once they are surely not new.
    for (const file of bodyFiles()) utimesSync(file, 1, 1);
    server = await startServerProcess(directory);
    const reader = clientOf(server);
    let isAnythingThere = false;
    for (const [key, allowed] of expected) {
      const is = await found(reader, key);
      expect(allowed, key).toContain(is);
      expected.set(key, [is]);
      isAnythingThere ||= is !== undefined;
    }
    expect(isAnythingThere).toBe(true);
    const listed = await reader.send(new ListObjectsV2Command({ Bucket }));
    const there = [...expected].filter(([, [is]]) => is !== undefined).map(([key]) => key);
    expect((listed.Contents ?? []).map(({ Key }) => Key).sort()).toEqual(there.sort());
    expect(readdirSync(join(directory, 'objects', 'incoming'))).toEqual([]);
    // Parts of uploads that were never completed are still there.
    await expect.poll(() => bodyFiles().length).toBeLessThan(there.length + writers * (round + 1) + 1);
  }
});
