import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { Pages } from './pages.ts';

/** Serves pages to operators on an address of its own, so that those who use the API do not see them. */
export interface PageServer {
  readonly port: number;
  close(): Promise<void>;
}

export interface PageServerParts {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly pages: Pages;
  readonly log: Pick<Logger, 'error'>;
}

/** Scrapers are few, and each asks one thing at a time. */
const connectionsMax = 100;
const timeoutMilliseconds = 10_000;

/** Rejects where it cannot listen. */
export async function openPageServer({ host, port, pages, log }: PageServerParts): Promise<PageServer> {
  const server = createServer({ requestTimeout: timeoutMilliseconds }, async (request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    const page = request.method === 'GET' ? pages.get(path) : undefined;
    try {
      const { status, headers, body } = (await page?.()) ?? notFound;
      response.writeHead(status, headers).end(body);
    } catch (error) {
      log.error({ err: error, path }, 'a page could not be made');
      response.writeHead(500).end();
    }
  });
  server.maxConnections = connectionsMax;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

const notFound = { status: 404, headers: {}, body: '' };
