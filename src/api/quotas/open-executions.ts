import type { Arn } from '../../base/arn.ts';
import { type Execution, isTerminal } from '../../engine/execution.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { TurnObserver } from '../../runtime/turn-observer.ts';
import type { Store } from '../../store/store.ts';
import { ExecutionLimitExceeded } from '../operations/states/errors.ts';

/** Open executions of one account in one region. Source: Developer Guide, "Service quotas". */
const openExecutionsMax = 1_000_000;

/** Rows that are read at a time to be counted. */
const countedPerRead = 1_000;

/** Counts the open Standard executions of each account and region, in memory. */
export interface OpenExecutions {
  /** Throws ExecutionLimitExceeded where no execution more may be opened under this ARN's account and region. */
  admit(executionArn: Arn): Promise<void> | undefined;
  readonly onTurn: TurnObserver;
}

export interface OpenExecutionsParts {
  readonly store: Store;
  /** How many are open as the process starts, of all accounts and regions. */
  readonly openAtStart: number;
  readonly max?: number;
}

/** One account and region. */
interface Place {
  /** As many as can be open: those of its own and, until they are counted apart, those of others at the start. */
  open: number;
  isExact: boolean;
  counting: Promise<void> | undefined;
}

/**
 * Starting executions asks no database: only where the open executions of all accounts together, as the process started,
 * could be too many for one account are that account's own ones counted, once. A start that is under way is not
 * counted, so as many as are committed together may pass beyond the limit.
 */
export function createOpenExecutions({
  store,
  openAtStart,
  max = openExecutionsMax,
}: OpenExecutionsParts): OpenExecutions {
  const places = new Map<string, Place>();

  function count(place: Place, key: string): Promise<void> {
    const before = place.open;
    place.counting ??= countOpen(store, key)
      .then((found) => {
        place.open += found - before;
        place.isExact = true;
      })
      .finally(() => {
        place.counting = undefined;
      });
    return place.counting;
  }

  async function admitAfterCount(place: Place, key: string): Promise<void> {
    await count(place, key);
    if (place.open >= max) throw new ExecutionLimitExceeded(max);
  }

  return {
    admit(executionArn) {
      const key = placeKey(executionArn);
      let place = places.get(key);
      if ((place?.open ?? openAtStart) < max) return undefined;
      if (place?.isExact === true) throw new ExecutionLimitExceeded(max);
      place ??= { open: openAtStart, isExact: openAtStart === 0, counting: undefined };
      places.set(key, place);
      return admitAfterCount(place, key);
    },
    onTurn({ before, after }) {
      const change = Number(isOpen(after)) - Number(isOpen(before));
      if (change === 0 || after.facts.isExpress === true) return;
      const key = placeKey(after.facts.executionArn);
      const place = places.get(key);
      if (place === undefined) {
        places.set(key, { open: openAtStart + change, isExact: openAtStart === 0, counting: undefined });
        return;
      }
      place.open += change;
      // Nothing is known of it that a place without an entry would not have.
      const isAsAtStart = place.open === openAtStart && place.isExact === (openAtStart === 0);
      if (isAsAtStart && place.counting === undefined) places.delete(key);
    },
  };
}

/** `runtime`, which starts and redrives no execution that `openExecutions` does not admit. */
export function limitOpenExecutions(runtime: Runtime, openExecutions: OpenExecutions): Runtime {
  return {
    ...runtime,
    get loadedCount() {
      return runtime.loadedCount;
    },
    get unheardTaskCount() {
      return runtime.unheardTaskCount;
    },
    async startExecution(request) {
      await openExecutions.admit(request.executionArn);
      return runtime.startExecution(request);
    },
    async redriveExecution(summary, clientToken) {
      await openExecutions.admit(summary.executionArn);
      return runtime.redriveExecution(summary, clientToken);
    },
  };
}

/** Before its first event an execution is not open yet. */
function isOpen(execution: Execution): boolean {
  return execution.lastEventId > 0 && !isTerminal(execution);
}

/** `arn:aws:states:us-east-1:123456789012`. */
function placeKey(executionArn: Arn): string {
  return executionArn.slice(0, executionArn.indexOf(':execution:'));
}

/** Those of all state machines of the place: one that still has open executions is not gone. */
async function countOpen(store: Store, key: string): Promise<number> {
  const [, , , region = '', account = ''] = key.split(':');
  let open = 0;
  let after: string | undefined;
  for (;;) {
    const machines = await store.resources.list({
      kind: 'StateMachine',
      account,
      region,
      ...(after !== undefined && { after }),
      limit: countedPerRead,
    });
    for (const { name } of machines) open += await countOpenOf(store, `${key}:stateMachine:${name}`);
    if (machines.length < countedPerRead) return open;
    after = machines.at(-1)?.name;
  }
}

async function countOpenOf(store: Store, stateMachineArn: Arn): Promise<number> {
  let open = 0;
  let before: { readonly shard: number; readonly id: number } | undefined;
  for (;;) {
    const page = await store.executions.list({
      stateMachineArn,
      status: 'RUNNING',
      before,
      limit: countedPerRead,
    });
    open += page.length;
    if (page.length < countedPerRead) return open;
    before = page.at(-1);
  }
}
