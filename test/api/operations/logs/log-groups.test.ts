import { beforeEach, describe, expect, test } from 'vitest';
import { account, aLogs, region, type TestLogs } from './a-logs.ts';

let world: TestLogs;

beforeEach(async () => {
  world = await aLogs();
  await world.send('CreateLogGroup', { logGroupName: '/app/web', tags: { team: 'blue' } });
});

const arn = `arn:aws:logs:${region}:${account}:log-group:/app/web`;
const web = { logGroupName: '/app/web' };

describe('a log group', () => {
  test('is described with its settings', async () => {
    await world.send('PutRetentionPolicy', { ...web, retentionInDays: 7 });
    expect((await world.send('DescribeLogGroups', { logGroupNamePrefix: '/app/' })).logGroups).toEqual([
      {
        logGroupName: '/app/web',
        creationTime: world.now(),
        retentionInDays: 7,
        metricFilterCount: 0,
        arn: `${arn}:*`,
        storedBytes: 0,
        logGroupClass: 'STANDARD',
        logGroupArn: arn,
      },
    ]);
  });

  test('is there without having been created where something was logged to it', async () => {
    await world.logExecution('/aws/vendedlogs/states/orders', 'orders', [
      { type: 'ExecutionStarted', at: 1 },
    ]);
    await world.logFunction('resize', 'START\n');
    const { logGroups } = await world.send('DescribeLogGroups');
    expect((logGroups as { logGroupName: string }[]).map(({ logGroupName }) => logGroupName)).toEqual([
      '/app/web',
      '/aws/lambda/resize',
      '/aws/vendedlogs/states/orders',
    ]);
    await world.send('PutRetentionPolicy', { logGroupName: '/aws/lambda/resize', retentionInDays: 1 });
    await expect(world.send('CreateLogGroup', { logGroupName: '/aws/lambda/resize' })).rejects.toThrow();
  });

  test('has pages', async () => {
    for (const name of ['a', 'b', 'c']) await world.send('CreateLogGroup', { logGroupName: name });
    const names: string[] = [];
    let nextToken: unknown;
    do {
      const page = await world.send('DescribeLogGroups', {
        limit: 2,
        ...(nextToken !== undefined && { nextToken }),
      });
      names.push(...(page.logGroups as { logGroupName: string }[]).map((group) => group.logGroupName));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    expect(names).toEqual(['/app/web', 'a', 'b', 'c']);
  });

  test('has tags, by either name of the operations', async () => {
    await world.send('TagResource', { resourceArn: arn, tags: { stage: 'test' } });
    await world.send('UntagLogGroup', { ...web, tags: ['team'] });
    expect((await world.send('ListTagsForResource', { resourceArn: arn })).tags).toEqual({ stage: 'test' });
    expect((await world.send('ListTagsLogGroup', web)).tags).toEqual({ stage: 'test' });
  });

  test('that is deleted is gone with all it had, and comes back empty', async () => {
    await world.logExecution('/app/web', 'orders', [{ type: 'ExecutionStarted', at: 1 }]);
    await world.send('CreateLogStream', { ...web, logStreamName: 'one' });
    await world.send('DeleteLogGroup', web);
    await expect(world.send('DescribeLogStreams', web)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
    });
    await world.send('CreateLogGroup', web);
    expect((await world.send('DescribeLogStreams', web)).logStreams).toEqual([]);
    expect((await world.send('FilterLogEvents', web)).events).toEqual([]);
  });
});

const refusals: readonly (readonly [string, string, object, string, string])[] = [
  [
    'a group that is there',
    'CreateLogGroup',
    web,
    'ResourceAlreadyExistsException',
    'The specified log group already exists',
  ],
  [
    'a name that is none',
    'CreateLogGroup',
    { logGroupName: 'a b' },
    'InvalidParameterException',
    "1 validation error detected: Value 'a b' at 'logGroupName' failed to satisfy constraint",
  ],
  [
    'a stream in a group that is not there',
    'CreateLogStream',
    { logGroupName: 'none', logStreamName: 'x' },
    'ResourceNotFoundException',
    'The specified log group does not exist.',
  ],
  [
    'events for a stream that is not there',
    'PutLogEvents',
    { ...web, logStreamName: 'none', logEvents: [{ timestamp: 1, message: 'x' }] },
    'ResourceNotFoundException',
    'The specified log stream does not exist.',
  ],
  [
    'a retention of a number of days that it does not have',
    'PutRetentionPolicy',
    { ...web, retentionInDays: 2 },
    'InvalidParameterException',
    "1 validation error detected: Value '2' at 'retentionInDays'",
  ],
  [
    'a pattern of fields',
    'FilterLogEvents',
    { ...web, filterPattern: '[ip, user]' },
    'InvalidParameterException',
    'Patterns of fields in brackets',
  ],
  [
    'a group of another account',
    'FilterLogEvents',
    { logGroupIdentifier: 'arn:aws:logs:us-east-1:222222222222:log-group:/app/web' },
    'InvalidParameterException',
    'The specified log group identifier',
  ],
  [
    'a resource policy that is none',
    'PutResourcePolicy',
    { policyName: 'p', policyDocument: '{}' },
    'InvalidParameterException',
    'Invalid policy document',
  ],
];
test.each(refusals)('is refused: %s', async (_title, operation, input, code, message) => {
  await expect(world.send(operation, input)).rejects.toMatchObject({
    name: code,
    message: expect.stringContaining(message) as string,
  });
});

test('resource policies are kept by name', async () => {
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'es.amazonaws.com' },
    Action: '*',
    Resource: '*',
  };
  const policyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await world.send('PutResourcePolicy', { policyName: 'search', policyDocument });
  expect((await world.send('DescribeResourcePolicies')).resourcePolicies).toEqual([
    { policyName: 'search', policyDocument, lastUpdatedTime: world.now() },
  ]);
  await world.send('DeleteResourcePolicy', { policyName: 'search' });
  expect((await world.send('DescribeResourcePolicies')).resourcePolicies).toEqual([]);
});

describe('permission is asked', () => {
  const cases: readonly (readonly [string, string, object, string])[] = [
    ['for a group', 'DescribeLogStreams', web, `${arn}:log-stream:`],
    ['for a stream', 'CreateLogStream', { ...web, logStreamName: 's' }, `${arn}:log-stream:s`],
    ['for a resource', 'ListTagsForResource', { resourceArn: arn }, arn],
    [
      'for no group in particular',
      'DescribeLogGroups',
      {},
      `arn:aws:logs:${region}:${account}:log-group::log-stream:`,
    ],
  ];
  test.each(cases)('%s', async (_title, operation, input, resource) => {
    world.asked.length = 0;
    await world.send(operation, input);
    expect(world.asked).toMatchObject([{ action: `logs:${operation}`, resource }]);
  });
});

test('a group that was deleted is back with the next that is logged to it', async () => {
  const group = { logGroupName: '/aws/lambda/resize' };
  await world.logFunction('resize', 'before\n');
  await world.send('DeleteLogGroup', group);
  await expect(world.send('FilterLogEvents', group)).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  await world.logFunction('resize', 'after\n');
  expect((await world.send('FilterLogEvents', group)).events).toMatchObject([{ message: 'after' }]);
});
