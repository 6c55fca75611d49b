import { expect, test } from 'vitest';
import type { Call, Services } from '../../../../src/api/operation.ts';
import { checkLogGroup } from '../../../../src/api/operations/states/log-group-check.ts';
import { createLogStore } from '../../../../src/logs/log-store.ts';
import { memoryStore } from '../../../support/memory-store.ts';

const key = { kind: 'LogGroup', account: '111111111111', region: 'us-east-1', name: 'group' } as const;
const arn = 'arn:aws:logs:us-east-1:111111111111:log-group:group';
const configuration = {
  level: 'ALL',
  destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: `${arn}:*` } }],
};

const body = {
  arn,
  name: 'group',
  createdAt: 1,
  retentionDays: undefined,
  groupClass: 'STANDARD',
  kmsKeyId: undefined,
  tags: [],
} as const;

test('a log group that never was and one that is there are logged to, one that was deleted is not', async () => {
  const store = memoryStore();
  const folders = { streams: '/nowhere/streams', executions: undefined, jobs: '/nowhere/jobs' };
  const services = { store, logs: createLogStore(folders) } as unknown as Services;
  const call = { services } as unknown as Call;
  await checkLogGroup(configuration, call);
  await store.resources.write([
    { type: 'put', key, body: { ...body, deletedAt: undefined }, expectedRevision: 0 },
  ]);
  await checkLogGroup(configuration, call);
  await store.resources.write([{ type: 'put', key, body: { ...body, deletedAt: 2 }, expectedRevision: 1 }]);
  await expect(checkLogGroup(configuration, call)).rejects.toMatchObject({
    code: 'InvalidLoggingConfiguration',
    message: 'Invalid Logging Configuration: Log Destination not found.',
  });
  await checkLogGroup({ level: 'OFF' }, call);
});
