import type { Logger } from 'pino';
import type { Clock } from '../base/clock.ts';
import type { TurnObserver } from '../runtime/turn-observer.ts';
import { createMetrics, type Metrics } from './metrics/metrics.ts';
import { openPageServer } from './page-server.ts';
import { healthPages, metricsPages, type Pages } from './pages.ts';
import { createReadiness, type Readiness } from './readiness.ts';
import { openTracing, type Tracing } from './tracing/tracing.ts';

/**
 * What the server tells whoever operates it: metrics, whether it is ready, traces. It watches and decides nothing; a turn
 * pays for it with a few additions, and for traces only where a collector is named.
 */
export interface Telemetry {
  readonly readiness: Readiness;
  /** Undefined where nobody can read them. */
  readonly metrics: Metrics | undefined;
  /** Undefined where the environment names no collector. */
  readonly tracing: Tracing | undefined;
  readonly turnObservers: readonly TurnObserver[];
  /** What the API's own port answers GET with. */
  readonly pages: Pages;
  close(): Promise<void>;
}

export interface TelemetryParts {
  /** Where metrics are read: on the API's port, on an address of their own, or nowhere. */
  readonly metricsAt: 'API port' | PageAddress | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Logger;
  readonly tryWrite: () => Promise<unknown>;
}

export interface PageAddress {
  readonly host: string;
  readonly port: number;
}

/** Rejects where the address for metrics cannot be listened on. */
export async function openTelemetry(parts: TelemetryParts): Promise<Telemetry> {
  const { metricsAt, environment, clock, log, tryWrite } = parts;
  const readiness = createReadiness({ clock, tryWrite });
  const metrics = metricsAt === undefined ? undefined : createMetrics();
  const ofHealth = healthPages(readiness.check);
  const all = metrics === undefined ? ofHealth : new Map([...ofHealth, ...metricsPages(metrics.page)]);
  const pageServer =
    metricsAt === undefined || metricsAt === 'API port'
      ? undefined
      : await openPageServer({ ...metricsAt, pages: all, log });
  if (pageServer !== undefined) log.info({ port: pageServer.port }, 'metrics are served');
  const tracing = await openTracing({
    environment,
    onError: (error) => log.warn({ err: error }, 'spans could not be sent'),
  });
  return {
    readiness,
    metrics,
    tracing,
    turnObservers: [metrics?.onTurn, tracing?.onTurn].filter((observer) => observer !== undefined),
    pages: metricsAt === 'API port' ? all : ofHealth,
    async close() {
      await tracing?.close();
      await pageServer?.close();
    },
  };
}
