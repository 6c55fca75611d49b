import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { createAnswerWriter } from '../../src/api/answer-writer.ts';

const open = { unreadMilliseconds: 1_000, isClosing: () => false };

/** A server that answers with `reply`, and what a GET of a path of it comes to. */
async function aServer(reply: (path: string, response: ServerResponse) => void) {
  const server = createServer(({ url = '' }, response) => reply(url, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return async (path: string) => {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request({ port, path, agent: false }, resolve).once('error', reject).end();
    });
    return { status: response.statusCode, body: await text(response) };
  };
}

test('an answer that cannot be written ends its own connection and no other', async () => {
  const errors: string[] = [];
  const log = pino({ level: 'error' }, { write: (line) => void errors.push(line) });
  const writer = createAnswerWriter({ ...open, log });
  const waiting: ServerResponse[] = [];
  const get = await aServer((path, response) => {
    waiting.push(response);
    if (waiting.length < 3) return;
    // All three within one turn of the event loop.
    for (const each of waiting) {
      const headers = each.req.url === '/bad' ? { note: 'two\nlines' } : {};
      writer.write(each, { status: 200, headers }, each.req.url ?? path);
    }
  });
  const [first, bad, last] = await Promise.allSettled([get('/first'), get('/bad'), get('/last')]);
  expect(first).toMatchObject({ value: { status: 200, body: '/first' } });
  expect(bad).toMatchObject({ reason: { code: 'ECONNRESET' } });
  expect(last).toMatchObject({ value: { status: 200, body: '/last' } });
  expect(errors).toEqual([expect.stringContaining('an answer could not be written')]);
});

test('an answer waits until what is under way in the event loop is done', async () => {
  const writer = createAnswerWriter({ ...open, log: pino({ level: 'silent' }) });
  let wasSentAtOnce: boolean | undefined;
  const get = await aServer((path, response) => {
    writer.write(response, { status: 200, headers: {} }, path);
    wasSentAtOnce = response.headersSent;
  });
  expect(await get('/one')).toEqual({ status: 200, body: '/one' });
  expect(wasSentAtOnce).toBe(false);
});

test('a server that begins to close before an answer is written ends the connection with it', async () => {
  let isClosing = false;
  const log = pino({ level: 'silent' });
  const writer = createAnswerWriter({ ...open, isClosing: () => isClosing, log });
  let written: ServerResponse | undefined;
  const get = await aServer((path, response) => {
    writer.write(response, { status: 200, headers: {} }, path);
    isClosing = true;
    written = response;
  });
  expect(await get('/last')).toEqual({ status: 200, body: '/last' });
  expect(written?.getHeader('connection')).toBe('close');
});

test('a client that hung up before its answer was written does no harm', async () => {
  const errors: string[] = [];
  const log = pino({ level: 'error' }, { write: (line) => void errors.push(line) });
  const writer = createAnswerWriter({ ...open, log });
  const get = await aServer((path, response) => {
    writer.write(response, { status: 200, headers: {} }, path);
    if (path === '/gone') response.destroy();
  });
  await expect(get('/gone')).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(await get('/there')).toEqual({ status: 200, body: '/there' });
  expect(errors).toEqual([]);
});
