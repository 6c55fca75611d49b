import * as sdk from '@aws-sdk/client-ssm';
import { beforeEach, describe, expect, test } from 'vitest';
import { ssmOperations } from '../../../../src/api/operations/ssm/index.ts';
import { aDataService, type DataService } from '../../../support/a-data-service.ts';

let world: DataService;

const host = { Name: '/app/host' };
const place = { account: '111111111111', region: 'us-east-1', limit: 200 };

beforeEach(async () => {
  world = await aDataService(ssmOperations, sdk, 'SSMClient');
  await world.send('PutParameter', {
    ...host,
    Value: 'one',
    Type: 'String',
    Tags: [{ Key: 'team', Value: 'blue' }],
  });
  await world.send('PutParameter', { Name: '/app/db/password', Value: 's3cret', Type: 'SecureString' });
  await world.send('PutParameter', { Name: 'plain', Value: 'a,b', Type: 'StringList' });
});

async function value(Name: string, more: object = {}): Promise<unknown> {
  return ((await world.send('GetParameter', { Name, ...more })).Parameter as { Value: string }).Value;
}

async function names(operation: string, input: object): Promise<unknown> {
  return ((await world.send(operation, input)).Parameters as { Name: string }[]).map(({ Name }) => Name);
}

describe('a parameter', () => {
  test('is got with what it is', async () => {
    expect((await world.send('GetParameter', host)).Parameter).toEqual({
      Name: '/app/host',
      Type: 'String',
      Value: 'one',
      Version: 1,
      LastModifiedDate: new Date(world.now()),
      ARN: 'arn:aws:ssm:us-east-1:111111111111:parameter/app/host',
      DataType: 'text',
    });
  });

  test('is got by version, by label and by ARN', async () => {
    expect(await world.send('PutParameter', { ...host, Value: 'two', Overwrite: true })).toMatchObject({
      Version: 2,
    });
    await world.send('LabelParameterVersion', { ...host, ParameterVersion: 1, Labels: ['live'] });
    expect(await value('/app/host')).toBe('two');
    expect(await value('/app/host:1')).toBe('one');
    expect(await value('/app/host:live')).toBe('one');
    expect(await value('arn:aws:ssm:us-east-1:111111111111:parameter/app/host')).toBe('two');
    expect(await value('arn:aws:ssm:us-east-1:111111111111:parameter/plain')).toBe('a,b');
    await world.send('LabelParameterVersion', { ...host, Labels: ['live'] });
    expect(await value('/app/host:live')).toBe('two');
    await world.send('UnlabelParameterVersion', { ...host, ParameterVersion: 2, Labels: ['live'] });
    await expect(value('/app/host:live')).rejects.toMatchObject({ name: 'ParameterVersionNotFound' });
  });

  test('of type SecureString shows its value only to who asks for it, and nobody on disk', async () => {
    expect(await value('/app/db/password')).not.toContain('s3cret');
    expect(await value('/app/db/password', { WithDecryption: true })).toBe('s3cret');
    const kept = [
      ...(await world.store.resources.list({ kind: 'Parameter', ...place })),
      ...(await world.store.resources.list({ kind: 'ParameterVersion', ...place })),
    ];
    expect(JSON.stringify(kept)).not.toContain('s3cret');
  });

  test('is found by path, in pages', async () => {
    await world.send('PutParameter', { Name: '/application', Value: 'x', Type: 'String' });
    expect(await names('GetParametersByPath', { Path: '/app' })).toEqual(['/app/host']);
    expect(await names('GetParametersByPath', { Path: '/app/', Recursive: true })).toEqual([
      '/app/db/password',
      '/app/host',
    ]);
    const page = await world.send('GetParametersByPath', { Path: '/', Recursive: true, MaxResults: 2 });
    expect(page.Parameters).toHaveLength(2);
    expect(
      await names('GetParametersByPath', { Path: '/', Recursive: true, NextToken: page.NextToken }),
    ).toEqual(['/application']);
  });

  const filters: readonly (readonly [object, readonly string[]])[] = [
    [{ Key: 'Name', Values: ['plain'] }, ['plain']],
    [{ Key: 'Name', Option: 'Contains', Values: ['pass'] }, ['/app/db/password']],
    [{ Key: 'Type', Values: ['SecureString'] }, ['/app/db/password']],
    [{ Key: 'Path', Values: ['/app'] }, ['/app/host']],
    [{ Key: 'tag:team', Values: ['blue'] }, ['/app/host']],
    [{ Key: 'tag:team', Values: ['red'] }, []],
  ];
  test.each(filters)('is described by the filter %j', async (filter, expected) => {
    expect(await names('DescribeParameters', { ParameterFilters: [filter] })).toEqual(expected);
  });

  test('has a history of a hundred versions, of which none goes that a label holds', async () => {
    for (let version = 2; version <= 100; version += 1) {
      await world.send('PutParameter', { ...host, Value: `${version}`, Overwrite: true });
    }
    await world.send('LabelParameterVersion', { ...host, ParameterVersion: 2, Labels: ['kept'] });
    await world.send('PutParameter', { ...host, Value: '101', Overwrite: true });
    const { Parameters, NextToken } = await world.send('GetParameterHistory', host);
    expect(Parameters).toHaveLength(50);
    expect(Parameters).toMatchObject({ 0: { Version: 2, Value: '2', Labels: ['kept'] } });
    expect((await world.send('GetParameterHistory', { ...host, NextToken })).Parameters).toHaveLength(50);
    await expect(
      world.send('PutParameter', { ...host, Value: '102', Overwrite: true }),
    ).rejects.toMatchObject({
      name: 'ParameterMaxVersionLimitExceeded',
    });
  });

  test('is gone with its versions once it is deleted', async () => {
    await world.send('DeleteParameter', host);
    expect(await world.send('DeleteParameters', { Names: ['/app/db/password', 'none'] })).toMatchObject({
      DeletedParameters: ['/app/db/password'],
      InvalidParameters: ['none'],
    });
    expect(await world.store.resources.list({ kind: 'ParameterVersion', ...place })).toHaveLength(1);
    expect(await world.send('GetParameters', { Names: ['plain', '/app/host'] })).toMatchObject({
      Parameters: [{ Name: 'plain' }],
      InvalidParameters: ['/app/host'],
    });
  });

  test('has tags', async () => {
    const resource = { ResourceType: 'Parameter', ResourceId: '/app/host' };
    await world.send('AddTagsToResource', { ...resource, Tags: [{ Key: 'stage', Value: 'test' }] });
    await world.send('RemoveTagsFromResource', { ...resource, TagKeys: ['team'] });
    expect((await world.send('ListTagsForResource', resource)).TagList).toEqual([
      { Key: 'stage', Value: 'test' },
    ]);
  });

  test('put by many at once gets a version from each', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        world.send('PutParameter', { ...host, Value: `${index}`, Overwrite: true }),
      ),
    );
    expect(answers.map(({ Version }) => Number(Version)).sort((left, right) => left - right)).toEqual([
      2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
    ]);
  });
});

const refusals: readonly (readonly [string, string, object, string, string])[] = [
  ['one that is not there', 'GetParameter', { Name: '/none' }, 'ParameterNotFound', ''],
  [
    'a version that is not there',
    'GetParameter',
    { Name: '/app/host:7' },
    'ParameterVersionNotFound',
    'could not find version 7 of /app/host',
  ],
  [
    'one that is there',
    'PutParameter',
    { ...host, Value: 'x', Type: 'String' },
    'ParameterAlreadyExists',
    'overwrite option',
  ],
  [
    'none of a type',
    'PutParameter',
    { Name: '/new', Value: 'x' },
    'ValidationException',
    'A parameter type is required',
  ],
  [
    'a name of AWS’s',
    'PutParameter',
    { Name: '/aws/x', Value: 'x', Type: 'String' },
    'ValidationException',
    'prefixed',
  ],
  [
    'a value that does not match',
    'PutParameter',
    { Name: '/n', Value: 'x', Type: 'String', AllowedPattern: '^\\d+$' },
    'ParameterPatternMismatchException',
    '^\\d+$',
  ],
  [
    'a value that is too large',
    'PutParameter',
    { Name: '/n', Value: 'x'.repeat(4097), Type: 'String' },
    'ValidationException',
    'Standard tier parameters',
  ],
  ['a path that is none', 'GetParametersByPath', { Path: 'app' }, 'ValidationException', 'forward slash'],
  [
    'a filter that is none',
    'DescribeParameters',
    { ParameterFilters: [{ Key: 'Size', Values: ['1'] }] },
    'ValidationException',
    "Value 'Size' at 'parameterFilters.1.member.key'",
  ],
  [
    'tags of what is not there',
    'ListTagsForResource',
    { ResourceType: 'Parameter', ResourceId: '/none' },
    'InvalidResourceId',
    'resource ID',
  ],
];
test.each(refusals)('is refused: %s', async (_title, operation, input, code, message) => {
  await expect(world.send(operation, input)).rejects.toMatchObject({
    name: code,
    message: expect.stringContaining(message) as string,
  });
});

test('permission is asked for each parameter, and for a path', async () => {
  const parameter = (name: string) => `arn:aws:ssm:us-east-1:111111111111:parameter/${name}`;
  world.asked.length = 0;
  await world.send('GetParameters', { Names: ['plain', '/app/host:1'] });
  await world.send('GetParametersByPath', { Path: '/app/', Recursive: true });
  expect(world.asked).toMatchObject([
    { action: 'ssm:GetParameters', resource: parameter('plain') },
    {
      action: 'ssm:GetParameters',
      resource: parameter('app/host'),
      context: { 'aws:ResourceTag/team': 'blue' },
    },
    { action: 'ssm:GetParametersByPath', resource: parameter('app'), context: { 'ssm:Recursive': 'true' } },
  ]);
});
