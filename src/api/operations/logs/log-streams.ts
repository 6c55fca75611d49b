import type { Json } from '../../../base/json.ts';
import {
  InvalidParameterException,
  ResourceAlreadyExistsException,
  streamNotFound,
} from '../../../logs/errors.ts';
import type { LogStreamFacts } from '../../../logs/log-store.ts';
import type { LogGroup } from '../../../runtime/execution-logging/log-group.ts';
import type { Call } from '../../operation.ts';
import { type GroupInput, getGroup, groupOf, groupPermission, streamKey, streamRows } from './groups.ts';
import { jobStreamsOf } from './job-streams.ts';
import { logsOperation } from './logs-operation.ts';
import { cutPage, type PageInput, pageStart } from './pages.ts';

interface StreamInput {
  readonly logGroupName: string;
  readonly logStreamName: string;
}

export const createLogStream = logsOperation<StreamInput>({
  name: 'CreateLogStream',
  permissions: async (input, call) => [
    await groupPermission('logs:CreateLogStream', groupOf({ logGroupName: input.logGroupName }, call), call, {
      stream: input.logStreamName,
    }),
  ],
  async run({ logGroupName, logStreamName }, call) {
    const { store, clock } = call.services;
    const group = groupOf({ logGroupName }, call);
    await getGroup(group, call);
    const body = { name: logStreamName, createdAt: clock.now() };
    const key = streamKey(group, logStreamName);
    const outcome = await store.resources.write([{ type: 'put', key, body, expectedRevision: 0 }]);
    if (outcome === 'conflict') {
      throw new ResourceAlreadyExistsException('The specified log stream already exists');
    }
    return {};
  },
});

export const deleteLogStream = logsOperation<StreamInput>({
  name: 'DeleteLogStream',
  permissions: async (input, call) => [
    await groupPermission('logs:DeleteLogStream', groupOf({ logGroupName: input.logGroupName }, call), call, {
      stream: input.logStreamName,
    }),
  ],
  async run({ logGroupName, logStreamName }, call) {
    const { store, logs } = call.services;
    const group = groupOf({ logGroupName }, call);
    await getGroup(group, call);
    const key = streamKey(group, logStreamName);
    const isThere =
      (await store.resources.get(key)) !== undefined ||
      (await logs.streams.names(group)).includes(logStreamName);
    if (!isThere) throw streamNotFound();
    await logs.streams.removeStream(group, logStreamName);
    await store.resources.write([{ type: 'delete', key, expectedRevision: undefined }]);
    return {};
  },
});

interface DescribeLogStreamsInput extends GroupInput, PageInput {
  readonly logStreamNamePrefix?: string;
  readonly orderBy?: 'LogStreamName' | 'LastEventTime';
  readonly descending?: boolean;
}

export const describeLogStreams = logsOperation<DescribeLogStreamsInput>({
  name: 'DescribeLogStreams',
  permissions: async (input, call) => [
    await groupPermission('logs:DescribeLogStreams', groupOf(input, call), call),
  ],
  async run(input, call) {
    const { logStreamNamePrefix: prefix, orderBy = 'LogStreamName', descending = false } = input;
    if (prefix !== undefined && orderBy === 'LastEventTime') {
      throw new InvalidParameterException('Cannot order by LastEventTime with a logStreamNamePrefix.');
    }
    const group = groupOf(input, call);
    await getGroup(group, call);
    const streams = (await streamsOf(group, call)).filter(({ name }) => name.startsWith(prefix ?? ''));
    const sign = descending ? -1 : 1;
    const keyOf = ({ name, lastEventAt = 0 }: LogStreamFacts) =>
      orderBy === 'LogStreamName' ? name : `${String(lastEventAt).padStart(20, '0')} ${name}`;
    const keyed = streams
      .map((stream) => ({ key: keyOf(stream), stream }))
      .sort((left, right) => (left.key < right.key ? -sign : sign));
    const after = pageStart(input);
    const rest =
      after === undefined ? keyed : keyed.filter(({ key }) => (descending ? key < after : key > after));
    const { page, token } = cutPage(rest, input, ({ key }) => key);
    return { logStreams: page.map(({ stream }) => streamJson(group, stream)), ...token };
  },
});

/** Those that were created, and those that somebody logs to. */
export async function streamsOf(group: LogGroup, call: Call): Promise<readonly LogStreamFacts[]> {
  const { logs } = call.services;
  const streams = new Map<string, LogStreamFacts>();
  for (const stream of [...(await logs.streamsOf(group)), ...(await jobStreamsOf(group, call))]) {
    streams.set(stream.name, stream);
  }
  for await (const { body } of streamRows(group, call)) {
    const known = streams.get(body.name);
    streams.set(body.name, {
      name: body.name,
      source: logs.streams.source(group, body.name),
      ...known,
      createdAt: body.createdAt,
    });
  }
  return [...streams.values()];
}

function streamJson(group: LogGroup, stream: LogStreamFacts): Json {
  const { name, createdAt, firstEventAt, lastEventAt, lastIngestedAt } = stream;
  const { partition, account, region } = group;
  return {
    logStreamName: name,
    creationTime: createdAt,
    ...(firstEventAt !== undefined && { firstEventTimestamp: firstEventAt }),
    ...(lastEventAt !== undefined && { lastEventTimestamp: lastEventAt }),
    ...(lastIngestedAt !== undefined && { lastIngestionTime: lastIngestedAt }),
    arn: `arn:${partition}:logs:${region}:${account}:log-group:${group.name}:log-stream:${name}`,
    storedBytes: 0,
  };
}
