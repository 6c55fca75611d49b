import type { Logger } from 'pino';
import { parseArn } from '../base/arn.ts';
import type { Clock } from '../base/clock.ts';
import type { StreamFiles } from './stream-files.ts';

/** Bytes of functions' logs that wait to be written; what would go beyond is left out. */
const pendingBytesMax = 16 * 1024 * 1024;

export interface FunctionLog {
  readonly functionArn: string;
  /** Whole lines. */
  readonly text: string;
}

export interface FunctionLogsParts {
  readonly streams: StreamFiles;
  readonly clock: Pick<Clock, 'now'>;
  readonly newId: () => string;
  readonly log: Pick<Logger, 'warn'>;
}

/**
 * Keeps what functions log in the groups that Lambda has for them, `/aws/lambda/NAME`: a stream for each day and version of
 * a function, an event for each line. No invocation waits for that.
 */
export function createFunctionLogs({
  streams,
  clock,
  newId,
  log,
}: FunctionLogsParts): (entry: FunctionLog) => void {
  const instance = newId().replaceAll('-', '');
  let pendingBytes = 0;
  let isLosing = false;

  return ({ functionArn, text }) => {
    const parts = parseArn(functionArn);
    const [, name, version = '$LATEST'] = parts?.resource.split(':') ?? [];
    if (parts === undefined || name === undefined) return;
    const bytes = Buffer.byteLength(text);
    if (pendingBytes + bytes > pendingBytesMax) {
      if (!isLosing) log.warn({ functionArn }, 'function logs are written too slowly; some are left out');
      isLosing = true;
      return;
    }
    const now = clock.now();
    const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '/');
    const { partition, account, region } = parts;
    const events = text
      .split('\n')
      .filter((line) => line !== '')
      .map((message) => ({ timestamp: now, ingestionTime: now, message }));
    if (events.length === 0) return;
    pendingBytes += bytes;
    const group = { partition, account, region, name: `/aws/lambda/${name}` };
    streams
      .append(group, `${day}/[${version}]${instance}`, events)
      .then(() => {
        isLosing = false;
      })
      .catch((error: unknown) => log.warn({ err: error, functionArn }, 'a function log cannot be written'))
      .finally(() => {
        pendingBytes -= bytes;
      });
  };
}
