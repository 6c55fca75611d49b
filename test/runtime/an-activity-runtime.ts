import type { Clock } from '../../src/base/clock.ts';
import type { Json } from '../../src/base/json.ts';
import { historyEvent } from '../../src/engine/history.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { ExecutionSummary, Store } from '../../src/store/store.ts';
import { aDefinition, aTask } from '../support/a-definition.ts';
import { testStart } from '../support/an-identity.ts';
import { historyLine } from '../support/history-line.ts';
import { aRevision, aRuntime } from './a-runtime.ts';

const account = '111111111111';
const region = 'us-east-1';
const stateMachineArn = `arn:aws:states:${region}:${account}:stateMachine:Worker`;
const roleArn = `arn:aws:iam::${account}:role/worker`;

/** A runtime over a real store, with an activity `work` and a state machine whose executions wait for its workers. */
export interface ActivityRuntime {
  readonly runtime: Runtime;
  readonly store: Store;
  /** Starts an execution, whose input is `input`. */
  start(name: string, input: Json): Promise<ExecutionSummary>;
  /** What the execution's history tells. */
  historyOf(summary: ExecutionSummary): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface ActivityRuntimeOptions {
  readonly clock: Clock;
  /** Undefined: in memory. */
  readonly directory?: string;
  /** Stands between the runtime and the store. */
  readonly wrap?: (store: Store) => Store;
}

export function activityArnOf(name: string): string {
  return `arn:aws:states:${region}:${account}:activity:${name}`;
}

export const workArn = activityArnOf('work');

/** The machines by name, and what their task says besides its type. */
const machines = {
  Worker: { Resource: workArn },
  Timed: { Resource: workArn, TimeoutSeconds: 10 },
  Beating: { Resource: workArn, HeartbeatSeconds: 10 },
  Lost: { Resource: activityArnOf('none') },
  Abroad: { Resource: workArn.replace(region, 'eu-west-1') },
  Foreign: { Resource: workArn.replace(account, '222222222222') },
} as const;

export type MachineName = keyof typeof machines;

export async function anActivityRuntime(options: ActivityRuntimeOptions): Promise<ActivityRuntime> {
  const stored = await openSqliteStore({ directory: options.directory });
  await storeResources(stored);
  const store = options.wrap?.(stored) ?? stored;
  const runtime = await aRuntime({ store, clock: options.clock });
  return {
    runtime,
    store,
    async start(name, input) {
      const [machine = ''] = name.split('-');
      const arn = stateMachineArn.replace('Worker', machine);
      const revision = await runtime.revisions.get(arn, machine);
      const executionArn = `${arn.replace(':stateMachine:', ':execution:')}:${name}`;
      return (await runtime.startExecution({ revision, executionArn, input })).summary;
    },
    async historyOf(summary) {
      const lines: string[] = [];
      const current = (await store.executions.get(summary)) ?? summary;
      for await (const { events } of runtime.readTurns(current)) {
        for (const event of events) {
          const shown = historyEvent(event, { roleArn, includeExecutionData: false });
          if (shown !== undefined) lines.push(historyLine(shown));
        }
      }
      return lines;
    },
    async close() {
      await runtime.close();
      await stored.close();
    },
  };
}

/** The same again where an earlier process stored them. */
async function storeResources(store: Store): Promise<void> {
  const activity = { createdAt: testStart, encryptionConfiguration: undefined, tags: [] };
  await store.resources.write([
    {
      type: 'put',
      key: { kind: 'Activity', account, region, name: 'work' },
      body: activity,
      expectedRevision: undefined,
    },
    ...Object.entries(machines).map(([name, task]) =>
      aRevision(name, {
        stateMachineArn: stateMachineArn.replace('Worker', name),
        definition: aDefinition({ Work: aTask(task) }),
        roleArn,
      }),
    ),
  ]);
}
