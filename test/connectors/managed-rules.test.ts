import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { apiIntegrations } from '../../src/connectors/api-integrations.ts';
import { managedRules, patternOf } from '../../src/connectors/managed-rules.ts';
import { startExecution } from '../../src/connectors/states/start-execution.ts';
import { parseEventPattern } from '../../src/eventbridge/patterns/event-pattern.ts';
import { generatePolicies } from '../../src/policy-generator/generate.ts';
import { aMachine, aTaskOf } from '../policy-generator/a-machine.ts';
import { aConnectorTask, aScriptedSession } from './a-connector-task.ts';
import { getConnector } from './api-contract.ts';

const waiting = [
  startExecution,
  ...apiIntegrations.filter(({ job }) => job !== undefined).map(({ resource }) => getConnector(resource)),
];

test.each(waiting)(
  '$resource has the managed rule that generated policies allow',
  ({ resource, managedRule }) => {
    const machine = aMachine(aTaskOf(`${resource}.sync`, {}));
    const text = JSON.stringify(generatePolicies([machine], { findAction: () => undefined }));
    const rules = [...text.matchAll(/rule\/(StepFunctions\w+)/g)].map(([, name]) => name);
    expect([...new Set(rules)]).toEqual(managedRule === undefined ? [] : [managedRule.name]);
  },
);

test('every managed rule is some integration’s', () => {
  const used = new Set(waiting.map(({ managedRule }) => managedRule));
  expect(Object.values(managedRules).filter((rule) => !used.has(rule))).toEqual([]);
});

const clusterArn = 'arn:aws:ecs:us-east-1:111111111111:cluster/work';
const taskArn = 'arn:aws:ecs:us-east-1:111111111111:task/work/1';
const jobArn = 'arn:aws:batch:us-east-1:111111111111:job/1';
const executionArn = 'arn:aws:states:us-east-1:111111111111:execution:child:1';
const at = 1_700_000_000_123;

/** An event's detail about a job that has ended, and what a poll answers about the same job. */
interface Told {
  readonly behavior: string;
  readonly connector: typeof startExecution;
  readonly job: Json;
  readonly syncVersion?: number;
  readonly detail: JsonObject;
  readonly polled: JsonObject;
  readonly isMatched?: false;
}

const batchJob = {
  jobArn,
  jobId: '1',
  jobName: 'job',
  createdAt: at,
  container: { exitCode: 0, command: ['a'] },
};
const ecsTask = { taskArn, clusterArn, containers: [{ name: 'app', exitCode: 0 }], version: 3 };
const child = {
  executionArn,
  stateMachineArn: 'arn:aws:states:us-east-1:111111111111:stateMachine:child',
  name: '1',
  startDate: at,
  stopDate: at + 1,
  input: '{"a":1}',
  inputDetails: { included: true },
  redriveCount: 0,
};
const absent = { stateMachineVersionArn: null, stateMachineAliasArn: null, redriveDate: null };
const place = { partition: 'aws', region: 'us-east-1', account: '111111111111' };
const batch = getConnector('batch:submitJob');
const ecs = getConnector('ecs:runTask');
const ecsJob = { names: { Cluster: clusterArn, Tasks: [taskArn] }, place };

const told: readonly Told[] = [
  ...(['SUCCEEDED', 'FAILED'] as const).map((status) => ({
    behavior: `a job of Batch ${status}`,
    connector: batch,
    job: { names: { JobId: '1', JobArn: jobArn }, place },
    detail: { ...batchJob, status },
    polled: { jobs: [{ ...batchJob, status }] },
  })),
  ...[0, 1].map((exitCode) => {
    const task = { ...ecsTask, containers: [{ name: 'app', exitCode }], lastStatus: 'STOPPED' };
    return {
      behavior: `a task of ECS that exited with ${exitCode}`,
      connector: ecs,
      job: ecsJob,
      detail: { ...task, createdAt: new Date(at).toISOString(), updatedAt: new Date(at).toISOString() },
      polled: { tasks: [{ ...task, createdAt: at, tags: [] }], failures: [] },
    };
  }),
  ...[1, 2].map((syncVersion) => {
    const ended = { ...child, status: 'SUCCEEDED', output: '[1]', outputDetails: { included: true } };
    return {
      behavior: `a nested execution of .sync:${syncVersion} that succeeded`,
      connector: startExecution,
      job: executionArn,
      syncVersion,
      detail: { ...ended, ...absent, error: null, cause: null },
      polled: ended,
    };
  }),
  ...(['FAILED', 'TIMED_OUT', 'ABORTED'] as const).map((status) => {
    const ended = { ...child, status, error: 'E', cause: 'c' };
    return {
      behavior: `a nested execution ${status}`,
      connector: startExecution,
      job: executionArn,
      syncVersion: 2,
      detail: { ...ended, ...absent, output: null, outputDetails: null },
      polled: ended,
    };
  }),
];

describe('an event gives the result that a poll would give', () => {
  test.each(told)('of $behavior', async ({ connector, job, syncVersion, detail, polled }) => {
    const { session } = aScriptedSession(polled);
    const task = aConnectorTask({ session, pattern: 'Sync', syncVersion });
    const expected = await connector.poll?.(task, job);
    const found = await connector.resultOfEvent?.({ detail, job, syncVersion });
    expect(expected).toBeDefined();
    expect(textOf(found)).toBe(textOf(expected));
  });

  test.each(told)('and is matched by the rule: $behavior', ({ connector, detail }) => {
    const { managedRule } = connector;
    if (managedRule === undefined) throw new Error('a managed rule');
    const pattern = parseEventPattern(JSON.stringify(patternOf(managedRule)));
    const event = { source: managedRule.source, 'detail-type': managedRule.detailType };
    expect(pattern.matches({ ...event, detail })).toBe(true);
    const goesOn = { status: 'RUNNING', lastStatus: 'RUNNING' };
    expect(pattern.matches({ ...event, detail: { ...detail, ...goesOn } })).toBe(false);
  });
});

function textOf(result: Json | Failure | undefined): string | undefined {
  return result instanceof Failure ? `${result.error}: ${result.cause}` : JSON.stringify(result);
}

const incomplete: readonly Omit<Told, 'polled'>[] = [
  {
    behavior: 'a nested execution whose output is too large for it',
    connector: startExecution,
    job: executionArn,
    detail: { ...child, status: 'SUCCEEDED', output: null, outputDetails: { included: false } },
  },
  {
    behavior: 'a nested execution whose input is too large for it',
    connector: startExecution,
    job: executionArn,
    detail: {
      ...child,
      status: 'FAILED',
      input: null,
      inputDetails: { included: false },
      outputDetails: null,
    },
  },
  {
    behavior: 'one of several tasks',
    connector: ecs,
    job: { names: { Cluster: clusterArn, Tasks: [taskArn, `${taskArn}0`] }, place },
    detail: { ...ecsTask, lastStatus: 'STOPPED' },
  },
];

test.each(incomplete)(
  'an event does not tell the result of $behavior',
  async ({ connector, job, detail }) => {
    expect(await connector.resultOfEvent?.({ detail, job, syncVersion: 1 })).toBeUndefined();
  },
);
