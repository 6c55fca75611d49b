import { expect, test } from 'vitest';
import { isJsonObject, type Json, type JsonObject } from '../../src/base/json.ts';
import type { ExecutionEvent } from '../../src/engine/event.ts';
import { decodeTurn, encodeTurn } from '../../src/engine/event-log.ts';
import type { ActivityTask } from '../../src/runtime/activity-queue.ts';
import type { Store, TurnCommit, TurnOutcome } from '../../src/store/store.ts';
import { type FaultRates, noFaults } from './faults.ts';
import { runSeed } from './run-seed.ts';
import type { Sabotage } from './sabotage.ts';
import type { Scenario } from './scenario.ts';
import { distributedMap, lostActivity, stoppedMap } from './seeds.ts';
import type { Invariant } from './violation.ts';

/** A promise that is broken on purpose, and the invariant that must miss it. */
interface BrokenPromise {
  readonly promise: string;
  readonly missing: Invariant;
  readonly sabotage: Sabotage;
  /** None by default. */
  readonly faults?: Partial<FaultRates>;
  /** Each seed's own by default. */
  readonly scenario?: Scenario;
}

const isReplay = process.env.STEPWELL_SIMULATION_SEED !== undefined;
/** Not every seed comes across what is broken. */
const seedsMax = 120;

test.skipIf(isReplay).each<BrokenPromise>([
  {
    promise: 'every event is written',
    missing: 'ids have no gaps',
    sabotage: {
      store: changingTurns(({ body, ...turn }) => ({ ...turn, body: changedBody(body, withoutSecond) })),
    },
  },
  {
    promise: 'events are written as they are',
    missing: 'memory equals the log',
    sabotage: {
      store: changingTurns(({ body, ...turn }) => ({ ...turn, body: changedBody(body, withOtherOutput) })),
    },
  },
  {
    promise: 'recovery finds what was under way',
    missing: 'the summary equals the log',
    sabotage: { store: changingSummaries({ isTaskInFlight: false }) },
  },
  {
    promise: 'what runs is woken again',
    missing: 'a running execution waits for something',
    sabotage: { store: changingSummaries({ wakeAt: undefined }) },
  },
  {
    promise: 'an end is an end',
    missing: 'a terminal execution stays',
    sabotage: { store: committingWith(appendToEnd) },
  },
  {
    promise: 'timers ring',
    missing: 'everything ends',
    sabotage: { clock: (clock) => ({ ...clock, schedule: () => () => {} }) },
  },
  {
    promise: 'recovery fails what waits for an activity that does not exist',
    missing: 'everything ends',
    sabotage: {
      store: (store) => ({
        ...store,
        executions: { ...store.executions, findNextQueued: async () => undefined },
      }),
    },
    faults: { crashAfterCommit: 1 },
    scenario: lostActivity,
  },
  {
    promise: 'a start is durable before it is answered',
    missing: 'what was acknowledged is there',
    sabotage: {
      runtime: (runtime) => ({
        ...runtime,
        startExecution: async ({ executionArn }) => ({ type: 'started', summary: { executionArn } as never }),
      }),
    },
  },
  {
    promise: 'a stop is durable before it is answered',
    missing: 'what was acknowledged is there',
    sabotage: { runtime: (runtime) => ({ ...runtime, stopExecution: async () => true }) },
  },
  {
    promise: 'a report is durable before it is answered',
    missing: 'what was acknowledged is there',
    sabotage: { runtime: (runtime) => ({ ...runtime, reportTask: async () => 'accepted' }) },
  },
  {
    promise: 'a redrive is durable before it is answered',
    missing: 'what was acknowledged is there',
    sabotage: {
      runtime: (runtime) => ({
        ...runtime,
        redriveExecution: async () => ({ type: 'redriven', redrivenAt: 0 }),
      }),
    },
  },
  {
    promise: 'nothing happens before it is committed',
    missing: 'committed before it has effects',
    sabotage: {
      store: committingWith(async (turn, commit) => {
        void commit(turn);
        return { type: 'committed', waiters: [] };
      }),
    },
  },
  {
    promise: 'only what may be repeated is repeated',
    missing: 'called at most once',
    sabotage: { connector: (connector) => ({ ...connector, isIdempotent: () => true }) },
    faults: { crash: 2, answerIsLate: 2 },
  },
  {
    promise: 'a task is given to one worker',
    missing: 'given to one worker',
    sabotage: { runtime: (runtime) => ({ ...runtime, activities: givingTwice(runtime.activities) }) },
  },
  {
    promise: 'jobs that are given up are cancelled',
    missing: 'cancelled when given up',
    sabotage: { connector: ({ cancel: _cancel, ...connector }) => connector },
  },
  {
    promise: 'a crash loses no cancellation',
    missing: 'cancelled when given up',
    sabotage: { store: changingTurns(({ outbox: _outbox, ...turn }) => turn) },
    faults: { crashAfterCommit: 2, eventIsLost: 2, answerIsLate: 2 },
  },
  {
    promise: 'what a Map Run has handed out is written with its children',
    missing: 'every item has one child',
    sabotage: {
      store: (store) => ({
        ...store,
        mapRuns: {
          ...store.mapRuns,
          startChildren: (key, progress, turns) =>
            store.mapRuns.startChildren(key, { ...progress, itemCount: 0, childCount: 0 }, turns),
        },
      }),
    },
    scenario: distributedMap,
  },
  {
    promise: 'a Map Run that was stopped is taken up again after a crash',
    missing: 'children end with their Map Run',
    sabotage: {
      store: (store) => ({
        ...store,
        mapRuns: {
          ...store.mapRuns,
          listOpen: async (after, limit) =>
            (await store.mapRuns.listOpen(after, limit)).filter(({ status }) => status === 'RUNNING'),
        },
      }),
    },
    faults: { crashAfterCommit: 2 },
    scenario: stoppedMap,
  },
  {
    promise: 'a task that ended waits for no worker',
    missing: 'nothing is left behind',
    sabotage: { store: changingTurns(({ unqueued: _unqueued, ...turn }) => turn) },
  },
  {
    promise: 'a workflow goes the way its definition says, whatever else happens',
    missing: 'the same history without faults',
    sabotage: { store: changingDefinitions },
  },
  {
    promise: 'a log is read as it was written',
    missing: 'no error of our own',
    sabotage: {
      store: (store) => ({ ...store, executions: { ...store.executions, readTurns: async () => [] } }),
    },
    faults: { crash: 2 },
  },
])(
  '$missing is found violated where it does not hold that $promise',
  { timeout: 120_000 },
  async ({ missing, faults, promise: _promise, ...options }) => {
    for (let seed = 1; seed <= seedsMax; seed += 1) {
      const { violation } = await runSeed(seed, { ...options, faults: { ...noFaults, ...faults } });
      if (violation === undefined) continue;
      expect(violation.message).toContain(`${missing}: `);
      return;
    }
    expect.fail(`none of ${seedsMax} seeds broke it`);
  },
);

type Commit = (turn: TurnCommit) => Promise<TurnOutcome>;

function committingWith(commitWith: (turn: TurnCommit, commit: Commit) => Promise<TurnOutcome>) {
  return (store: Store): Store => ({
    ...store,
    executions: {
      ...store.executions,
      commit: (turn) => commitWith(turn, store.executions.commit),
    },
  });
}

function changingTurns(change: (turn: TurnCommit) => TurnCommit) {
  return committingWith((turn, commit) => commit(change(turn)));
}

/** `changes` made to the summaries of executions that run. */
function changingSummaries(changes: Partial<TurnCommit['summary']>) {
  return changingTurns(({ summary, ...turn }) => ({
    ...turn,
    summary: summary.status === 'RUNNING' ? { ...summary, ...changes } : summary,
  }));
}

function changedBody(
  body: string | undefined,
  change: (events: readonly ExecutionEvent[]) => readonly ExecutionEvent[],
): string | undefined {
  return body === undefined ? undefined : encodeTurn(change(decodeTurn(body)));
}

function withoutSecond(events: readonly ExecutionEvent[]): readonly ExecutionEvent[] {
  return events.length > 2 ? events.toSpliced(1, 1) : events;
}

function withOtherOutput(events: readonly ExecutionEvent[]): readonly ExecutionEvent[] {
  return events.map((event) => (event.type === 'StateExited' ? { ...event, output: 'another' } : event));
}

/** After the turn that ends an execution comes one more. */
async function appendToEnd(turn: TurnCommit, commit: Commit): Promise<TurnOutcome> {
  const outcome = await commit(turn);
  const { summary } = turn;
  if (summary.status === 'RUNNING') return outcome;
  const { stoppedAt: at = 0, turnCount } = summary;
  const body = encodeTurn([{ type: 'WaitStarted', at, frame: [], until: at }]);
  await commit({ summary: { ...summary, turnCount: turnCount + 1 }, body });
  return outcome;
}

function givingTwice<Polled extends { poll(request: never): Promise<ActivityTask | undefined> }>(
  activities: Polled,
): Polled {
  let last: ActivityTask | undefined;
  return {
    ...activities,
    async poll(request: never) {
      const again = last;
      last = undefined;
      if (again !== undefined) return again;
      last = await activities.poll(request);
      return last;
    },
  };
}

/** The states' results differ from what the definition says. */
function changingDefinitions(store: Store): Store {
  return {
    ...store,
    resources: {
      get: async (key) => {
        const resource = await store.resources.get(key);
        if (resource === undefined || !('definition' in resource.body)) return resource;
        const definition = JSON.stringify(withOtherResults(JSON.parse(resource.body.definition) as Json));
        return { ...resource, body: { ...resource.body, definition } };
      },
      list: (query) => store.resources.list(query),
      write: (changes) => store.resources.write(changes),
    },
  };
}

function withOtherResults(value: Json): Json {
  if (Array.isArray(value)) return value.map(withOtherResults);
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).map(([name, member]): [string, Json] => [
    name,
    withOtherResults(member),
  ]);
  const changed: JsonObject = Object.fromEntries(members);
  const isPass =
    changed.Type === 'Pass' && changed.Output === undefined && changed.QueryLanguage !== 'JSONata';
  return isPass ? { ...changed, Result: 'another' } : changed;
}
