import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

export interface ChaosOptions {
  readonly minutes: number;
  /** Decides which faults come when and what is started. Not what happens: that is up to real processes. */
  readonly seed: number;
  readonly kills: number;
  /** Executions started each second, on average; what an outage prevents is caught up on. */
  readonly rate: number;
  /** Where the data folder, the journals and the logs go. Kept only if something was found, or if asked for. */
  readonly directory: string;
  readonly isKept: boolean;
}

const killsPerMinute = 5.5;
const defaultMinutes = 10;
const defaultRate = 200;

/** `--minutes 10 --seed 7 --kills 55 --rate 200 --directory /tmp/chaos --keep`, all of them optional. */
export function parseOptions(words: readonly string[]): ChaosOptions {
  const { values } = parseArgs({
    args: [...words],
    options: {
      minutes: { type: 'string' },
      seed: { type: 'string' },
      kills: { type: 'string' },
      rate: { type: 'string' },
      directory: { type: 'string' },
      keep: { type: 'boolean' },
    },
  });
  const minutes = Number(values.minutes ?? defaultMinutes);
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  return {
    minutes,
    seed,
    kills: Number(values.kills ?? Math.ceil(minutes * killsPerMinute)),
    rate: Number(values.rate ?? defaultRate),
    directory: values.directory ?? join(tmpdir(), `stepwell-chaos-${seed}-${process.pid}`),
    isKept: values.keep ?? false,
  };
}
