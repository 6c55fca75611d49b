import { pino } from 'pino';
import { expect, test } from 'vitest';
import { AwsError } from '../../src/base/aws-error.ts';
import { anOperation, someServices, startServer, trustMode } from '../support/api-server.ts';

class InvalidExecutionInput extends AwsError {
  readonly code = 'InvalidExecutionInput';
}

/** The log lines that a server writes while `act` talks to it, those of its requests only. */
async function requestLines(level: 'info' | 'debug', act: (endpoint: string) => Promise<void>) {
  const lines: string[] = [];
  const log = pino({ level }, { write: (line: string) => lines.push(line) });
  const run = anOperation('states', 'StartExecution', ({ input }) => {
    if (input === 'bad')
      throw new InvalidExecutionInput('Invalid State Machine Execution Input: hush-in-message');
    return { executionArn: 'arn', startDate: 0 };
  });
  const server = await startServer([run], {
    authentication: trustMode,
    services: someServices({ log }),
  });
  await act(server.endpoint);
  await server.close();
  return lines.filter((line) => line.includes('"msg":"request '));
}

function start(endpoint: string, input: string): Promise<Response> {
  return fetch(endpoint, {
    method: 'POST',
    headers: {
      'x-amz-target': 'AWSStepFunctions.StartExecution',
      authorization:
        'AWS4-HMAC-SHA256 Credential=123456789012/20260101/us-east-1/states/aws4_request, SignedHeaders=host, Signature=hush-signature',
      'x-amz-date': '20260101T000000Z',
      'x-amz-security-token': 'hush-token',
    },
    body: JSON.stringify({ stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:m', input }),
  });
}

test('a refused request has a line at level info, which says what was asked and why it was refused', async () => {
  const lines = await requestLines('info', async (endpoint) => {
    expect((await start(endpoint, 'good')).status).toBe(200);
    expect((await start(endpoint, 'bad')).status).toBe(400);
  });
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    {
      level: 30,
      msg: 'request refused',
      service: 'states',
      action: 'StartExecution',
      account: '123456789012',
      code: 'InvalidExecutionInput',
      status: 400,
      sourceIp: '127.0.0.1',
      requestId: expect.any(String),
    },
  ]);
});

test('an answered request has a line at level debug', async () => {
  const lines = await requestLines('debug', async (endpoint) => {
    await start(endpoint, 'good');
  });
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 20, msg: 'request answered', action: 'StartExecution', status: 200 },
  ]);
});

test('neither has anything of the input, the signature, the session token or the exception’s message', async () => {
  const lines = await requestLines('debug', async (endpoint) => {
    await start(endpoint, '"hush-in-input"');
    await start(endpoint, 'bad');
  });
  expect(lines).toHaveLength(2);
  expect(lines.join('\n')).not.toContain('hush');
});
