import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type HttpRequest, responseBytesMax } from '../../../src/connectors/http/endpoint-session.ts';
import { createAddressGuard } from '../../../src/runtime/endpoints/address-guard.ts';
import { createHttpClient, type HttpClientParts } from '../../../src/runtime/endpoints/http-client.ts';
import { createCertificates } from '../../connectors/eks/certificates.ts';

const closers: (() => unknown)[] = [];

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function aServer(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(answer);
  const connections = { count: 0 };
  server.on('connection', () => {
    connections.count += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, server, connections };
}

function aClient(parts: Partial<HttpClientParts> & { readonly allowed?: readonly string[] } = {}) {
  const { allowed = ['127.0.0.0/8'], ...others } = parts;
  const client = createHttpClient({ guard: createAddressGuard(allowed), ...others });
  closers.push(client.close);
  return client;
}

const get = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'GET',
  url,
  headers: [],
  ...more,
});

test('a request arrives as it is, and its answer too', async () => {
  const seen: { method: string | undefined; url: string | undefined; rawHeaders: string[]; body: string }[] =
    [];
  const { port } = await aServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push({ method: request.method, url: request.url, rawHeaders: request.rawHeaders, body });
    response.writeHead(
      418,
      'Teapot',
      [
        ['X-One', '1'],
        ['Set-Cookie', 'a'],
        ['Set-Cookie', 'b'],
      ].flat(),
    );
    response.end('bödy');
  });
  const response = await aClient().send({
    method: 'POST',
    url: `http://127.0.0.1:${port}/p?q=1`,
    headers: [
      ['X-Two', 'a'],
      ['X-Two', 'b'],
    ],
    body: 'ä',
  });
  expect(seen).toMatchObject([{ method: 'POST', url: '/p?q=1', body: 'ä' }]);
  const expected = ['X-Two', 'a', 'X-Two', 'b', 'Host', `127.0.0.1:${port}`, 'Content-Length', '2'];
  expect(seen[0]?.rawHeaders.slice(0, expected.length)).toEqual(expected);
  expect(response).toMatchObject({ status: 418, statusText: 'Teapot' });
  expect(response.headers.slice(0, 3)).toEqual([
    ['X-One', '1'],
    ['Set-Cookie', 'a'],
    ['Set-Cookie', 'b'],
  ]);
  expect(Buffer.from(response.body).toString()).toBe('bödy');
});

test('a redirect is an answer like any other', async () => {
  const { port } = await aServer((_, response) => {
    response.writeHead(302, { Location: 'http://169.254.169.254/' }).end();
  });
  await expect(aClient().send(get(`http://127.0.0.1:${port}/`))).resolves.toMatchObject({ status: 302 });
});

describe('addresses that are not the public internet’s', () => {
  /** A resolver that knows one name, as a test has no other. */
  const resolveTo = (...addresses: readonly string[]): NonNullable<HttpClientParts['resolve']> =>
    ((_hostname: string, _options: object, callback: (error: null, found: object[]) => void) => {
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    }) as never;

  test.each([
    ['http://127.0.0.1:PORT/', undefined],
    ['https://127.0.0.1:PORT/', undefined],
    ['http://[::ffff:127.0.0.1]:PORT/', undefined],
    ['http://2130706433:PORT/', undefined],
    ['http://0x7f.1:PORT/', undefined],
    ['http://localhost:PORT/', undefined],
    ['https://rebound.example.com:PORT/', resolveTo('127.0.0.1')],
    ['https://rebound.example.com:PORT/', resolveTo('::ffff:127.0.0.1', '169.254.169.254')],
  ])('%s is not connected to', async (url, resolve) => {
    const { port, connections } = await aServer((_, response) => response.end());
    const client = aClient({ allowed: [], ...(resolve && { resolve }) });
    await expect(client.send(get(url.replace('PORT', String(port))))).rejects.toMatchObject({
      reason: 'Forbidden',
    });
    expect(connections.count).toBe(0);
  });

  test('the operator may name them', async () => {
    const { port } = await aServer((_, response) => response.end('in'));
    const client = aClient({ allowed: ['127.0.0.1'], resolve: resolveTo('10.0.0.1', '127.0.0.1') });
    await expect(client.send(get(`http://named.example.com:${port}/`))).resolves.toMatchObject({
      status: 200,
    });
  });

  test('what the operator named is connected to without a check, and says whom it is to', async () => {
    const hosts: (string | undefined)[] = [];
    const { port } = await aServer((request, response) => {
      hosts.push(request.headers.host);
      response.end();
    });
    const client = aClient({ allowed: [] });
    const url = 'https://a1b2c3.execute-api.us-east-1.amazonaws.com/prod';
    const connectTo = `http://127.0.0.1:${port}/prod`;
    await client.send(get(url, { connectTo }), { isTrusted: true });
    expect(hosts).toEqual(['a1b2c3.execute-api.us-east-1.amazonaws.com']);
    // The connection is there, and yet not for a request that must be checked.
    await expect(client.send(get(connectTo))).rejects.toMatchObject({ reason: 'Forbidden' });
  });
});

describe('no answer', () => {
  test('where nobody listens', async () => {
    const { port, server } = await aServer(() => {});
    await new Promise((resolve) => server.close(resolve));
    await expect(aClient().send(get(`http://127.0.0.1:${port}/`))).rejects.toMatchObject({
      reason: 'Connect',
    });
  });

  test('where the name is unknown', async () => {
    const resolve = ((_hostname: string, _options: object, callback: (error: Error) => void) => {
      callback(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }));
    }) as never;
    await expect(aClient({ resolve }).send(get('https://no.such.host/'))).rejects.toMatchObject({
      reason: 'UnknownHost',
    });
  });

  test.each([
    ['before an answer', false],
    ['within an answer', true],
  ])('in time, %s', async (_, answers) => {
    const { port } = await aServer((_request, response) => {
      if (answers) response.write('begun');
    });
    const client = aClient({ milliseconds: 50 });
    const error = { reason: 'Timeout', message: 'No answer within 0.05 seconds' };
    await expect(client.send(get(`http://127.0.0.1:${port}/`))).rejects.toMatchObject(error);
  });

  test('where the connection breaks', async () => {
    const { port } = await aServer((request) => request.socket.destroy());
    await expect(aClient().send(get(`http://127.0.0.1:${port}/`))).rejects.toMatchObject({ reason: 'Io' });
  });

  test('where the answer breaks off', async () => {
    const { port } = await aServer((request, response) => {
      response.writeHead(200, { 'Content-Length': '10' });
      response.write('begun', () => request.socket.destroy());
    });
    await expect(aClient().send(get(`http://127.0.0.1:${port}/`))).rejects.toMatchObject({ reason: 'Io' });
  });

  test.each(['ftp://e.com/', 'nonsense', ''])('of "%s"', async (url) => {
    await expect(aClient().send(get(url))).rejects.toMatchObject({ name: 'EndpointUnreachable' });
  });
});

test.each([
  [responseBytesMax, 'is taken'],
  [responseBytesMax + 1, 'is refused'],
])('an answer of %i bytes %s', async (bytes, outcome) => {
  const { port } = await aServer((_, response) => response.end(Buffer.alloc(bytes)));
  const sent = aClient().send(get(`http://127.0.0.1:${port}/`));
  if (outcome === 'is taken') await expect(sent).resolves.toMatchObject({ status: 200 });
  else await expect(sent).rejects.toMatchObject({ reason: 'TooLarge' });
});

test.each([
  ['GET', 1],
  ['POST', 3],
])('three %s after each other take %i connections', async (method, count) => {
  const { port, connections } = await aServer((_, response) => response.end());
  const client = aClient();
  for (let made = 0; made < 3; made += 1) await client.send(get(`http://127.0.0.1:${port}/`, { method }));
  expect(connections.count).toBe(count);
});

test('a read over a kept connection that was closed meanwhile is made again', async () => {
  let served = 0;
  const { port } = await aServer((request, response) => {
    served += 1;
    // As a server that gave up the idle connection just when the next request was on its way.
    if (served === 2) request.socket.destroy();
    else response.end(String(served));
  });
  const client = aClient();
  await client.send(get(`http://127.0.0.1:${port}/`));
  const { body } = await client.send(get(`http://127.0.0.1:${port}/`));
  expect(Buffer.from(body).toString()).toBe('3');
});

describe('an authority that the request names', () => {
  async function aTlsServer() {
    const { authority, certificate, key } = createCertificates();
    const server = createTlsServer({ cert: certificate, key }, (_, response) => response.end('hello'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(() => {
      server.closeAllConnections();
      server.close();
    });
    return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/`, authority };
  }

  test('is trusted for this request, and not for the next on the same connection', async () => {
    const { url, authority } = await aTlsServer();
    const other = createCertificates().authority;
    const client = aClient();
    const trusted = get(url, { certificateAuthority: authority });
    for (let count = 0; count < 2; count += 1)
      expect(await client.send(trusted)).toMatchObject({ status: 200 });
    for (const request of [get(url), get(url, { certificateAuthority: other })])
      await expect(client.send(request)).rejects.toMatchObject({ reason: 'Io' });
    expect(await client.send(trusted)).toMatchObject({ status: 200 });
  });

  test('opens no address that may not be called', async () => {
    const { url, authority } = await aTlsServer();
    const request = get(url, { certificateAuthority: authority });
    await expect(aClient({ allowed: [] }).send(request)).rejects.toMatchObject({ reason: 'Forbidden' });
  });
});
