import type { MetricsPage } from './metrics/metrics.ts';
import type { ReadinessAnswer } from './readiness.ts';

/** What a page answers GET with. */
export interface PageAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Pages = ReadonlyMap<string, () => Promise<PageAnswer>>;

/** Whether the process is alive and whether it can be given work. */
export function healthPages(check: () => Promise<ReadinessAnswer>): Pages {
  return new Map([
    ['/health', async () => json(200, { status: 'ok' })],
    [
      '/ready',
      async () => {
        const { isReady, reason } = await check();
        return isReady ? json(200, { status: 'ready' }) : json(503, { status: 'not ready', reason });
      },
    ],
  ]);
}

export function metricsPages(page: () => Promise<MetricsPage>): Pages {
  const answer = async () => {
    const { contentType, text } = await page();
    return { status: 200, headers: { 'content-type': contentType }, body: text };
  };
  return new Map([['/metrics', answer]]);
}

function json(status: number, body: object): PageAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
