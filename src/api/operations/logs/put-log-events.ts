import type { JsonObject } from '../../../base/json.ts';
import { InvalidParameterException, streamNotFound } from '../../../logs/errors.ts';
import { sizeOf } from '../../../logs/log-event.ts';
import type { WrittenEvent } from '../../../logs/stream-files.ts';
import { getGroup, groupOf, groupPermission, streamKey } from './groups.ts';
import { logsOperation } from './logs-operation.ts';

interface PutLogEventsInput {
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly logEvents: readonly { readonly timestamp: number; readonly message: string }[];
}

// Source: API Reference, "PutLogEvents".
const batchBytesMax = 1_048_576;
const batchHoursMax = 24;
const tooOldDays = 14;
const tooNewHours = 2;

const hourMilliseconds = 60 * 60 * 1000;

/** What sequence tokens would say: they are not needed, and never wrong. */
const nextSequenceToken = '49590302000000000000000000000000000000000000000000000002';

export const putLogEvents = logsOperation<PutLogEventsInput>({
  name: 'PutLogEvents',
  permissions: async ({ logGroupName, logStreamName }, call) => [
    await groupPermission('logs:PutLogEvents', groupOf({ logGroupName }, call), call, {
      stream: logStreamName,
    }),
  ],
  async run({ logGroupName, logStreamName, logEvents }, call) {
    const { store, logs, clock } = call.services;
    const group = groupOf({ logGroupName }, call);
    const { retentionDays = Number.POSITIVE_INFINITY } = await getGroup(group, call);
    const isThere =
      (await store.resources.get(streamKey(group, logStreamName))) !== undefined ||
      (await logs.streams.names(group)).includes(logStreamName);
    if (!isThere) throw streamNotFound();
    checkBatch(logEvents);
    const now = clock.now();
    const expiredBefore = now - retentionDays * 24 * hourMilliseconds;
    const oldBefore = now - tooOldDays * 24 * hourMilliseconds;
    const newFrom = now + tooNewHours * hourMilliseconds;
    const isTaken = ({ timestamp }: { readonly timestamp: number }) =>
      timestamp >= expiredBefore && timestamp >= oldBefore && timestamp < newFrom;
    const taken: readonly WrittenEvent[] = logEvents.filter(isTaken).map(({ timestamp, message }) => ({
      timestamp,
      ingestionTime: now,
      message,
    }));
    if (taken.length > 0) await logs.streams.append(group, logStreamName, taken);
    const rejected = rejectedOf(
      logEvents.map(({ timestamp }) => timestamp),
      { expiredBefore, oldBefore, newFrom },
    );
    return { nextSequenceToken, ...rejected };
  },
});

function checkBatch(events: PutLogEventsInput['logEvents']): void {
  let bytes = 0;
  let last = Number.NEGATIVE_INFINITY;
  for (const event of events) {
    bytes += sizeOf(event);
    if (event.timestamp < last) {
      throw new InvalidParameterException(
        'Log events in a single PutLogEvents request must be in chronological order.',
      );
    }
    last = event.timestamp;
  }
  const first = events[0]?.timestamp ?? 0;
  if (last - first > batchHoursMax * hourMilliseconds) {
    throw new InvalidParameterException(
      'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    );
  }
  if (bytes > batchBytesMax) {
    throw new InvalidParameterException(`Upload too large: ${bytes} bytes exceeds limit of ${batchBytesMax}`);
  }
}

interface Bounds {
  readonly expiredBefore: number;
  readonly oldBefore: number;
  readonly newFrom: number;
}

/** Which of the timestamps, in order, are not taken: up to which they are too old, and from which too new. */
function rejectedOf(
  timestamps: readonly number[],
  { expiredBefore, oldBefore, newFrom }: Bounds,
): JsonObject {
  const count = (isRejected: (timestamp: number) => boolean) => timestamps.filter(isRejected).length;
  const expired = count((timestamp) => timestamp < expiredBefore);
  const old = count((timestamp) => timestamp < oldBefore);
  const tooNew = count((timestamp) => timestamp >= newFrom);
  const info = {
    ...(tooNew > 0 && { tooNewLogEventStartIndex: timestamps.length - tooNew }),
    ...(old > 0 && { tooOldLogEventEndIndex: old }),
    ...(expired > 0 && { expiredLogEventEndIndex: expired }),
  };
  return Object.keys(info).length === 0 ? {} : { rejectedLogEventsInfo: info };
}
