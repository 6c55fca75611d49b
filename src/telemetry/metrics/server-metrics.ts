import type { CommitTally } from './commit-tally.ts';
import type { RequestTally } from './request-tally.ts';
import { histogramSamples, type Sample, type TalliedMetric } from './tallied-metric.ts';
import type { TurnTally } from './turn-tally.ts';

export interface ServerTallies {
  readonly turns: TurnTally;
  readonly requests: RequestTally;
  readonly commits: CommitTally;
  /** Executions in memory now. */
  readonly loadedCount: () => number;
  /** Tasks that wait for jobs that can neither be looked at nor are heard of. */
  readonly unheardTaskCount: () => number;
}

/** The metrics of the server itself: its requests, its turns, its store. */
export function serverMetrics({
  turns,
  requests,
  commits,
  loadedCount,
  unheardTaskCount,
}: ServerTallies): readonly TalliedMetric[] {
  return [
    {
      name: 'stepwell_open_executions',
      help: 'Standard executions that run (AWS: OpenExecutionCount).',
      type: 'gauge',
      read: () => [{ labels: {}, value: turns.openExecutions }],
    },
    {
      name: 'stepwell_loaded_executions',
      help: 'Executions in memory: those with something to do, those that were used lately, and Express ones.',
      type: 'gauge',
      read: () => [{ labels: {}, value: loadedCount() }],
    },
    {
      name: 'stepwell_tasks_unheard',
      help: 'Tasks that wait for a job whose latest poll failed and whose end no managed rule tells of; the log says why.',
      type: 'gauge',
      read: () => [{ labels: {}, value: unheardTaskCount() }],
    },
    counter('stepwell_turns_total', 'Turns that recorded something.', () => turns.turns),
    counter('stepwell_messages_total', 'Messages that those turns handled.', () => turns.messages),
    counter('stepwell_state_transitions_total', 'States entered.', () => turns.stateTransitions),
    {
      name: 'stepwell_requests_total',
      help: 'API requests by what was asked and how it was answered; code is empty where nothing was refused (AWS: CallCount and ThrottledEvents, of API usage).',
      type: 'counter',
      read: () => requestCounts(requests),
    },
    {
      name: 'stepwell_request_time_seconds',
      help: 'From a request’s arrival to its answer.',
      type: 'histogram',
      read: () =>
        [...requests.actions.entries()].flatMap(([key, { seconds }]) =>
          histogramSamples('stepwell_request_time_seconds', actionLabels(key), seconds),
        ),
    },
    {
      name: 'stepwell_commit_time_seconds',
      help: 'From handing a group of writes to the store to their being on disk.',
      type: 'histogram',
      read: () => histogramSamples('stepwell_commit_time_seconds', {}, commits.seconds),
    },
    {
      name: 'stepwell_commit_group_size',
      help: 'Writes that shared one commit.',
      type: 'histogram',
      read: () => histogramSamples('stepwell_commit_group_size', {}, commits.groupSizes),
    },
    counter(
      'stepwell_commit_failures_total',
      'Groups of writes that the store could not take.',
      () => commits.failures,
    ),
  ];
}

function counter(name: string, help: string, value: () => number): TalliedMetric {
  return { name, help, type: 'counter', read: () => [{ labels: {}, value: value() }] };
}

function requestCounts({ actions }: RequestTally): readonly Sample[] {
  const samples: Sample[] = [];
  for (const [key, { outcomes }] of actions.entries()) {
    for (const [outcome, { count }] of outcomes.entries()) {
      const [status = '', code = ''] = outcome.split(' ');
      samples.push({ labels: { ...actionLabels(key), status, code }, value: count });
    }
  }
  return samples;
}

function actionLabels(key: string) {
  const [service = '', action = service] = key.split(' ');
  return { service, action };
}
