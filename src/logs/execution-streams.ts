import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileNameOf } from '../runtime/execution-logging/log-folder.ts';
import type { LogGroup } from '../runtime/execution-logging/log-group.ts';
import type { LogEvent, LogSource } from './log-event.ts';
import type { LogStreamFacts } from './log-store.ts';
import { filesFor, logPath, readLines } from './read-lines.ts';

/** What executions have logged to a group, in the file that has it: a stream for each state machine. */
export async function executionStreams(folder: string, group: LogGroup): Promise<readonly LogStreamFacts[]> {
  const machines = new Map<string, { first: number; last: number }>();
  for await (const { timestamp, machine } of readRecords(folder, group)) {
    const known = machines.get(machine);
    if (known === undefined) machines.set(machine, { first: timestamp, last: timestamp });
    else known.last = Math.max(known.last, timestamp);
  }
  return [...machines].map(([machine, { first, last }]) => ({
    name: streamName(group, machine, first),
    createdAt: first,
    firstEventAt: first,
    lastEventAt: last,
    lastIngestedAt: last,
    source: sourceOf(folder, group, { machine, streamName: streamName(group, machine, first) }),
  }));
}

/** The events of the stream called `name`; undefined where that is no name of one. */
export function findExecutionStream(folder: string, group: LogGroup, name: string): LogSource | undefined {
  const [, machine] = /^states\/([^/]+)\/[\d-]{16}\/[\da-f]{8}$/.exec(name) ?? [];
  return machine === undefined ? undefined : sourceOf(folder, group, { machine, streamName: name });
}

/** All records of the group, each in its machine's stream. */
export function executionRecords(folder: string, group: LogGroup): LogSource {
  return sourceOf(folder, group, { machine: undefined, streamName: '' });
}

/** `states/orders/2024-06-10-13-39/1f2e3d4c`, as Step Functions names them. */
function streamName({ account, region, name }: LogGroup, machine: string, firstAt: number): string {
  const minute = new Date(firstAt).toISOString().slice(0, 16).replace(/[T:]/g, '-');
  const digest = createHash('sha256').update(`${account} ${region} ${name} ${machine}`).digest('hex');
  return `states/${machine}/${minute}/${digest.slice(0, 8)}`;
}

function sourceOf(
  folder: string,
  group: LogGroup,
  {
    machine: wanted,
    streamName: name,
  }: { readonly machine: string | undefined; readonly streamName: string },
): LogSource {
  return {
    streamName: name,
    async *read(): AsyncIterable<LogEvent> {
      const names = new Map<string, string>();
      let ordinal = 0;
      for await (const { timestamp, machine, line } of readRecords(folder, group)) {
        ordinal += 1;
        if (wanted !== undefined && machine !== wanted) continue;
        let stream = names.get(machine);
        if (stream === undefined) {
          stream = wanted === undefined ? streamName(group, machine, timestamp) : name;
          names.set(machine, stream);
        }
        yield { timestamp, ingestionTime: timestamp, message: line, streamName: stream, ordinal };
      }
    },
  };
}

/** The end of every record; what executions have put into one cannot look like it, being escaped. */
const recordEnd =
  /"event_timestamp":"(\d+)","execution_arn":"arn:[^":]*:states:[^":]*:\d*:(?:execution|express):([^":/]+)[^"]*","redrive_count":"\d+"\}$/;

async function* readRecords(folder: string, { account, region, name }: LogGroup) {
  for (const path of await filesFor(logPath(join(folder, account, region), fileNameOf(name)))) {
    for await (const line of readLines(path)) {
      const [, timestamp, machine] = recordEnd.exec(line) ?? [];
      if (timestamp !== undefined && machine !== undefined)
        yield { timestamp: Number(timestamp), machine, line };
    }
  }
}
