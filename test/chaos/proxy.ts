import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What stands between the clients and the server: it passes bytes on, until it is told to be a bad network. */
export interface TcpProxy {
  readonly port: number;
  /** Ends every connection with a reset, wherever it is in a request or an answer. */
  resetAll(): void;
  /** From now on about one in `every` pieces of an answer ends its connection half way; 0 for none. */
  cutAnswers(every: number): void;
  /** Passes nothing on, either way. */
  setStalled(isStalled: boolean): void;
  close(): void;
}

/** `upstreamPort` is asked anew for every connection; 0 refuses it. */
export async function openProxy(upstreamPort: () => number, random: () => number): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let cutEvery = 0;
  let isStalled = false;
  const server = createServer((client) => {
    const port = upstreamPort();
    if (port === 0) {
      client.on('error', () => {});
      client.resetAndDestroy();
      return;
    }
    const upstream = connect(port, '127.0.0.1');
    const pair = [client, upstream] as const;
    pairs.add(pair);
    const end = () => {
      if (!pairs.delete(pair)) return;
      client.resetAndDestroy();
      upstream.resetAndDestroy();
    };
    for (const socket of pair) socket.setNoDelay(true).on('error', end).on('close', end);
    client.on('data', (bytes) => {
      if (!upstream.write(bytes)) client.pause();
    });
    upstream.on('drain', () => isStalled || client.resume());
    upstream.on('data', (bytes) => {
      if (cutEvery > 0 && random() * cutEvery < 1) {
        client.write(bytes.subarray(0, Math.floor(random() * bytes.length)), end);
        return;
      }
      if (!client.write(bytes)) upstream.pause();
    });
    client.on('drain', () => isStalled || upstream.resume());
    if (isStalled) for (const socket of pair) socket.pause();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const resetAll = () => {
    for (const [client, upstream] of [...pairs]) {
      client.resetAndDestroy();
      upstream.resetAndDestroy();
    }
  };
  return {
    port: (server.address() as AddressInfo).port,
    resetAll,
    cutAnswers(every) {
      cutEvery = every;
    },
    setStalled(stalled) {
      isStalled = stalled;
      for (const socket of [...pairs].flat()) {
        if (stalled) socket.pause();
        else socket.resume();
      }
    },
    close() {
      server.close();
      resetAll();
    },
  };
}
