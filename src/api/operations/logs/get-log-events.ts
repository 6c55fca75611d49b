import { InvalidParameterException, streamNotFound } from '../../../logs/errors.ts';
import { digits, type LogEvent, type LogPosition, type LogSource } from '../../../logs/log-event.ts';
import { selectEvents } from '../../../logs/select-events.ts';
import type { LogGroup } from '../../../runtime/execution-logging/log-group.ts';
import type { Call } from '../../operation.ts';
import { type GroupInput, getGroup, groupOf, groupPermission, streamKey } from './groups.ts';
import { jobStreamsOf } from './job-streams.ts';
import { keptFrom } from './kept-from.ts';
import { logsOperation } from './logs-operation.ts';

interface GetLogEventsInput extends GroupInput {
  readonly logStreamName: string;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly nextToken?: string;
  readonly limit?: number;
  readonly startFromHead?: boolean;
}

/** Source: API Reference, "GetLogEvents", limit. */
const eventsMax = 10_000;

export const getLogEvents = logsOperation<GetLogEventsInput>({
  name: 'GetLogEvents',
  permissions: async (input, call) => [
    await groupPermission('logs:GetLogEvents', groupOf(input, call), call, { stream: input.logStreamName }),
  ],
  async run(input, call) {
    const { logStreamName: streamName, nextToken, limit = eventsMax, startFromHead = false } = input;
    const group = groupOf(input, call);
    const body = await getGroup(group, call);
    const source = await findStream(group, streamName, call);
    const token = nextToken === undefined ? undefined : parseToken(nextToken, streamName);
    const { events } = await selectEvents({
      sources: [source],
      startTime: Math.max(input.startTime ?? 0, keptFrom(body, call)),
      endTime: input.endTime,
      matches: () => true,
      direction: token?.direction ?? (startFromHead ? 'first' : 'last'),
      position: token?.position,
      limit,
    });
    const start: LogPosition = token?.position ?? { timestamp: input.startTime ?? 0, streamName, ordinal: 0 };
    return {
      events: events.map(({ timestamp, message, ingestionTime }) => ({ timestamp, message, ingestionTime })),
      nextForwardToken: `f/${tokenOf(events.at(-1) ?? start)}`,
      nextBackwardToken: `b/${tokenOf(events[0] ?? start)}`,
    };
  },
});

async function findStream(group: LogGroup, name: string, call: Call): Promise<LogSource> {
  const { store, logs } = call.services;
  const isStored =
    (await store.resources.get(streamKey(group, name))) !== undefined ||
    (await logs.streams.names(group)).includes(name);
  const found =
    (isStored ? logs.streams.source(group, name) : logs.findExecutionStream(group, name)) ??
    (await jobStreamsOf(group, call)).find((stream) => stream.name === name)?.source;
  if (found === undefined) throw streamNotFound();
  return found;
}

/** 56 digits, as AWS has them. */
function tokenOf({ timestamp, ordinal }: LogPosition | LogEvent): string {
  return `${digits(timestamp, 28)}${digits(ordinal, 28)}/s`;
}

function parseToken(
  token: string,
  streamName: string,
): { readonly direction: 'first' | 'last'; readonly position: LogPosition } {
  const [, letter, timestamp, ordinal] = /^([fb])\/(\d{28})(\d{28})\/s$/.exec(token) ?? [];
  if (letter === undefined) throw new InvalidParameterException('The specified nextToken is invalid.');
  return {
    direction: letter === 'f' ? 'first' : 'last',
    position: { timestamp: Number(timestamp), streamName, ordinal: Number(ordinal) },
  };
}
