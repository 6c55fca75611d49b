import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/base/json.ts';
import { account, anS3Server, otherAccount, refusalOf, rootKey, type TestS3 } from './an-s3-server.ts';

let s3: TestS3;

beforeAll(async () => {
  s3 = await anS3Server();
});

afterAll(() => s3.close());

function create(Bucket: string, client = s3.root, location?: string) {
  const more = location === undefined ? {} : { CreateBucketConfiguration: { LocationConstraint: location } };
  return client.send(new CreateBucketCommand({ Bucket, ...(more as object) }));
}

function setPolicy(Bucket: string, ...statements: readonly JsonObject[]) {
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  return s3.root.send(new PutBucketPolicyCommand({ Bucket, Policy }));
}

describe('a name', () => {
  test.each([
    { name: 'ab' },
    { name: 'UPPER-case' },
    { name: 'under_score' },
    { name: 'two..dots' },
    { name: '-first' },
    { name: '10.0.0.1' },
    { name: 'x'.repeat(64) },
    { name: 'xn--bucket' },
  ])("$name is no bucket's", async ({ name }) => {
    expect(await refusalOf(create(name))).toMatchObject({
      code: 'InvalidBucketName',
      status: 400,
      message: 'The specified bucket is not valid.',
    });
  });

  test('belongs to one account only', async () => {
    await create('taken-name');
    expect(await refusalOf(create('taken-name', s3.otherRoot))).toMatchObject({
      code: 'BucketAlreadyExists',
      status: 409,
    });
    // In the first region, and only there, making one's own bucket again is no error.
    expect(await refusalOf(create('taken-name'))).toBeUndefined();
    const elsewhere = s3.clientOf(rootKey, { region: 'eu-west-1' });
    expect(await refusalOf(create('taken-name', elsewhere, 'eu-west-1'))).toMatchObject({
      code: 'BucketAlreadyOwnedByYou',
      status: 409,
    });
  });

  test('is free once its bucket is deleted, and the next bucket is empty', async () => {
    const Bucket = 'given-up-name';
    await create(Bucket);
    await s3.root.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }));
    expect(await refusalOf(s3.root.send(new DeleteBucketCommand({ Bucket })))).toMatchObject({
      code: 'BucketNotEmpty',
      status: 409,
    });
    await s3.root.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
    await s3.root.send(new DeleteBucketCommand({ Bucket }));
    expect(await refusalOf(s3.root.send(new HeadBucketCommand({ Bucket })))).toMatchObject({ status: 404 });
    await create(Bucket, s3.otherRoot);
    const list = await s3.otherRoot.send(new ListObjectsV2Command({ Bucket }));
    expect(list.KeyCount).toBe(0);
  });
});

describe('a bucket of another region', () => {
  const region = 'eu-central-1';
  const Bucket = 'far-away-bucket';
  let far: S3Client;
  beforeAll(async () => {
    far = s3.clientOf(rootKey, { region });
    await create(Bucket, far, region);
  });

  test('is there for who asks that region', async () => {
    expect(await far.send(new HeadBucketCommand({ Bucket }))).toMatchObject({ BucketRegion: region });
    expect((await far.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBe(region);
    expect((await s3.root.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBe(region);
  });

  test('is somewhere else for who asks another', async () => {
    expect(await refusalOf(s3.root.send(new ListObjectsV2Command({ Bucket })))).toMatchObject({
      code: 'PermanentRedirect',
      status: 301,
    });
  });

  test.each([
    { location: 'us-west-2', code: 'IllegalLocationConstraintException' },
    { location: 'us-east-1', code: 'InvalidLocationConstraint' },
    { location: 'nowhere', code: 'InvalidLocationConstraint' },
  ])('is not made for $location', async ({ location, code }) => {
    expect(await refusalOf(create('nowhere-bucket', far, location))).toMatchObject({ code });
  });
});

test('an account lists its own buckets, page by page', async () => {
  const names = ['page-a', 'page-b', 'page-c'];
  for (const name of names) await create(name, s3.otherRoot);
  const listed: (string | undefined)[] = [];
  let token: string | undefined;
  do {
    const page = await s3.otherRoot.send(
      new ListBucketsCommand({ MaxBuckets: 2, Prefix: 'page-', ...(token && { ContinuationToken: token }) }),
    );
    listed.push(...(page.Buckets ?? []).map(({ Name }) => Name));
    token = page.ContinuationToken;
  } while (token !== undefined);
  expect(listed).toEqual(names);
});

test('versioning is off, and cannot be turned on', async () => {
  const Bucket = 'unversioned-bucket';
  await create(Bucket);
  expect((await s3.root.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined();
  const enable = new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } });
  expect(await refusalOf(s3.root.send(enable))).toMatchObject({ code: 'NotImplemented', status: 501 });
});

describe('policies', () => {
  const Bucket = 'guarded-bucket';
  const arn = `arn:aws:s3:::${Bucket}`;
  const get = (client: S3Client, Key = 'k') => refusalOf(client.send(new GetObjectCommand({ Bucket, Key })));

  beforeAll(async () => {
    await create(Bucket);
    await s3.root.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', Tagging: 'team=blue' }));
  });

  test('are kept as they were given', async () => {
    const policy = ` {"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"${arn}/never"}}`;
    await s3.root.send(new PutBucketPolicyCommand({ Bucket, Policy: policy }));
    expect((await s3.root.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(policy);
    await s3.root.send(new DeleteBucketPolicyCommand({ Bucket }));
    expect(await refusalOf(s3.root.send(new GetBucketPolicyCommand({ Bucket })))).toMatchObject({
      code: 'NoSuchBucketPolicy',
      status: 404,
    });
  });

  test.each([
    { title: 'no JSON', Policy: '{' },
    { title: 'no principal', statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: `${arn}/*` } },
    {
      title: 'another bucket',
      statement: {
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::other/*',
      },
    },
    {
      title: 'another service',
      statement: { Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: `${arn}/*` },
    },
  ])('with $title are refused', async ({ Policy, statement }) => {
    const text = Policy ?? JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    expect(await refusalOf(s3.root.send(new PutBucketPolicyCommand({ Bucket, Policy: text })))).toMatchObject(
      { code: 'MalformedPolicy', status: 400 },
    );
  });

  test('let another account in where both sides allow it', async () => {
    expect(await get(s3.otherRoot)).toMatchObject({ code: 'AccessDenied', status: 403 });
    await setPolicy(Bucket, {
      Effect: 'Allow',
      Principal: { AWS: otherAccount },
      Action: 's3:GetObject',
      Resource: `${arn}/*`,
    });
    expect(await get(s3.otherRoot)).toBeUndefined();
    expect(
      await refusalOf(s3.otherRoot.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'y' }))),
    ).toMatchObject({ code: 'AccessDenied' });
  });

  test("are not another account's to read, whatever they let it do", async () => {
    await setPolicy(Bucket, {
      Effect: 'Allow',
      Principal: { AWS: otherAccount },
      Action: 's3:*',
      Resource: [arn, `${arn}/*`],
    });
    expect(await refusalOf(s3.otherRoot.send(new GetBucketPolicyCommand({ Bucket })))).toMatchObject({
      code: 'MethodNotAllowed',
      status: 405,
    });
  });

  test('let those in who sign nothing', async () => {
    await setPolicy(Bucket, {
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: `${arn}/k`,
    });
    expect(await (await fetch(`${s3.endpoint}/${Bucket}/k`)).text()).toBe('x');
    expect((await fetch(`${s3.endpoint}/${Bucket}/other`)).status).toBe(403);
    expect((await fetch(`${s3.endpoint}/${Bucket}`)).status).toBe(403);
  });

  test("deny what the caller's own policies allow", async () => {
    await setPolicy(Bucket, {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: `${arn}/*`,
      Condition: { StringEquals: { 's3:ExistingObjectTag/team': 'blue' } },
    });
    const user = await s3.userWith({ Effect: 'Allow', Action: 's3:*', Resource: '*' });
    expect(await get(user)).toMatchObject({ code: 'AccessDenied' });
    await s3.root.send(new DeleteBucketPolicyCommand({ Bucket }));
    expect(await get(user)).toBeUndefined();
  });

  test('of a caller decide by what is listed', async () => {
    const user = await s3.userWith({
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: arn,
      Condition: { StringLike: { 's3:prefix': 'home/*' } },
    });
    const list = (Prefix?: string) =>
      refusalOf(user.send(new ListObjectsV2Command({ Bucket, ...(Prefix && { Prefix }) })));
    expect(await list('home/me')).toBeUndefined();
    expect(await list('other/')).toMatchObject({ code: 'AccessDenied' });
    expect(await list()).toMatchObject({ code: 'AccessDenied' });
  });

  test('hide what is missing from who may not list', async () => {
    const reader = await s3.userWith({ Effect: 'Allow', Action: 's3:GetObject', Resource: `${arn}/*` });
    expect(await get(reader)).toBeUndefined();
    expect(await get(reader, 'missing')).toMatchObject({
      code: 'AccessDenied',
      message: expect.stringContaining('s3:ListBucket'),
    });
    const lister = await s3.userWith({
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:ListBucket'],
      Resource: '*',
    });
    expect(await get(lister, 'missing')).toMatchObject({ code: 'NoSuchKey' });
  });

  test('decide for each object that is to be deleted', async () => {
    const user = await s3.userWith({ Effect: 'Allow', Action: 's3:DeleteObject', Resource: `${arn}/mine/*` });
    const Objects = [{ Key: 'mine/a' }, { Key: 'k' }];
    const { Deleted, Errors } = await user.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(Deleted).toEqual([{ Key: 'mine/a' }]);
    expect(Errors).toMatchObject([{ Key: 'k', Code: 'AccessDenied' }]);
  });
});

test('a bucket of another owner than the request says is refused', async () => {
  const Bucket = 'expected-bucket';
  await create(Bucket);
  const head = (ExpectedBucketOwner: string) =>
    refusalOf(s3.root.send(new HeadBucketCommand({ Bucket, ExpectedBucketOwner })));
  expect(await head(account)).toBeUndefined();
  expect(await head(otherAccount)).toMatchObject({ status: 403 });
});

test('HEAD says by its status what it has no body to say', async () => {
  const Bucket = 'head-bucket';
  await create(Bucket);
  expect(await refusalOf(s3.root.send(new HeadObjectCommand({ Bucket, Key: 'k' })))).toMatchObject({
    code: 'NotFound',
    status: 404,
  });
});
