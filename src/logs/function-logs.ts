import type { Logger } from 'pino';
import { parseArn } from '../base/arn.ts';
import type { Clock } from '../base/clock.ts';
import type { LogGroup } from '../runtime/execution-logging/log-group.ts';
import type { StreamFiles, WrittenEvent } from './stream-files.ts';

/** Bytes of functions' logs that wait to be written; what would go beyond is left out. */
const pendingBytesMax = 16 * 1024 * 1024;
/** For so long after a write, what is logged gathers: opening a file costs more than what an invocation logs. */
const gatherMilliseconds = 100;

export interface FunctionLog {
  readonly functionArn: string;
  /** Whole lines. */
  readonly text: string;
}

/**
 * Keeps what functions log in the groups that Lambda has for them, `/aws/lambda/NAME`: a stream for each day and version of
 * a function, an event for each line. No invocation waits for that, and what was kept last may be lost with the machine.
 */
export interface FunctionLogs {
  keep(entry: FunctionLog): void;
  /** Settles once everything that was kept is written or has failed. */
  flush(): Promise<void>;
}

export interface FunctionLogsParts {
  readonly streams: StreamFiles;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: Pick<Logger, 'warn'>;
}

/** What is to be written to one stream. */
interface Gathered {
  readonly functionArn: string;
  readonly group: LogGroup;
  readonly streamName: string;
  readonly events: WrittenEvent[];
  bytes: number;
}

export function createFunctionLogs({ streams, clock, newId, log }: FunctionLogsParts): FunctionLogs {
  const instance = newId().replaceAll('-', '');
  /** By function and day. */
  const gathered = new Map<string, Gathered>();
  let pendingBytes = 0;
  let isLosing = false;
  let isGathering = false;
  let writing: Promise<unknown> = Promise.resolve();

  function keep({ functionArn, text }: FunctionLog): void {
    const bytes = Buffer.byteLength(text);
    if (pendingBytes + bytes > pendingBytesMax) {
      if (!isLosing) log.warn({ functionArn }, 'function logs are written too slowly; some are left out');
      isLosing = true;
      return;
    }
    const now = clock.now();
    const entry = gatheredOf(functionArn, now);
    if (entry === undefined) return;
    for (const message of text.split('\n'))
      if (message !== '') entry.events.push({ timestamp: now, ingestionTime: now, message });
    entry.bytes += bytes;
    pendingBytes += bytes;
    if (isGathering) return;
    isGathering = true;
    // What an idle server logs is there at once.
    queueMicrotask(gather);
  }

  function gatheredOf(functionArn: string, now: number): Gathered | undefined {
    const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '/');
    const key = `${day} ${functionArn}`;
    const known = gathered.get(key);
    if (known !== undefined) return known;
    const parts = parseArn(functionArn);
    const [, name, version = '$LATEST'] = parts?.resource.split(':') ?? [];
    if (parts === undefined || name === undefined) return undefined;
    const { partition, account, region } = parts;
    const group = { partition, account, region, name: `/aws/lambda/${name}` };
    const entry = {
      functionArn,
      group,
      streamName: `${day}/[${version}]${instance}`,
      events: [],
      bytes: 0,
    };
    gathered.set(key, entry);
    return entry;
  }

  /** Writes now and, as long as there is anything to write, again a while later. */
  function gather(): void {
    isGathering = gathered.size > 0;
    if (isGathering)
      void writeGathered().then(() => clock.schedule(clock.now() + gatherMilliseconds, gather));
  }

  function writeGathered(): Promise<unknown> {
    const written = [...gathered.values()].map(write);
    gathered.clear();
    writing = Promise.all([writing, ...written]);
    return writing;
  }

  async function write({ functionArn, group, streamName, events, bytes }: Gathered): Promise<void> {
    try {
      if (events.length > 0) await streams.append(group, streamName, events, { isDurable: false });
      isLosing = false;
    } catch (error) {
      log.warn({ err: error, functionArn }, 'a function log cannot be written');
    }
    pendingBytes -= bytes;
  }

  return {
    keep,
    async flush() {
      await writeGathered();
    },
  };
}
