import { InvalidParameterException, streamNotFound } from '../../../logs/errors.ts';
import { compileFilterPattern } from '../../../logs/filter-pattern.ts';
import { eventIdOf, type LogPosition, type LogSource } from '../../../logs/log-event.ts';
import { InvalidFilterPattern, type MatchMessage } from '../../../logs/pattern-expression.ts';
import { selectEvents } from '../../../logs/select-events.ts';
import type { LogGroup } from '../../../runtime/execution-logging/log-group.ts';
import type { Call } from '../../operation.ts';
import { type GroupInput, getGroup, groupOf, groupPermission } from './groups.ts';
import { jobStreamsOf } from './job-streams.ts';
import { keptFrom } from './kept-from.ts';
import { streamsOf } from './log-streams.ts';
import { logsOperation } from './logs-operation.ts';

interface FilterLogEventsInput extends GroupInput {
  readonly logStreamNames?: readonly string[];
  readonly logStreamNamePrefix?: string;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly filterPattern?: string;
  readonly nextToken?: string;
  readonly limit?: number;
}

/** Source: API Reference, "FilterLogEvents", limit. */
const eventsMax = 10_000;

export const filterLogEvents = logsOperation<FilterLogEventsInput>({
  name: 'FilterLogEvents',
  permissions: async (input, call) => [
    await groupPermission('logs:FilterLogEvents', groupOf(input, call), call),
  ],
  async run(input, call) {
    const { filterPattern = '', nextToken, limit = eventsMax, startTime = 0, endTime } = input;
    const group = groupOf(input, call);
    const body = await getGroup(group, call);
    const { events, isCut } = await selectEvents({
      sources: await sourcesOf(group, input, call),
      startTime: Math.max(startTime, keptFrom(body, call)),
      // Here the last moment counts as well.
      endTime: endTime === undefined ? undefined : endTime + 1,
      matches: compilePattern(filterPattern),
      direction: 'first',
      position: nextToken === undefined ? undefined : parseToken(nextToken),
      limit,
    });
    const last = events.at(-1);
    return {
      events: events.map((event) => ({
        logStreamName: event.streamName,
        timestamp: event.timestamp,
        message: event.message,
        ingestionTime: event.ingestionTime,
        eventId: eventIdOf(event),
      })),
      searchedLogStreams: [],
      ...(isCut && last !== undefined && { nextToken: tokenOf(last) }),
    };
  },
});

async function sourcesOf(
  group: LogGroup,
  { logStreamNames, logStreamNamePrefix }: FilterLogEventsInput,
  call: Call,
): Promise<readonly LogSource[]> {
  if (logStreamNames !== undefined && logStreamNamePrefix !== undefined) {
    throw new InvalidParameterException(
      'logStreamNames and logStreamNamePrefix cannot be specified at the same time.',
    );
  }
  if (logStreamNames === undefined && logStreamNamePrefix === undefined) {
    const jobs = await jobStreamsOf(group, call);
    return [...(await call.services.logs.sourcesOf(group)), ...jobs.map(({ source }) => source)];
  }
  const streams = await streamsOf(group, call);
  if (logStreamNamePrefix !== undefined) {
    return streams.filter(({ name }) => name.startsWith(logStreamNamePrefix)).map(({ source }) => source);
  }
  const byName = new Map(streams.map(({ name, source }) => [name, source]));
  return (logStreamNames ?? []).map((name) => {
    const source = byName.get(name);
    if (source === undefined) throw streamNotFound();
    return source;
  });
}

function compilePattern(pattern: string): MatchMessage {
  try {
    return compileFilterPattern(pattern);
  } catch (error) {
    throw error instanceof InvalidFilterPattern ? new InvalidParameterException(error.message) : error;
  }
}

function tokenOf({ timestamp, streamName, ordinal }: LogPosition): string {
  return Buffer.from(JSON.stringify([timestamp, streamName, ordinal])).toString('base64url');
}

function parseToken(token: string): LogPosition {
  try {
    const [timestamp, streamName, ordinal] = JSON.parse(Buffer.from(token, 'base64url').toString());
    return { timestamp: Number(timestamp), streamName: String(streamName), ordinal: Number(ordinal) };
  } catch {
    throw new InvalidParameterException('The specified nextToken is invalid.');
  }
}
