import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { anOperation, type RunningServer, startServer, trustMode } from '../support/api-server.ts';

let server: RunningServer;
/** What the operation was asked, in order. */
const asked: string[] = [];

beforeAll(async () => {
  const operations = [
    anOperation('states', 'ListActivities', ({ nextToken = '' }) => {
      asked.push(String(nextToken));
      return { activities: [] };
    }),
  ];
  server = await startServer(operations, {
    authentication: trustMode,
    limits: { headersTimeoutMilliseconds: 300, requestTimeoutMilliseconds: 600 },
  });
});

afterAll(() => server.close());

beforeEach(() => {
  asked.length = 0;
});

const head = (...lines: readonly string[]) =>
  [
    'POST / HTTP/1.1',
    'Host: localhost',
    'X-Amz-Target: AWSStepFunctions.ListActivities',
    ...lines,
    '',
    '',
  ].join('\r\n');
const body = (name: string) => JSON.stringify({ nextToken: name });
const whole = (name: string) => `${head(`Content-Length: ${body(name).length}`)}${body(name)}`;
const hidden = whole('hidden');

/** Sends it all and reads until the server closes the connection, or has been silent for a while. */
function converse(bytes: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(server.port, '127.0.0.1');
    let received = '';
    const finish = () => {
      socket.destroy();
      resolve(received);
    };
    socket.setTimeout(150, finish);
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
    });
    socket.on('error', finish);
    socket.on('close', finish);
    socket.write(bytes);
  });
}

const statusesIn = (received: string) =>
  [...received.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status);

describe('a request that two servers could divide differently is refused, and nothing behind it is read', () => {
  const length = `Content-Length: ${body('first').length}`;
  const cases: readonly { readonly title: string; readonly sent: string }[] = [
    { title: 'a length and chunks', sent: `${head(length, 'Transfer-Encoding: chunked')}0\r\n\r\n${hidden}` },
    { title: 'chunks and a length', sent: `${head('Transfer-Encoding: chunked', length)}0\r\n\r\n${hidden}` },
    { title: 'two lengths', sent: `${head(length, 'Content-Length: 0')}${body('first')}${hidden}` },
    { title: 'the same length twice', sent: `${head(length, length)}${body('first')}${hidden}` },
    { title: 'two lengths in one line', sent: `${head(`${length}, 0`)}${body('first')}${hidden}` },
    { title: 'a length with a sign', sent: `${head('Content-Length: +5')}${body('first')}${hidden}` },
    { title: 'a hexadecimal length', sent: `${head('Content-Length: 0x16')}${body('first')}${hidden}` },
    { title: 'a length beyond all bounds', sent: `${head('Content-Length: 99999999999999999999')}${hidden}` },
    {
      title: 'an encoding that ends in something else than chunks',
      sent: `${head('Transfer-Encoding: chunked, identity')}0\r\n\r\n${hidden}`,
    },
    { title: 'an encoding that is none', sent: `${head('Transfer-Encoding: xchunked')}0\r\n\r\n${hidden}` },
    {
      title: 'an encoding before a space and a colon',
      sent: `${head('Transfer-Encoding : chunked')}0\r\n\r\n${hidden}`,
    },
    {
      title: 'a header that goes on in the next line',
      sent: `${head(length, 'X-Folded: one', ' Transfer-Encoding: chunked')}${body('first')}${hidden}`,
    },
    { title: 'a header line without a colon', sent: `${head(length, 'Nothing')}${body('first')}${hidden}` },
    {
      title: 'a header whose name has a space',
      sent: `${head(length, 'X Header: 1')}${body('first')}${hidden}`,
    },
    { title: 'a NUL in a header', sent: `${head(length, 'X-Header: a\u0000b')}${body('first')}${hidden}` },
    {
      title: 'a lone carriage return in a header',
      sent: `${head(length, 'X-Header: a\rTransfer-Encoding: chunked')}${body('first')}${hidden}`,
    },
    {
      title: 'a chunk whose size is no number',
      sent: `${head('Transfer-Encoding: chunked')}zz\r\n{}\r\n0\r\n\r\n${hidden}`,
    },
    {
      title: 'a chunk of a negative size',
      sent: `${head('Transfer-Encoding: chunked')}-1\r\n{}\r\n0\r\n\r\n${hidden}`,
    },
    {
      title: 'a chunk whose size overflows',
      sent: `${head('Transfer-Encoding: chunked')}fffffffffffffffff\r\n{}\r\n0\r\n\r\n${hidden}`,
    },
    {
      title: 'a chunk longer than it says',
      sent: `${head('Transfer-Encoding: chunked')}1\r\n{}\r\n0\r\n\r\n${hidden}`,
    },
    { title: 'a method that is none', sent: hidden.replace('POST', 'P ST') + hidden },
    { title: 'a version that is none', sent: hidden.replace('HTTP/1.1', 'HTTP/9.9') + hidden },
    { title: 'no host', sent: hidden.replace('Host: localhost\r\n', '') },
  ];
  test.each(cases)('$title', async ({ sent }) => {
    const received = await converse(sent);
    expect(statusesIn(received).filter((status) => status === '200')).toEqual([]);
    expect(statusesIn(received).length).toBeLessThanOrEqual(1);
    expect(asked).toEqual([]);
  });
});

describe('what a request is called does not become another request', () => {
  test('a body that looks like a request is a body', async () => {
    const inner = JSON.stringify({ nextToken: hidden.slice(0, 900) });
    const received = await converse(`${head(`Content-Length: ${inner.length}`)}${inner}`);
    expect(statusesIn(received)).toEqual(['200']);
    expect(asked).toHaveLength(1);
  });

  test('requests that are sent without waiting are answered one for one, in order', async () => {
    const received = await converse(['a', 'b', 'c'].map(whole).join(''));
    expect(statusesIn(received)).toEqual(['200', '200', '200']);
    expect(asked).toEqual(['a', 'b', 'c']);
  });

  test('a target in absolute form is what its path says', async () => {
    const received = await converse(whole('a').replace('POST /', 'POST http://localhost/'));
    expect(statusesIn(received)).toHaveLength(1);
    expect(asked.length).toBeLessThanOrEqual(1);
  });
});

describe('a request that is too much for memory is refused', () => {
  const cases: readonly {
    readonly title: string;
    readonly sent: string | Buffer;
    readonly status: string;
  }[] = [
    { title: 'one header of 40,000 bytes', sent: head(`X: ${'x'.repeat(40_000)}`), status: '431' },
    {
      title: 'many headers of 40,000 bytes together',
      sent: head(...Array.from({ length: 1_000 }, (_, index) => `X-${index}: ${'x'.repeat(40)}`)),
      status: '431',
    },
    {
      title: 'a path of 40,000 bytes',
      sent: head('Content-Length: 0').replace('POST /', `POST /${'x'.repeat(40_000)}`),
      status: '431',
    },
    {
      title: 'an extension of a chunk without end',
      sent: `${head('Transfer-Encoding: chunked')}1;${'x'.repeat(40_000)}`,
      status: '413',
    },
    {
      title: 'a gigabyte of zeros in a megabyte of gzip',
      sent: zipBomb(),
      status: '413',
    },
  ];
  test.each(cases)('$title', async ({ sent, status }) => {
    const before = process.memoryUsage().rss;
    expect(statusesIn(await converse(sent))).toEqual([status]);
    expect(asked).toEqual([]);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
  });
});

function zipBomb(): Buffer {
  const member = gzipSync(Buffer.alloc(64 * 1024 * 1024));
  const bytes = Buffer.concat(Array.from({ length: 16 }, () => member));
  const headers = head('Content-Encoding: gzip', `Content-Length: ${bytes.length}`);
  return Buffer.concat([Buffer.from(headers), bytes]);
}

describe('a client that is slow on purpose loses its connection', () => {
  const drip = (sent: string, rest: string) =>
    new Promise<{ readonly received: string; readonly milliseconds: number }>((resolve) => {
      const startedAt = performance.now();
      const socket = connect(server.port, '127.0.0.1', () => socket.write(sent));
      let received = '';
      let next = 0;
      const timer = setInterval(() => socket.write(rest[next++ % rest.length] ?? ''), 50);
      socket.on('data', (chunk) => {
        received += chunk.toString('latin1');
      });
      socket.on('error', () => {});
      socket.on('close', () => {
        clearInterval(timer);
        resolve({ received, milliseconds: performance.now() - startedAt });
      });
    });

  test.each([
    { title: 'headers, a byte at a time', sent: 'POST / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ', rest: 'x' },
    { title: 'a body, a byte at a time', sent: head('Content-Length: 1000000'), rest: ' ' },
    { title: 'chunks, a byte at a time', sent: head('Transfer-Encoding: chunked'), rest: '1\r\n{\r\n' },
  ])('$title', async ({ sent, rest }) => {
    const { received, milliseconds } = await drip(sent, rest);
    expect(statusesIn(received)).not.toContain('200');
    expect(milliseconds).toBeLessThan(20_000);
    expect(asked).toEqual([]);
  });
});
