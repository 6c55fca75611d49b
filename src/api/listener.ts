import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Settles once the server listens; port 0 takes a free one. Rejects where the address cannot be had. */
export function listenOn(server: Server, host: string, port: number): Promise<{ readonly port: number }> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, backlog: 1024 }, () => {
      server.removeListener('error', reject);
      resolve({ port: (server.address() as AddressInfo).port });
    });
  });
}

/** Takes no more connections and settles once those there are have ended, or are cut after `milliseconds`. */
export function closeListener(server: Server, milliseconds: number): Promise<void> {
  return new Promise((resolve, reject) => {
    // Node stops looking for requests that are over their time, so one that never finishes would keep this waiting.
    const cut = setTimeout(() => server.closeAllConnections(), milliseconds);
    server.close((error) => {
      clearTimeout(cut);
      if (error === undefined) resolve();
      else reject(error);
    });
    server.closeIdleConnections();
  });
}
