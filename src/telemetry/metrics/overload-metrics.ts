import type { TalliedMetric } from './tallied-metric.ts';

/** What decides how much the server lets in, as far as metrics go. */
export interface WatchedOverload {
  /** Requests under way. */
  readonly requestCount: number;
  /** Requests that were refused, by service and action: `states:StartExecution`. */
  readonly refused: ReadonlyMap<string, number>;
  readonly pressure: 'calm' | 'busy' | 'overloaded';
  /** What waits for the disk, in characters. */
  readonly waitingCharacters: number;
}

const pressureNumbers = { calm: 0, busy: 1, overloaded: 2 } as const;

export function overloadMetrics(watched: () => WatchedOverload | undefined): readonly TalliedMetric[] {
  const gauge = (
    name: string,
    help: string,
    value: (overload: WatchedOverload) => number,
  ): TalliedMetric => ({
    name,
    help,
    type: 'gauge',
    read: () => {
      const overload = watched();
      return overload === undefined ? [] : [{ labels: {}, value: value(overload) }];
    },
  });
  return [
    {
      name: 'stepwell_requests_shed_total',
      help: 'Requests refused because the server had no room for them, with the throttling error of their service.',
      type: 'counter',
      read: () =>
        [...(watched()?.refused ?? [])].map(([name, value]) => {
          const [service = '', action = ''] = name.split(':');
          return { labels: { service, action }, value };
        }),
    },
    gauge(
      'stepwell_requests_under_way',
      'Requests let in and not answered.',
      ({ requestCount }) => requestCount,
    ),
    gauge(
      'stepwell_pressure',
      'How hard the server is pressed: 0 calm, 1 busy, 2 overloaded.',
      ({ pressure }) => pressureNumbers[pressure],
    ),
    gauge(
      'stepwell_writes_waiting_characters',
      'Texts that wait for the disk, in UTF-16 units.',
      ({ waitingCharacters }) => waitingCharacters,
    ),
  ];
}
