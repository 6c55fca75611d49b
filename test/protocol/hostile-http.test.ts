import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anOperation, type RunningServer, startServer, trustMode } from '../support/api-server.ts';
import { exchange, post } from '../support/raw-http.ts';

let server: RunningServer;
let strict: RunningServer;

const operations = [
  anOperation('states', 'ListActivities', (input) => ({ activities: [], nextToken: JSON.stringify(input) })),
  anOperation('iam', 'ListRoles', () => ({ Roles: [], IsTruncated: false })),
  anOperation('lambda', 'Invoke', (input) => ({ StatusCode: 200, Payload: String(input.Payload) })),
];

beforeAll(async () => {
  server = await startServer(operations, {
    authentication: trustMode,
    limits: { headersTimeoutMilliseconds: 300, requestTimeoutMilliseconds: 600 },
  });
  strict = await startServer(operations);
});

afterAll(async () => {
  await server.close();
  await strict.close();
});

const json = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': 'AWSStepFunctions.ListActivities',
};
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const iam = 'Version=2010-05-08&Action=ListRoles';

function nested(depth: number): string {
  return `${'[{"a":'.repeat(depth / 2)}0${'}]'.repeat(depth / 2)}`;
}

describe('whatever arrives is answered in the protocol it seems to be of', () => {
  const cases: readonly {
    readonly title: string;
    readonly request: string | Buffer;
    readonly status: number;
    readonly body: RegExp;
  }[] = [
    {
      title: 'malformed JSON',
      request: post('/', json, '{"a":'),
      status: 400,
      body: /#SerializationException"/,
    },
    {
      title: 'JSON that is no object',
      request: post('/', json, '[1]'),
      status: 400,
      body: /#SerializationException"/,
    },
    {
      title: 'a member of another type',
      request: post('/', json, '{"maxResults":"x"}'),
      status: 400,
      body: /"com.amazon.coral.service#SerializationException","Message":"STRING_VALUE can not be converted to an Integer"/,
    },
    {
      title: 'an unknown member 10,000 deep',
      request: post('/', json, `{"unknown":${nested(10_000)}}`),
      status: 400,
      body: /#SerializationException","Message":"JSON nesting depth exceeds/,
    },
    {
      title: 'a megabyte of opening brackets',
      request: post('/', json, '['.repeat(1_000_000)),
      status: 400,
      body: /#SerializationException"/,
    },
    {
      title: 'bytes that are no UTF-8',
      request: post('/', json, Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])),
      status: 400,
      body: /#SerializationException","Message":"Invalid UTF-8/,
    },
    { title: 'an empty body', request: post('/', json, ''), status: 200, body: /"nextToken":"\{\}"/ },
    {
      title: 'a member called __proto__',
      request: post('/', json, '{"__proto__":{"maxResults":"x"}}'),
      status: 200,
      body: /__proto__/,
    },
    {
      title: 'two megabytes for Step Functions',
      request: post('/', json, `{"nextToken":"${'x'.repeat(2 * 1024 * 1024)}"}`),
      status: 413,
      body: /#RequestEntityTooLargeException","message":"HTTP content length exceeded 1049600 bytes\."/,
    },
    {
      title: 'an unknown target',
      request: post('/', { ...json, 'x-amz-target': 'AWSStepFunctions.Nope' }, '{}'),
      status: 400,
      body: /"com.amazon.coral.service#UnknownOperationException"/,
    },
    {
      title: 'a target of the API that this server does not have',
      request: post('/', { ...json, 'x-amz-target': 'AWSStepFunctions.ListStateMachines' }, '{}'),
      status: 400,
      body: /#UnknownOperationException"/,
    },
    {
      title: 'a target of another service',
      request: post('/', { ...json, 'x-amz-target': 'DynamoDB_20120810.ListTables' }, '{}'),
      status: 400,
      body: /#UnknownOperationException"/,
    },
    {
      title: 'an unknown action',
      request: post('/', form, 'Version=2010-05-08&Action=Nope'),
      status: 400,
      body: /<Type>Sender<\/Type><Code>InvalidAction<\/Code><Message>Could not find operation Nope for version 2010-05-08</,
    },
    {
      title: 'an action of no version',
      request: post('/', form, 'Action=ListRoles'),
      status: 400,
      body: /<Code>InvalidAction<\/Code><Message>Could not find operation ListRoles for version NO_VERSION_SPECIFIED</,
    },
    {
      title: 'an action with markup in it',
      request: post('/', form, 'Version=2010-05-08&Action=%3Cscript%3E'),
      status: 400,
      body: /Could not find operation &lt;script&gt; for/,
    },
    { title: 'no action', request: post('/', form, 'a=b'), status: 400, body: /<Code>MissingAction</ },
    {
      title: 'broken percent-encoding',
      request: post('/', form, `${iam}&Marker=%E0%A4%A`),
      status: 400,
      body: /<Code>MalformedInput</,
    },
    {
      title: 'a number that is none',
      request: post('/', form, `${iam}&MaxItems=ten`),
      status: 400,
      body: /<Code>MalformedInput<\/Code><Message>Invalid integer value: 'ten'/,
    },
    {
      title: 'a form as deep as it is long',
      request: post('/', form, `${iam}&${'a.'.repeat(200_000)}=1`),
      status: 200,
      body: /<ListRolesResponse xmlns="https:\/\/iam.amazonaws.com\/doc\/2010-05-08\/">/,
    },
    {
      title: 'an action in the query string',
      request: `GET /?${iam} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
      status: 200,
      body: /<IsTruncated>false<\/IsTruncated><\/ListRolesResult><ResponseMetadata><RequestId>request-/,
    },
    {
      title: 'an unknown path',
      request: `GET /2015-03-31/nothing HTTP/1.1\r\nHost: localhost\r\n\r\n`,
      status: 404,
      body: /"Type":"User","message":/,
    },
    {
      title: 'a path with broken percent-encoding',
      request: post('/2015-03-31/functions/%zz/invocations', {}, ''),
      status: 404,
      body: /"Type":"User"/,
    },
    {
      title: 'a payload that is no UTF-8',
      request: post('/2015-03-31/functions/f/invocations', {}, Buffer.from([0xff])),
      status: 400,
      body: /"message":"Could not parse request body into json/,
    },
    {
      title: 'a body in chunks',
      request: chunked('{"maxRes', 'ults":3}'),
      status: 200,
      body: /"nextToken":"\{\\"maxResults\\":3\}"/,
    },
    {
      title: 'chunks that grow too large',
      request: chunked(...Array.from({ length: 20 }, () => ' '.repeat(100_000))),
      status: 413,
      body: /#RequestEntityTooLargeException"/,
    },
    {
      title: 'a gzip body',
      request: post('/', { ...json, 'content-encoding': 'gzip' }, gzipSync('{"maxResults":4}')),
      status: 200,
      body: /maxResults\\":4/,
    },
    {
      title: 'a gzip body that is none',
      request: post('/', { ...json, 'content-encoding': 'gzip' }, '{}'),
      status: 400,
      body: /#SerializationException","Message":"The request body is not valid gzip/,
    },
    {
      title: 'a gzip bomb',
      request: post('/', { ...json, 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(50_000_000))),
      status: 413,
      body: /#RequestEntityTooLargeException"/,
    },
    {
      title: 'an encoding nobody reads',
      request: post('/', { ...json, 'content-encoding': 'br' }, '{}'),
      status: 415,
      body: /#UnsupportedMediaTypeException"/,
    },
    {
      title: 'a page of another site',
      request: post('/', { ...form, origin: 'https://evil.example' }, iam),
      status: 403,
      body: /<Code>AccessDenied</,
    },
    {
      title: 'a page whose own name leads to this machine',
      request: post('/', { ...form, host: 'evil.example:8083', origin: 'http://evil.example:8083' }, iam),
      status: 403,
      body: /<Code>AccessDenied</,
    },
    {
      title: 'headers without end',
      request: `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`,
      status: 431,
      body: /^$/,
    },
    { title: 'no HTTP at all', request: '\u0016\u0003\u0001garbage\r\n\r\n', status: 400, body: /^$/ },
    {
      title: 'a question about its health',
      request: 'GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n',
      status: 200,
      body: /^\{"status":"ok"\}$/,
    },
  ];
  test.each(cases)('$title', async ({ request, status, body }) => {
    const [answer] = await exchange(server.port, request);
    expect(answer).toMatchObject({ status, body: expect.stringMatching(body) });
    const [next] = await exchange(server.port, post('/', json, '{}'));
    expect(next?.status).toBe(200);
  });
});

function chunked(...chunks: readonly string[]): string {
  const head = `POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nX-Amz-Target: ${json['x-amz-target']}\r\n\r\n`;
  return `${head}${chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('')}0\r\n\r\n`;
}

describe('the headers of an answer are those of its protocol', () => {
  test('AWS JSON', async () => {
    const [answer] = await exchange(server.port, post('/', { ...json, 'x-amz-target': 'Nope' }, '{}'));
    expect(answer?.head).toMatch(/^content-type: application\/x-amz-json-1\.0$/im);
    expect(answer?.head).toMatch(/^x-amzn-requestid: request-\d+$/im);
    expect(answer?.head).toMatch(/^x-amzn-errortype: UnknownOperationException$/im);
  });

  test('AWS Query', async () => {
    const [answer] = await exchange(server.port, post('/', form, iam));
    expect(answer?.head).toMatch(/^content-type: text\/xml$/im);
  });
});

describe('a connection', () => {
  test('carries requests one after the other, also when they are sent without waiting', async () => {
    const requests = [1, 2, 3].map((maxResults) => post('/', json, JSON.stringify({ maxResults })));
    const answers = await exchange(server.port, Buffer.concat(requests), 3);
    expect(answers.map(({ body }) => /maxResults\\":(\d)/.exec(body)?.[1])).toEqual(['1', '2', '3']);
  });

  test('outlives a body that was too large', async () => {
    const tooLarge = post('/', json, Buffer.alloc(2 * 1024 * 1024, ' '));
    const answers = await exchange(server.port, Buffer.concat([tooLarge, post('/', json, '{}')]), 2);
    expect(answers.map(({ status }) => status)).toEqual([413, 200]);
  });

  test('is told to go on before it sends a body', async () => {
    const head = `POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 2\r\nX-Amz-Target: ${json['x-amz-target']}\r\n\r\n`;
    const answers = await exchange(server.port, `${head}{}`, 2);
    expect(answers.map(({ status }) => status)).toEqual([100, 200]);
  });

  test('is not told to go on with a body that would be too large', async () => {
    const head = `POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 5000000\r\nX-Amz-Target: ${json['x-amz-target']}\r\n\r\n`;
    const answers = await exchange(server.port, head, 2);
    expect(answers.map(({ status }) => status)).toEqual([413]);
    expect(answers[0]?.head).toMatch(/^connection: close$/im);
  });

  test.each([
    { title: 'its headers', start: 'POST / HTTP/1.1\r\nHost: localhost\r\nX-A' },
    {
      title: 'its body',
      start: `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\nX-Amz-Target: ${json['x-amz-target']}\r\n\r\n{`,
    },
  ])('that never finishes $title is closed', async ({ start }) => {
    const startedAt = performance.now();
    const answers = await exchange(server.port, start);
    expect(answers.map(({ status }) => status)).toEqual([408]);
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });

  test('that is lost in the middle of a request harms nobody', async () => {
    await new Promise<void>((resolve) => {
      const socket = connect(server.port, '127.0.0.1', () => {
        const half = post('/', json, '{"maxResults":1}').subarray(0, -5);
        socket.write(half, () => socket.destroy());
      });
      socket.on('close', () => resolve());
    });
    const [answer] = await exchange(server.port, post('/', json, '{}'));
    expect(answer?.status).toBe(200);
  });
});

describe('without a signature', () => {
  const cases = [
    { title: 'AWS JSON', request: post('/', json, '{}'), body: /#MissingAuthenticationToken"/ },
    {
      title: 'AWS Query',
      request: post('/', form, iam),
      body: /<Code>MissingAuthenticationToken<\/Code><Message>Request is missing Authentication Token</,
    },
    {
      title: 'REST JSON',
      request: post('/2015-03-31/functions/f/invocations', {}, '{}'),
      body: /"message":"Request is missing Authentication Token"/,
    },
  ];
  test.each(cases)('$title is refused', async ({ request, body }) => {
    const [answer] = await exchange(strict.port, request);
    expect(answer).toMatchObject({ status: 403, body: expect.stringMatching(body) });
  });
});

test('a server that closes finishes what is under way and takes nothing more', async () => {
  let finish = () => undefined as undefined;
  let started = () => undefined as undefined;
  const isStarted = new Promise<void>((resolve) => {
    started = () => void resolve();
  });
  const closing = await startServer(
    [
      {
        ...anOperation('states', 'ListActivities', () => ({})),
        run: () =>
          new Promise((resolve) => {
            finish = () => void resolve({ activities: [] });
            started();
          }),
      },
    ],
    { authentication: trustMode },
  );
  const underWay = exchange(closing.port, post('/', json, '{}'));
  await isStarted;
  const closed = closing.close();
  await expect(exchange(closing.port, post('/', json, '{}'))).rejects.toThrow('ECONNREFUSED');
  finish();
  const [answer] = await underWay;
  expect(answer).toMatchObject({ status: 200, body: '{"activities":[]}' });
  expect(answer?.head).toMatch(/^connection: close$/im);
  await closed;
});

test('a server that closes does not wait for a request that never finishes', async () => {
  const closing = await startServer(operations, {
    authentication: trustMode,
    limits: { closeMilliseconds: 50 },
  });
  const unfinished = exchange(closing.port, post('/', json, '{}').subarray(0, -1));
  const [answer] = await exchange(closing.port, post('/', json, '{}'));
  expect(answer?.status).toBe(200);
  await closing.close();
  expect(await unfinished).toEqual([]);
});
