import { histogramSamples, type TalliedMetric } from './tallied-metric.ts';
import type { TallyTable } from './tally-table.ts';
import type { TaskKind, TaskTally } from './task-tally.ts';
import type { MachineTally, TurnTally } from './turn-tally.ts';

/** The metrics that AWS has of executions and of their tasks, by the names Prometheus would give them. */
export function executionMetrics(tally: TurnTally): readonly TalliedMetric[] {
  return [...machineCounters.map((counter) => machineCounter(tally, counter)), executionTime(tally)].concat(
    taskFamilies.flatMap((family) => taskMetrics(tally.tasks.tables[family.kind], family)),
  );
}

interface MachineCounter {
  readonly name: string;
  readonly help: string;
  readonly value: (tally: MachineTally) => number;
  /** Left out for state machines of which it does not speak. */
  readonly isExpress?: boolean;
}

const machineCounters: readonly MachineCounter[] = [
  {
    name: 'executions_started',
    help: 'Executions started (AWS: ExecutionsStarted).',
    value: (t) => t.started,
  },
  {
    name: 'executions_succeeded',
    help: 'Executions that succeeded (AWS: ExecutionsSucceeded).',
    value: (t) => t.succeeded,
  },
  {
    name: 'executions_failed',
    help: 'Executions that failed (AWS: ExecutionsFailed).',
    value: (t) => t.failed,
  },
  {
    name: 'executions_timed_out',
    help: 'Executions that timed out (AWS: ExecutionsTimedOut).',
    value: (t) => t.timedOut,
  },
  {
    name: 'executions_aborted',
    help: 'Executions that were stopped (AWS: ExecutionsAborted).',
    value: (t) => t.aborted,
  },
  {
    name: 'express_execution_billed_duration_seconds',
    help: 'What AWS would bill Express executions for, in steps of 100 ms (AWS: ExpressExecutionBilledDuration).',
    isExpress: true,
    value: (t) => t.expressBilledMilliseconds / 1000,
  },
  {
    name: 'express_execution_billed_memory_bytes',
    help: 'What AWS would bill Express executions for at the least, 64 MB each (AWS: ExpressExecutionBilledMemory).',
    isExpress: true,
    value: (t) => t.expressBilledMemoryBytes,
  },
];

function machineCounter(tally: TurnTally, { name, help, value, isExpress }: MachineCounter): TalliedMetric {
  return {
    name: `stepwell_${name}_total`,
    help,
    type: 'counter',
    read: () =>
      [...tally.machines.entries()]
        .map(([arn, machine]) => ({ labels: { state_machine_arn: arn }, value: value(machine) }))
        .filter((sample) => isExpress !== true || sample.value > 0),
  };
}

function executionTime(tally: TurnTally): TalliedMetric {
  const name = 'stepwell_execution_time_seconds';
  return {
    name,
    help: 'From the start of an execution to its end (AWS: ExecutionTime).',
    type: 'histogram',
    read: () =>
      [...tally.machines.entries()].flatMap(([arn, { executionSeconds }]) =>
        histogramSamples(name, { state_machine_arn: arn }, executionSeconds),
      ),
  };
}

interface TaskFamily {
  readonly kind: TaskKind;
  /** What metric names begin with, and AWS's for the counters and for the times. */
  readonly name: string;
  readonly awsCounter: string;
  readonly awsTime: string;
  readonly label: string;
  readonly whose: string;
}

const taskFamilies: readonly TaskFamily[] = [
  {
    kind: 'Activity',
    name: 'activities',
    awsCounter: 'Activities',
    awsTime: 'Activity',
    label: 'activity_arn',
    whose: 'Tasks of an activity',
  },
  {
    kind: 'LambdaFunction',
    name: 'lambda_functions',
    awsCounter: 'LambdaFunctions',
    awsTime: 'LambdaFunction',
    label: 'lambda_function_arn',
    whose: 'Tasks whose Resource is a function',
  },
  {
    kind: 'Integration',
    name: 'service_integrations',
    awsCounter: 'ServiceIntegrations',
    awsTime: 'ServiceIntegration',
    label: 'service_integration_resource_arn',
    whose: 'Tasks of a service integration',
  },
];

const taskCounters = [
  { name: 'scheduled', aws: 'Scheduled', what: 'scheduled', value: (t: TaskTally) => t.scheduled },
  { name: 'started', aws: 'Started', what: 'started', value: (t: TaskTally) => t.started },
  { name: 'succeeded', aws: 'Succeeded', what: 'that succeeded', value: (t: TaskTally) => t.succeeded },
  { name: 'failed', aws: 'Failed', what: 'that failed', value: (t: TaskTally) => t.failed },
  { name: 'timed_out', aws: 'TimedOut', what: 'that timed out', value: (t: TaskTally) => t.timedOut },
  {
    name: 'heartbeat_timed_out',
    aws: 'HeartbeatTimedOut',
    what: 'whose heartbeat did not come',
    value: (t: TaskTally) => t.heartbeatTimedOut,
  },
] as const;

const taskTimes = [
  {
    name: 'run_time',
    aws: 'RunTime',
    what: 'from their start to their end',
    of: (t: TaskTally) => t.runSeconds,
  },
  {
    name: 'time',
    aws: 'Time',
    what: 'from being scheduled to their end',
    of: (t: TaskTally) => t.totalSeconds,
  },
] as const;

const scheduleTime = {
  name: 'schedule_time',
  aws: 'ScheduleTime',
  what: 'from being scheduled to a worker’s taking them',
  of: (t: TaskTally) => t.scheduleSeconds,
} as const;

function taskMetrics(table: TallyTable<TaskTally>, family: TaskFamily): readonly TalliedMetric[] {
  const { kind, name, awsCounter, awsTime, label, whose } = family;
  const counters = taskCounters.map(
    ({ name: outcome, aws, what, value }): TalliedMetric => ({
      name: `stepwell_${name}_${outcome}_total`,
      help: `${whose}, ${what} (AWS: ${awsCounter}${aws}).`,
      type: 'counter',
      read: () =>
        [...table.entries()].map(([arn, tally]) => ({ labels: { [label]: arn }, value: value(tally) })),
    }),
  );
  // The other tasks are scheduled and started by one commit.
  const times = kind === 'Activity' ? [scheduleTime, ...taskTimes] : taskTimes;
  const histograms = times.map(({ name: time, aws, what, of }): TalliedMetric => {
    const metricName = `stepwell_${name}_${time}_seconds`;
    return {
      name: metricName,
      help: `${whose}, ${what} (AWS: ${awsTime}${aws}).`,
      type: 'histogram',
      read: () =>
        [...table.entries()].flatMap(([arn, tally]) =>
          histogramSamples(metricName, { [label]: arn }, of(tally)),
        ),
    };
  });
  return [...counters, ...histograms];
}
