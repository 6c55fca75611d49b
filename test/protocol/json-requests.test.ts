import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AccessDeniedException, AwsError } from '../../src/base/aws-error.ts';
import { anOperation, type RunningServer, startServer, trustMode } from '../support/api-server.ts';
import { exchange, post, type RawAnswer } from '../support/raw-http.ts';

const at = Date.UTC(2024, 1, 29, 12, 34, 56, 789);

class ActivityDoesNotExist extends AwsError {
  readonly code = 'ActivityDoesNotExist';
}

let server: RunningServer;

beforeAll(async () => {
  server = await startServer(
    [
      anOperation('states', 'ListActivities', (input) => ({
        activities: [],
        nextToken: JSON.stringify(input),
      })),
      anOperation('states', 'DescribeActivity', ({ activityArn }) => {
        if (activityArn === 'denied') throw new AccessDeniedException('no');
        if (activityArn === 'unknown') throw new ActivityDoesNotExist('not there');
        return { activityArn: 'arn', name: 'one', creationDate: at };
      }),
      anOperation('iam', 'ListRoles', () => ({ Roles: [], IsTruncated: false })),
      anOperation('lambda', 'GetFunction', () => ({ Configuration: { FunctionName: 'f' } })),
      anOperation('lambda', 'DeleteFunction', () => ({ StatusCode: 204 })),
    ],
    { authentication: trustMode },
  );
});

afterAll(() => server.close());

function json(
  operation: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): Buffer {
  const target = { 'x-amz-target': `AWSStepFunctions.${operation}` };
  return post('/', { 'content-type': 'application/x-amz-json-1.0', ...target, ...headers }, body);
}

async function ask(request: string | Buffer): Promise<RawAnswer> {
  const [answer] = await exchange(server.port, request);
  if (answer === undefined) throw new Error('no answer');
  return answer;
}

function headerOf({ head }: RawAnswer, name: string): string | undefined {
  return new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1];
}

const form = { 'content-type': 'application/x-www-form-urlencoded' };

describe('every answer names its request', () => {
  const cases: readonly {
    readonly title: string;
    readonly request: string | Buffer;
    readonly status: number;
  }[] = [
    { title: 'AWS JSON, answered', request: json('ListActivities', '{}'), status: 200 },
    { title: 'AWS JSON, refused', request: json('ListActivities', '{"maxResults":-1}'), status: 400 },
    { title: 'AWS JSON, unknown', request: json('Nothing', '{}'), status: 400 },
    { title: 'AWS JSON, unreadable', request: json('ListActivities', '{'), status: 400 },
    { title: 'AWS JSON, too large', request: json('ListActivities', ' '.repeat(1_100_000)), status: 413 },
    {
      title: 'AWS Query, answered',
      request: post('/', form, 'Version=2010-05-08&Action=ListRoles'),
      status: 200,
    },
    {
      title: 'AWS Query, refused',
      request: post('/', form, 'Version=2010-05-08&Action=Nothing'),
      status: 400,
    },
    { title: 'REST JSON, answered', request: rest('GET', '/2015-03-31/functions/f'), status: 200 },
    {
      title: 'REST JSON, answered without a body',
      request: rest('DELETE', '/2015-03-31/functions/f'),
      status: 204,
    },
    { title: 'REST JSON, unknown', request: rest('GET', '/2015-03-31/nothing'), status: 404 },
  ];
  test.each(cases)('$title', async ({ request, status }) => {
    const answer = await ask(request);
    expect(answer.status).toBe(status);
    expect(headerOf(answer, 'x-amzn-requestid')).toMatch(/^request-\d+$/);
  });

  test('and no two answers the same', async () => {
    const ids = new Set<string | undefined>();
    for (let count = 0; count < 3; count += 1)
      ids.add(headerOf(await ask(json('ListActivities', '{}')), 'x-amzn-requestid'));
    expect(ids.size).toBe(3);
  });
});

function rest(method: string, path: string): string {
  return `${method} ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
}

describe('a refusal has the shape that AWS gives it', () => {
  const cases = [
    {
      title: "an exception of the service's own",
      request: json('DescribeActivity', '{"activityArn":"unknown"}'),
      body: { __type: 'com.amazonaws.swf.service.v2.model#ActivityDoesNotExist', message: 'not there' },
    },
    {
      title: 'a constraint',
      request: json('DescribeActivity', '{}'),
      body: {
        __type: 'com.amazon.coral.validate#ValidationException',
        message:
          "1 validation error detected: Value null at 'activityArn' failed to satisfy constraint: Member must not be null",
      },
    },
    {
      title: 'a denial',
      request: json('DescribeActivity', '{"activityArn":"denied"}'),
      body: { __type: 'com.amazon.coral.service#AccessDeniedException', Message: 'no' },
    },
    {
      title: 'a value of another type',
      request: json('DescribeActivity', '{"activityArn":1}'),
      body: {
        __type: 'com.amazon.coral.service#SerializationException',
        Message: 'NUMBER_VALUE can not be converted to a String',
      },
    },
  ];
  test.each(cases)('$title', async ({ request, body }) => {
    const answer = await ask(request);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toEqual(body);
    expect(headerOf(answer, 'content-type')).toBe('application/x-amz-json-1.0');
    expect(headerOf(answer, 'x-amzn-errortype')).toBe(body.__type.replace(/^.*#/, ''));
  });
});

test('a point in time is a number of seconds with a fraction', async () => {
  const { body } = await ask(json('DescribeActivity', '{"activityArn":"arn"}'));
  expect(body).toBe('{"activityArn":"arn","name":"one","creationDate":1709210096.789}');
});

describe('an input is read', () => {
  const cases: readonly { readonly title: string; readonly request: Buffer; readonly input: string }[] = [
    ...[
      'application/x-amz-json-1.0',
      'application/x-amz-json-1.1',
      'application/json; charset=utf-8',
      'text/plain',
    ].map((type) => ({
      title: `as JSON whatever the body is called, such as ${type}`,
      request: json('ListActivities', '{"maxResults":1}', { 'content-type': type }),
      input: '{"maxResults":1}',
    })),
    {
      title: 'with the last of two members of one name',
      request: json('ListActivities', '{"maxResults":"x","maxResults":2}'),
      input: '{"maxResults":2}',
    },
    {
      title: 'with white space around it',
      request: json('ListActivities', ' \r\n\t{"maxResults":3} \n'),
      input: '{"maxResults":3}',
    },
    {
      title: 'without the members that are null',
      request: json('ListActivities', '{"maxResults":null,"nextToken":"t"}'),
      input: '{"maxResults":null,"nextToken":"t"}',
    },
    {
      title: 'with a number that has a fraction of nothing',
      request: json('ListActivities', '{"maxResults":1.0e2}'),
      input: '{"maxResults":100}',
    },
    {
      title: 'when nothing was done to the body',
      request: json('ListActivities', '{}', { 'content-encoding': 'identity' }),
      input: '{}',
    },
    {
      title: 'from two gzip members in a row',
      request: json('ListActivities', Buffer.concat([gzipSync('{"max'), gzipSync('Results":4}')]), {
        'content-encoding': 'gzip',
      }),
      input: '{"maxResults":4}',
    },
    {
      title: 'with members 99 deep that the API does not have',
      request: json('ListActivities', `{"x":${'['.repeat(98)}${']'.repeat(98)}}`),
      input: `{"x":${'['.repeat(98)}${']'.repeat(98)}}`,
    },
  ];
  test.each(cases)('$title', async ({ request, input }) => {
    const { status, body } = await ask(request);
    expect({ status, input: JSON.parse(body).nextToken }).toEqual({ status: 200, input });
  });
});

describe('an input is refused as unreadable', () => {
  const cases: readonly { readonly title: string; readonly body: string | Buffer }[] = [
    { title: 'with a byte order mark', body: '\ufeff{}' },
    { title: 'in UTF-16', body: Buffer.from('\ufeff{}', 'utf16le') },
    { title: 'with a comment', body: '{} // nothing' },
    { title: 'with a comma too many', body: '{"maxResults":1,}' },
    { title: 'with text in single quotes', body: "{'maxResults':1}" },
    { title: 'with two values', body: '{}{}' },
    { title: 'with a number that JSON does not have', body: '{"maxResults":NaN}' },
    { title: 'that is null', body: 'null' },
    { title: 'that is a text', body: '"{}"' },
    { title: 'with a control character in a text', body: '{"nextToken":"a\nb"}' },
    { title: 'half of it', body: gzipSync('{"maxResults":4}').subarray(0, 20) },
  ];
  test.each(cases)('$title', async ({ body }) => {
    const answer = await ask(json('ListActivities', body));
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toEqual({
      __type: 'com.amazon.coral.service#SerializationException',
      Message: expect.stringMatching(/./),
    });
  });
});

describe('a method other than POST', () => {
  const cases = [
    { title: 'GET with a target', request: targeted('GET'), status: 400, body: /#UnknownOperationException/ },
    { title: 'PUT with a target', request: targeted('PUT'), status: 400, body: /#UnknownOperationException/ },
    {
      title: 'OPTIONS with a target',
      request: targeted('OPTIONS'),
      status: 400,
      body: /#UnknownOperationException/,
    },
    { title: 'GET of nothing', request: rest('GET', '/'), status: 400, body: /<Code>MissingAction</ },
    { title: 'OPTIONS of nothing', request: rest('OPTIONS', '/'), status: 400, body: /<Code>MissingAction</ },
    { title: 'DELETE of no function', request: rest('DELETE', '/x'), status: 404, body: /"Type":"User"/ },
  ];
  test.each(cases)('$title is refused', async ({ request, status, body }) => {
    const answer = await ask(request);
    expect(answer).toMatchObject({ status, body: expect.stringMatching(body) });
    // No page of another site learns that it may send requests.
    expect(answer.head).not.toMatch(/^access-control-/im);
  });

  test('HEAD is answered without a body, and the connection goes on', async () => {
    const { head, rest: next } = await afterHead(server.port);
    expect(head).toMatch(/^HTTP\/1\.1 400 /);
    expect(next).toMatch(/^HTTP\/1\.1 200 /);
  });
});

function targeted(method: string): string {
  return `${method} / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AWSStepFunctions.ListActivities\r\n\r\n`;
}

/** The answer to a HEAD, and what follows it directly: the answer to the request behind it. */
async function afterHead(port: number): Promise<{ readonly head: string; readonly rest: string }> {
  const socket = connect(port, '127.0.0.1');
  let received = '';
  socket.setEncoding('latin1');
  socket.write(Buffer.concat([Buffer.from(rest('HEAD', '/')), json('ListActivities', '{}')]));
  for await (const chunk of socket) {
    received += chunk;
    const end = received.indexOf('\r\n\r\n');
    if (received.includes('"activities"')) {
      return { head: received.slice(0, end), rest: received.slice(end + 4) };
    }
  }
  throw new Error(`the connection ended after ${received}`);
}

describe('a connection', () => {
  test('answers requests in the order they came, however long each takes', async () => {
    const sizes = [4, 1, 3, 2];
    const requests = sizes.map((maxResults) => json('ListActivities', `{"maxResults":${maxResults}}`));
    const mixed = Buffer.concat(requests.flatMap((request) => [request, json('Nothing', '{}')]));
    const answers = await exchange(server.port, mixed, 2 * sizes.length);
    expect(answers.map(({ status }) => status)).toEqual(sizes.flatMap(() => [200, 400]));
    const asked = answers
      .filter(({ status }) => status === 200)
      .map(({ body }) => JSON.parse(body).nextToken);
    expect(asked).toEqual(sizes.map((maxResults) => `{"maxResults":${maxResults}}`));
  });

  test('stays open after answers and refusals, and closes when asked to', async () => {
    const [open] = await exchange(server.port, json('Nothing', '{}'));
    expect(open && headerOf(open, 'connection')).toBe('keep-alive');
    const [closing] = await exchange(server.port, json('ListActivities', '{}', { connection: 'close' }), 2);
    expect(closing && headerOf(closing, 'connection')).toBe('close');
  });

  test('of HTTP/1.0 is answered and closed', async () => {
    const body = '{}';
    const request = `POST / HTTP/1.0\r\nX-Amz-Target: AWSStepFunctions.ListActivities\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const answers = await exchange(server.port, request, 2);
    expect(answers.map(({ status }) => status)).toEqual([200]);
  });

  test.each([
    { title: 'two lengths', lines: 'Content-Length: 2\r\nContent-Length: 3\r\n' },
    { title: 'a length and chunks', lines: 'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n' },
    { title: 'a length that is no number', lines: 'Content-Length: two\r\n' },
    { title: 'a negative length', lines: 'Content-Length: -2\r\n' },
  ])('with $title for one body carries nothing further', async ({ lines }) => {
    const request = `POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AWSStepFunctions.ListActivities\r\n${lines}\r\n{}`;
    const answers = await exchange(
      server.port,
      Buffer.concat([Buffer.from(request), json('ListActivities', '{}')]),
      2,
    );
    expect(answers.map(({ status }) => status)).toEqual([400]);
  });
});
