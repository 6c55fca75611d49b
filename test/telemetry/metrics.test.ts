import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import type { Message } from '../../src/engine/message.ts';
import { createMetrics, type Metrics } from '../../src/telemetry/metrics/metrics.ts';
import { machinesMax } from '../../src/telemetry/metrics/turn-tally.ts';
import { aDefinition, aFail, aPass, aTask, aWait } from '../support/a-definition.ts';
import type { Reply, Scenario } from '../support/engine-driver.ts';
import { turnNotices } from './turn-notices.ts';

const machine = 'arn:aws:states:us-east-1:111111111111:stateMachine:machine';
const activityArn = 'arn:aws:states:us-east-1:111111111111:activity:paint';
const functionArn = 'arn:aws:lambda:us-east-1:111111111111:function:work';
const integrationArn = 'arn:aws:states:::sqs:sendMessage';

function after(seconds: number, message: (eventId: number) => Message): Reply {
  return { afterSeconds: seconds, message };
}

const result = (seconds: number) =>
  after(seconds, (eventId) => ({ type: 'TaskResult', eventId, result: {} }));
const pickup = (seconds: number) =>
  after(seconds, (eventId) => ({ type: 'TaskPickup', eventId, workerName: 'w' }));
const failure = (seconds: number) =>
  after(seconds, (eventId) => ({ type: 'TaskResult', eventId, result: new Failure('Broken') }));

function observe(metrics: Metrics, scenario: Scenario): void {
  for (const notice of turnNotices(scenario)) metrics.onTurn(notice);
}

/** The page's samples by what stands before their value. */
async function samplesOf(metrics: Metrics): Promise<ReadonlyMap<string, number>> {
  const { text } = await metrics.page();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const space = line.lastIndexOf(' ');
      return [line.slice(0, space), Number(line.slice(space + 1))];
    }),
  );
}

interface Case {
  readonly title: string;
  readonly scenario: Scenario;
  readonly samples: Readonly<Record<string, number>>;
}

const ofMachine = `{state_machine_arn="${machine}"}`;
const ofActivity = `{activity_arn="${activityArn}"}`;
const ofFunction = `{lambda_function_arn="${functionArn}"}`;
const ofIntegration = `{service_integration_resource_arn="${integrationArn}"}`;

const anActivity = { Resource: activityArn, TimeoutSeconds: 60, HeartbeatSeconds: 10 };

const cases: readonly Case[] = [
  {
    title: 'an execution that succeeds, and the seconds it took',
    scenario: { definition: aDefinition({ A: aPass({ Next: 'B' }), B: aWait(2) }) },
    samples: {
      [`stepwell_executions_started_total${ofMachine}`]: 1,
      [`stepwell_executions_succeeded_total${ofMachine}`]: 1,
      [`stepwell_executions_failed_total${ofMachine}`]: 0,
      [`stepwell_execution_time_seconds_sum${ofMachine}`]: 2,
      [`stepwell_execution_time_seconds_bucket{state_machine_arn="${machine}",le="1"}`]: 0,
      [`stepwell_execution_time_seconds_bucket{state_machine_arn="${machine}",le="5"}`]: 1,
      [`stepwell_execution_time_seconds_bucket{state_machine_arn="${machine}",le="+Inf"}`]: 1,
      stepwell_state_transitions_total: 2,
      stepwell_turns_total: 2,
      stepwell_open_executions: 0,
    },
  },
  {
    title: 'an execution that fails',
    scenario: { definition: aDefinition({ A: aFail('Broken') }) },
    samples: { [`stepwell_executions_failed_total${ofMachine}`]: 1 },
  },
  {
    title: 'an execution that times out',
    scenario: { definition: aDefinition({ A: aWait(100) }, { TimeoutSeconds: 5 }) },
    samples: { [`stepwell_executions_timed_out_total${ofMachine}`]: 1 },
  },
  {
    title: 'an execution that is stopped',
    scenario: {
      definition: aDefinition({ A: aWait(100) }),
      messages: [{ afterSeconds: 3, message: { type: 'Stop', error: undefined, cause: undefined } }],
    },
    samples: {
      [`stepwell_executions_aborted_total${ofMachine}`]: 1,
      [`stepwell_execution_time_seconds_sum${ofMachine}`]: 3,
    },
  },
  {
    title: 'an execution that still runs',
    scenario: { definition: aDefinition({ A: aWait(100) }), untilSeconds: 1 },
    samples: { [`stepwell_executions_started_total${ofMachine}`]: 1, stepwell_open_executions: 1 },
  },
  {
    title: 'an Express execution, with what it would be billed',
    scenario: { definition: aDefinition({ A: aPass() }), facts: { isExpress: true } },
    samples: {
      [`stepwell_executions_succeeded_total${ofMachine}`]: 1,
      [`stepwell_express_execution_billed_duration_seconds_total${ofMachine}`]: 0.1,
      [`stepwell_express_execution_billed_memory_bytes_total${ofMachine}`]: 64 * 1024 * 1024,
      stepwell_open_executions: 0,
    },
  },
  {
    title: 'an activity’s task: the wait for a worker, its work, and both',
    scenario: {
      definition: aDefinition({ A: aTask({ Resource: activityArn }) }),
      tasks: { A: [[pickup(4), result(7)]] },
    },
    samples: {
      [`stepwell_activities_scheduled_total${ofActivity}`]: 1,
      [`stepwell_activities_started_total${ofActivity}`]: 1,
      [`stepwell_activities_succeeded_total${ofActivity}`]: 1,
      [`stepwell_activities_schedule_time_seconds_sum${ofActivity}`]: 4,
      [`stepwell_activities_run_time_seconds_sum${ofActivity}`]: 3,
      [`stepwell_activities_time_seconds_sum${ofActivity}`]: 7,
    },
  },
  {
    title: 'an activity’s task whose worker falls silent',
    scenario: { definition: aDefinition({ A: aTask(anActivity) }), tasks: { A: [[pickup(1)]] } },
    samples: {
      [`stepwell_activities_heartbeat_timed_out_total${ofActivity}`]: 1,
      [`stepwell_activities_timed_out_total${ofActivity}`]: 0,
    },
  },
  {
    title: 'an activity’s task that no worker takes in time',
    scenario: { definition: aDefinition({ A: aTask(anActivity) }) },
    samples: {
      [`stepwell_activities_timed_out_total${ofActivity}`]: 1,
      [`stepwell_activities_heartbeat_timed_out_total${ofActivity}`]: 0,
      [`stepwell_activities_run_time_seconds_count${ofActivity}`]: 0,
      [`stepwell_activities_time_seconds_sum${ofActivity}`]: 60,
    },
  },
  {
    title: 'a function that fails once and is tried again',
    scenario: {
      definition: aDefinition({
        A: aTask({ Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1 }] }),
      }),
      tasks: { A: [[failure(2)], [result(3)]] },
    },
    samples: {
      [`stepwell_lambda_functions_scheduled_total${ofFunction}`]: 2,
      [`stepwell_lambda_functions_failed_total${ofFunction}`]: 1,
      [`stepwell_lambda_functions_succeeded_total${ofFunction}`]: 1,
      [`stepwell_lambda_functions_run_time_seconds_sum${ofFunction}`]: 5,
      [`stepwell_executions_succeeded_total${ofMachine}`]: 1,
    },
  },
  {
    title: 'a service integration',
    scenario: {
      definition: aDefinition({
        A: aTask({ Resource: integrationArn, Parameters: { QueueUrl: 'q', MessageBody: 'm' } }),
      }),
      tasks: { A: [[result(0.25)]] },
    },
    samples: {
      [`stepwell_service_integrations_started_total${ofIntegration}`]: 1,
      [`stepwell_service_integrations_succeeded_total${ofIntegration}`]: 1,
      [`stepwell_service_integrations_time_seconds_sum${ofIntegration}`]: 0.25,
    },
  },
];

describe('the metrics page counts', () => {
  test.for(cases)('$title', async ({ scenario, samples }) => {
    const metrics = createMetrics();
    observe(metrics, scenario);
    const found = await samplesOf(metrics);
    expect(Object.fromEntries(Object.keys(samples).map((name) => [name, found.get(name)]))).toEqual(samples);
  });

  test('requests by action, status and exception', async () => {
    const metrics = createMetrics();
    const start = { service: 'states', action: 'StartExecution', milliseconds: 4 };
    metrics.onRequest({ ...start, status: 200, code: undefined });
    metrics.onRequest({ ...start, status: 200, code: undefined });
    metrics.onRequest({ ...start, status: 400, code: 'ThrottlingException' });
    metrics.onRequest({
      service: undefined,
      action: undefined,
      status: 404,
      code: 'Unknown',
      milliseconds: 1,
    });
    const found = await samplesOf(metrics);
    const labels = 'service="states",action="StartExecution"';
    expect(found.get(`stepwell_requests_total{${labels},status="200",code=""}`)).toBe(2);
    expect(found.get(`stepwell_requests_total{${labels},status="400",code="ThrottlingException"}`)).toBe(1);
    expect(
      found.get('stepwell_requests_total{service="unknown",action="unknown",status="404",code="Unknown"}'),
    ).toBe(1);
    expect(found.get(`stepwell_request_time_seconds_bucket{${labels},le="0.005"}`)).toBe(3);
    expect(found.get(`stepwell_request_time_seconds_bucket{${labels},le="0.0025"}`)).toBe(0);
  });

  test('commits by their size and time, and apart from them those that failed', async () => {
    const metrics = createMetrics();
    metrics.onCommit({ requests: 3, milliseconds: 2, isAvailable: true });
    metrics.onCommit({ requests: 100, milliseconds: 2, isAvailable: false });
    const found = await samplesOf(metrics);
    expect(found.get('stepwell_commit_group_size_sum')).toBe(3);
    expect(found.get('stepwell_commit_time_seconds_bucket{le="0.0025"}')).toBe(1);
    expect(found.get('stepwell_commit_time_seconds_bucket{le="0.001"}')).toBe(0);
    expect(found.get('stepwell_commit_failures_total')).toBe(1);
  });

  test('executions that ran before the server started, and those in memory', async () => {
    const metrics = createMetrics();
    metrics.watch({ openAtStart: 41, loadedCount: () => 7, unheardTaskCount: () => 3 });
    observe(metrics, { definition: aDefinition({ A: aWait(100) }), untilSeconds: 1 });
    const found = await samplesOf(metrics);
    expect(found.get('stepwell_open_executions')).toBe(42);
    expect(found.get('stepwell_loaded_executions')).toBe(7);
    expect(found.get('stepwell_tasks_unheard')).toBe(3);
  });
});

test('the page tells how the process fares, too', async () => {
  const { contentType, text } = await createMetrics().page();
  expect(contentType).toMatch(/^text\/plain/);
  expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
  expect(text).toContain('process_resident_memory_bytes');
});

test('state machines beyond the bound are counted together', async () => {
  const metrics = createMetrics();
  const [first] = turnNotices({ definition: aDefinition({ A: aPass() }) });
  if (first === undefined) throw new Error('a turn expected');
  for (let index = 0; index < machinesMax + 3; index += 1) {
    const facts = { ...first.after.facts, stateMachineArn: `${machine}-${index}` };
    metrics.onTurn({ ...first, after: { ...first.after, facts } });
  }
  const started = [...(await samplesOf(metrics))].filter(([name]) =>
    name.startsWith('stepwell_executions_started_total{'),
  );
  expect(started).toHaveLength(machinesMax + 1);
  expect(new Map(started).get('stepwell_executions_started_total{state_machine_arn="other"}')).toBe(3);
});
