import type { Metric, Registry } from 'prom-client';
import type { Histogram } from './histogram.ts';

type Labels = Readonly<Record<string, string | number>>;

/** One line of a metric. `metricName` where it is not the metric's own, as with a histogram's buckets. */
export interface Sample {
  readonly labels: Labels;
  readonly value: number;
  readonly metricName?: string;
}

export interface TalliedMetric {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** The values as they are now. */
  readonly read: () => readonly Sample[];
}

/**
 * Adds a metric whose values are kept elsewhere and read when they are asked for: prom-client's own counters look up
 * their labels with every addition, which costs more than a turn's whole bookkeeping may.
 */
export function registerTallied(registry: Registry, { name, help, type, read }: TalliedMetric): void {
  const metric = {
    name,
    help,
    type,
    aggregator: 'sum',
    get: async () => ({ name, help, type, values: read() }),
  };
  // The registry asks no more of a metric than this, though its type names the package's own classes.
  registry.registerMetric(metric as unknown as Metric);
}

/** The lines of a histogram, of the metric `name`. */
export function histogramSamples(
  name: string,
  labels: Labels,
  { bounds, counts, sum }: Histogram,
): readonly Sample[] {
  let total = 0;
  const buckets = counts.map((count, index) => {
    total += count;
    return { metricName: `${name}_bucket`, labels: { ...labels, le: bounds[index] ?? '+Inf' }, value: total };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: total },
  ];
}
