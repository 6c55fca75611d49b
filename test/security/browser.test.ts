import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningServer, startServer } from '../../src/main.ts';
import { exchange } from '../support/raw-http.ts';

let server: RunningServer;
let port: number;

beforeAll(async () => {
  server = await startServer({
    mode: 'dev',
    host: '127.0.0.1',
    port: 0,
    dataDirectory: undefined,
    enforcement: 'enforce',
    account: '111111111111',
    region: 'us-east-1',
    logLevel: 'silent',
  });
  port = Number(new URL(server.endpoint).port);
});

afterAll(() => server.close());

interface Page {
  readonly title: string;
  /** Undefined: the browser sends none. */
  readonly origin: string | undefined;
  readonly host: string;
}

/** What a browser says of a page that is not the server's own. */
const foreign: readonly Page[] = [
  { title: 'a page of another site', origin: 'https://evil.example', host: 'localhost' },
  { title: 'a page without an origin', origin: 'null', host: 'localhost' },
  { title: 'a page of another port', origin: 'http://localhost:1', host: 'localhost:8083' },
  { title: 'a page whose name leads here', origin: 'http://evil.example', host: 'evil.example' },
  { title: 'a page whose name leads here, without an origin', origin: undefined, host: 'evil.example:8083' },
  { title: 'a page below a name like ours', origin: undefined, host: 'localhost.evil.example' },
  { title: 'a page whose name begins with an address', origin: undefined, host: '127.0.0.1.evil.example' },
  { title: 'a page whose name ends like ours', origin: undefined, host: 'evillocalhost' },
];

const requests: readonly {
  readonly title: string;
  readonly line: string;
  readonly body?: string;
  readonly headers?: readonly string[];
}[] = [
  {
    title: 'a form',
    line: 'POST /',
    headers: ['Content-Type: application/x-www-form-urlencoded'],
    body: 'Version=2010-05-08&Action=CreateUser&UserName=evil',
  },
  {
    title: 'JSON',
    line: 'POST /',
    headers: ['X-Amz-Target: AWSStepFunctions.CreateActivity', 'Content-Type: text/plain'],
    body: '{"name":"evil"}',
  },
  { title: 'a query', line: 'GET /?Version=2010-05-08&Action=CreateUser&UserName=evil' },
  { title: 'a function', line: 'DELETE /2015-03-31/functions/any' },
  { title: 'a bucket', line: 'PUT /evil-bucket' },
  { title: 'the metrics', line: 'GET /metrics' },
  { title: 'its health', line: 'GET /health' },
  { title: 'a question whether it may', line: 'OPTIONS /', headers: ['Access-Control-Request-Method: POST'] },
];

describe.each(foreign)('$title', ({ origin, host }) => {
  test.each(requests)('sends $title in vain', async ({ line, body = '', headers = [] }) => {
    const lines = [
      `${line} HTTP/1.1`,
      `Host: ${host}`,
      ...(origin === undefined ? [] : [`Origin: ${origin}`]),
      `Content-Length: ${body.length}`,
      ...headers,
    ];
    const [answer] = await exchange(port, `${lines.join('\r\n')}\r\n\r\n${body}`);
    expect(answer?.status).toBe(403);
    expect(answer?.head).not.toMatch(/^access-control-/im);
  });
});

test('nothing of it took effect, and this machine’s own requests are answered', async () => {
  const ask = async (target: string) => {
    const body = '{}';
    const [answer] = await exchange(
      port,
      `POST / HTTP/1.1\r\nHost: localhost:${port}\r\nX-Amz-Target: ${target}\r\nContent-Length: 2\r\n\r\n${body}`,
    );
    return answer;
  };
  expect(await ask('AWSStepFunctions.ListActivities')).toMatchObject({
    status: 200,
    body: '{"activities":[]}',
  });
  const form = 'Version=2010-05-08&Action=ListUsers';
  const [users] = await exchange(
    port,
    `POST / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${form.length}\r\n\r\n${form}`,
  );
  expect(users).toMatchObject({ status: 200, body: expect.not.stringContaining('evil') });
});
