import type { JournalRecord } from './journal.ts';
import type { Facts } from './machines.ts';

/** What the journals say happened. */
export interface Recollection {
  /** The name, empty for none, by `<machine> <input>`. No two starts have the same input. */
  readonly asked: ReadonlyMap<string, string>;
  /** Every execution that is acknowledged to exist; its start in epoch milliseconds where that was told. */
  readonly startedAt: ReadonlyMap<string, number | undefined>;
  readonly answeredAtOnce: number;
  /** The last acknowledged version of each state machine; undefined where its deletion was acknowledged. */
  readonly made: ReadonlyMap<string, string | undefined>;
  readonly violations: readonly string[];
  factsOf(executionArn: string, name: string, input: string): Facts;
}

const none: ReadonlySet<string> = new Set();

export function recollect(records: readonly JournalRecord[]): Recollection {
  const asked = new Map<string, string>();
  const startedAt = new Map<string, number | undefined>();
  const made = new Map<string, string | undefined>();
  const violations: string[] = [];
  const stopErrors = new Map<string, string>();
  const redriveCounts = new Map<string, number>();
  const tried = new Map<string, Set<string>>();
  const acknowledged = new Map<string, Set<string>>();
  let answeredAtOnce = 0;
  const add = (sets: Map<string, Set<string>>, key: string, value: string) => {
    const set = sets.get(key);
    if (set === undefined) sets.set(key, new Set([value]));
    else set.add(value);
  };
  for (const record of records) {
    switch (record.kind) {
      case 'starting':
        asked.set(`${record.machine} ${record.input}`, record.name);
        break;
      case 'started': {
        const { executionArn, startedAt: at } = record;
        const before = startedAt.get(executionArn);
        if (before !== undefined && at !== undefined && before !== at)
          violations.push(`${executionArn} was acknowledged twice, as started at ${before} and ${at}`);
        startedAt.set(executionArn, at ?? before);
        break;
      }
      case 'answered at once':
        answeredAtOnce += 1;
        break;
      case 'stopped':
        stopErrors.set(record.executionArn, record.error);
        break;
      case 'redriven':
        redriveCounts.set(record.executionArn, record.times);
        break;
      case 'reporting':
        add(tried, record.execution, record.answer);
        break;
      case 'reported':
        add(acknowledged, record.execution, record.answer);
        break;
      case 'created':
        made.set(record.arn, record.state);
        break;
      case 'deleted':
        made.set(record.arn, undefined);
        break;
      case 'violation':
        violations.push(record.message);
        break;
      default:
        record satisfies never;
    }
  }
  return {
    asked,
    startedAt,
    answeredAtOnce,
    made,
    violations,
    factsOf: (executionArn, name, input) => ({
      n: (JSON.parse(input) as { readonly n: number }).n,
      stopError: stopErrors.get(executionArn),
      redriveCount: redriveCounts.get(executionArn) ?? 0,
      tried: tried.get(name) ?? none,
      acknowledged: acknowledged.get(name) ?? none,
    }),
  };
}
