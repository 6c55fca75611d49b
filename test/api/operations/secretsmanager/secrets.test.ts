import * as sdk from '@aws-sdk/client-secrets-manager';
import { beforeEach, describe, expect, test } from 'vitest';
import { secretsmanagerOperations } from '../../../../src/api/operations/secretsmanager/index.ts';
import { aDataService, type DataService } from '../../../support/a-data-service.ts';

let world: DataService;
let arn: string;

const db = { SecretId: 'app/db' };

beforeEach(async () => {
  world = await aDataService(secretsmanagerOperations, sdk, 'SecretsManagerClient');
  const created = await world.send('CreateSecret', {
    Name: 'app/db',
    SecretString: 'first',
    ClientRequestToken: token(1),
    Tags: [{ Key: 'team', Value: 'blue' }],
  });
  arn = String(created.ARN);
});

/** Tokens have at least 32 characters. */
function token(number: number): string {
  return `token-${String(number).padStart(32, '0')}`;
}

async function stages(): Promise<unknown> {
  return (await world.send('DescribeSecret', db)).VersionIdsToStages;
}

describe('a secret', () => {
  test('is found by its name, its ARN, and its ARN without the last characters', async () => {
    expect(arn).toMatch(/^arn:aws:secretsmanager:us-east-1:111111111111:secret:app\/db-[\da-f]{6}$/);
    for (const SecretId of ['app/db', arn, arn.slice(0, -7)]) {
      expect(await world.send('GetSecretValue', { SecretId })).toMatchObject({
        ARN: arn,
        Name: 'app/db',
        SecretString: 'first',
        VersionStages: ['AWSCURRENT'],
      });
    }
  });

  test('has its value on disk only as what nobody can read', async () => {
    await world.send('PutSecretValue', { ...db, SecretBinary: Buffer.from('binary value') });
    const { account, region } = { account: '111111111111', region: 'us-east-1' };
    const rows = await world.store.resources.list({ kind: 'SecretValue', account, region, limit: 10 });
    const kept = JSON.stringify(rows);
    expect(rows).toHaveLength(2);
    expect(kept).not.toContain('first');
    expect(kept).not.toContain(Buffer.from('binary value').toString('base64'));
    const value = (await world.send('GetSecretValue', db)).SecretBinary as Uint8Array;
    expect(Buffer.from(value).toString()).toBe('binary value');
  });

  test('has the value before as its previous one', async () => {
    await world.send('PutSecretValue', { ...db, SecretString: 'second', ClientRequestToken: token(2) });
    await world.send('UpdateSecret', { ...db, SecretString: 'third', ClientRequestToken: token(3) });
    expect(await stages()).toEqual({ [token(2)]: ['AWSPREVIOUS'], [token(3)]: ['AWSCURRENT'] });
    expect(await world.send('GetSecretValue', { ...db, VersionStage: 'AWSPREVIOUS' })).toMatchObject({
      SecretString: 'second',
    });
    expect(await world.send('GetSecretValue', { ...db, VersionId: token(1) })).toMatchObject({
      SecretString: 'first',
    });
  });

  test('takes a value that waits, and makes it the current one when told', async () => {
    const pending = {
      ...db,
      SecretString: 'next',
      ClientRequestToken: token(2),
      VersionStages: ['AWSPENDING'],
    };
    await world.send('PutSecretValue', pending);
    expect((await world.send('GetSecretValue', db)).SecretString).toBe('first');
    const move = { ...db, VersionStage: 'AWSCURRENT', MoveToVersionId: token(2) };
    await expect(world.send('UpdateSecretVersionStage', move)).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    await world.send('UpdateSecretVersionStage', { ...move, RemoveFromVersionId: token(1) });
    expect(await stages()).toEqual({
      [token(1)]: ['AWSPREVIOUS'],
      [token(2)]: ['AWSPENDING', 'AWSCURRENT'],
    });
  });

  test('is made once under its token', async () => {
    const again = { Name: 'app/db', SecretString: 'first', ClientRequestToken: token(1) };
    expect(await world.send('CreateSecret', again)).toMatchObject({ ARN: arn, VersionId: token(1) });
    const other = { ...db, SecretString: 'other', ClientRequestToken: token(1) };
    await expect(world.send('PutSecretValue', other)).rejects.toMatchObject({
      name: 'ResourceExistsException',
    });
  });

  test('comes back until its time is over, and then its name is free', async () => {
    await world.send('DeleteSecret', { ...db, RecoveryWindowInDays: 7 });
    await expect(world.send('GetSecretValue', db)).rejects.toMatchObject({ name: 'InvalidRequestException' });
    expect((await world.send('ListSecrets')).SecretList).toEqual([]);
    await world.send('RestoreSecret', db);
    expect((await world.send('GetSecretValue', db)).SecretString).toBe('first');
    await world.send('DeleteSecret', { ...db, RecoveryWindowInDays: 7 });
    world.pass(7 * 24 * 60 * 60 * 1000);
    await expect(world.send('DescribeSecret', db)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await world.send('CreateSecret', { Name: 'app/db', SecretString: 'anew' });
    expect((await world.send('GetSecretValue', db)).SecretString).toBe('anew');
  });

  test('that is deleted without recovery leaves nothing', async () => {
    await world.send('DeleteSecret', { ...db, ForceDeleteWithoutRecovery: true });
    const place = { account: '111111111111', region: 'us-east-1', limit: 10 };
    expect(await world.store.resources.list({ kind: 'Secret', ...place })).toEqual([]);
    expect(await world.store.resources.list({ kind: 'SecretValue', ...place })).toEqual([]);
  });

  test('keeps a hundred versions that nothing names', async () => {
    for (let number = 2; number <= 110; number += 1) {
      await world.send('PutSecretValue', {
        ...db,
        SecretString: `${number}`,
        ClientRequestToken: token(number),
      });
    }
    const { Versions } = await world.send('ListSecretVersionIds', { ...db, IncludeDeprecated: true });
    expect(Versions).toHaveLength(100);
    const rows = { kind: 'SecretValue', account: '111111111111', region: 'us-east-1', limit: 200 } as const;
    expect(await world.store.resources.list(rows)).toHaveLength(102);
    expect((await world.send('GetSecretValue', db)).SecretString).toBe('110');
  });

  test('is listed by filters, the latest first', async () => {
    world.pass(1);
    await world.send('CreateSecret', { Name: 'app/mail', SecretString: 'x', Description: 'For the mail' });
    const names = async (filters: readonly object[]) =>
      ((await world.send('ListSecrets', { Filters: filters })).SecretList as { Name: string }[]).map(
        ({ Name }) => Name,
      );
    expect(await names([])).toEqual(['app/mail', 'app/db']);
    expect(await names([{ Key: 'name', Values: ['app/d'] }])).toEqual(['app/db']);
    expect(await names([{ Key: 'tag-key', Values: ['team'] }])).toEqual(['app/db']);
    expect(await names([{ Key: 'all', Values: ['MAIL'] }])).toEqual(['app/mail']);
    expect(await names([{ Key: 'name', Values: ['!app/d'] }])).toEqual(['app/mail']);
  });

  test('is got with others, and what cannot be got is said', async () => {
    expect(await world.send('BatchGetSecretValue', { SecretIdList: ['app/db', 'none'] })).toMatchObject({
      SecretValues: [{ Name: 'app/db', SecretString: 'first' }],
      Errors: [{ SecretId: 'none', ErrorCode: 'ResourceNotFoundException' }],
    });
  });

  test('has tags', async () => {
    await world.send('TagResource', { ...db, Tags: [{ Key: 'stage', Value: 'test' }] });
    await world.send('UntagResource', { ...db, TagKeys: ['team'] });
    expect((await world.send('DescribeSecret', db)).Tags).toEqual([{ Key: 'stage', Value: 'test' }]);
  });

  test('is another account’s as far as its policy says, by which permission is asked', async () => {
    const statement = {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::222222222222:root' },
      Action: 'secretsmanager:GetSecretValue',
      Resource: '*',
    };
    const ResourcePolicy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    await world.send('PutResourcePolicy', { ...db, ResourcePolicy });
    expect((await world.send('GetResourcePolicy', db)).ResourcePolicy).toBe(ResourcePolicy);
    world.asked.length = 0;
    expect((await world.sendAsOther('GetSecretValue', { SecretId: arn })).SecretString).toBe('first');
    expect(world.asked).toMatchObject([
      {
        action: 'secretsmanager:GetSecretValue',
        resource: arn,
        resourcePolicy: { owner: arn, account: '111111111111' },
      },
    ]);
    await world.send('DeleteResourcePolicy', db);
    world.asked.length = 0;
    await world.sendAsOther('GetSecretValue', { SecretId: arn });
    expect(world.asked[0]).not.toHaveProperty('resourcePolicy');
  });
});

const refusals: readonly (readonly [string, string, object, string, string])[] = [
  [
    'one that is not there',
    'GetSecretValue',
    { SecretId: 'none' },
    'ResourceNotFoundException',
    "can't find the specified secret.",
  ],
  [
    'a stage that no version has',
    'GetSecretValue',
    { ...db, VersionStage: 'other' },
    'ResourceNotFoundException',
    "can't find the specified secret value for staging label: other",
  ],
  [
    'a name twice',
    'CreateSecret',
    { Name: 'app/db', SecretString: 'x' },
    'ResourceExistsException',
    'already exists',
  ],
  [
    'a name that is none',
    'CreateSecret',
    { Name: 'a b', SecretString: 'x' },
    'InvalidParameterException',
    'Invalid name.',
  ],
  [
    'two values',
    'PutSecretValue',
    { ...db, SecretString: 'x', SecretBinary: Buffer.from('x') },
    'InvalidParameterException',
    'both',
  ],
  ['no value', 'PutSecretValue', db, 'InvalidParameterException', 'SecretString or SecretBinary'],
  [
    'a window that is too short',
    'DeleteSecret',
    { ...db, RecoveryWindowInDays: 6 },
    'InvalidParameterException',
    '7 and 30',
  ],
  [
    'a policy that is none',
    'PutResourcePolicy',
    { ...db, ResourcePolicy: '{}' },
    'MalformedPolicyDocumentException',
    'syntax error',
  ],
];
test.each(refusals)('is refused: %s', async (_title, operation, input, code, message) => {
  await expect(world.send(operation, input)).rejects.toMatchObject({
    name: code,
    message: expect.stringContaining(message) as string,
  });
});

test('a random password has of every kind that is not left out, and nothing else', async () => {
  const { RandomPassword } = await world.send('GetRandomPassword', {
    PasswordLength: 4,
    ExcludePunctuation: true,
    IncludeSpace: true,
    ExcludeCharacters: 'abc',
  });
  expect(RandomPassword).toMatch(/^(?=.*[d-z])(?=.*[A-Z])(?=.*\d)(?=.* ).{4}$/);
});
