import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventStreamCodec } from '@smithy/core/event-streams';
import { afterEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/base/json.ts';
import { loadInstalledModel } from '../../../src/connectors/api-integrations.ts';
import { isClientInstalled } from '../../../src/connectors/aws-sdk/client-package.ts';
import { createInvokeHarness } from '../../../src/connectors/bedrockagentcore/invoke-harness.ts';
import {
  type RequestOptions,
  ServiceError,
  ServiceTimedOut,
  ServiceUnreachable,
  type Session,
} from '../../../src/connectors/connector.ts';
import { createSdkSender } from '../../../src/runtime/targets/sdk-sender.ts';
import { aConnectorTask } from '../../connectors/a-connector-task.ts';
import {
  harnessEvents,
  harnessInput,
  harnessParameters,
  harnessResult,
} from '../../connectors/bedrockagentcore/a-harness-task.ts';

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString(),
  (text) => Buffer.from(text),
);

/** One event as it goes over the wire: `{ messageStart: { role } }`, or an exception in the same form. */
function frame(event: JsonObject): Uint8Array {
  const [[name, content] = ['', null]] = Object.entries(event);
  const isException = /Exception$|Error$/.test(name);
  const kind = isException ? 'exception' : 'event';
  return codec.encode({
    headers: {
      ':message-type': { type: 'string', value: kind },
      [`:${kind}-type`]: { type: 'string', value: name },
      ':content-type': { type: 'string', value: 'application/json' },
    },
    body: Buffer.from(JSON.stringify(content)),
  });
}

const closers: (() => void)[] = [];

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function aServer(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const streamHeaders = {
  'Content-Type': 'application/vnd.amazon.eventstream',
  'x-amzn-RequestId': 'request-1',
};

/** A server that answers with the events, in chunks that do not care where one ends. */
function streaming(events: readonly JsonObject[], seen: string[] = []): RequestListener {
  return async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push(`${request.method} ${request.url} ${body}`);
    response.writeHead(200, streamHeaders);
    const bytes = Buffer.concat(events.map(frame));
    for (let start = 0; start < bytes.length; start += 50) response.write(bytes.subarray(start, start + 50));
    response.end();
  };
}

/** A session whose services are all at `url`. */
function sessionAt(url: string): Session {
  const send = createSdkSender();
  return {
    partition: 'aws',
    account: '111111111111',
    region: 'us-east-1',
    request: (service, action, input, options) =>
      send({
        service,
        action,
        input,
        options,
        clientName: url,
        configureClient: () => ({
          region: 'us-east-1',
          endpoint: url,
          credentials: { accessKeyId: 'a', secretAccessKey: 's' },
          headers: {},
        }),
        traceHeader: undefined,
      }),
  };
}

/** Asks Bedrock's model, whose client is always there, for a stream. */
async function ask(url: string, options: RequestOptions = {}) {
  const heard: JsonObject[] = [];
  const input = { modelId: 'm', messages: [{ role: 'user', content: [{ text: 'Hi' }] }] };
  const answer = await sessionAt(url).request('bedrockruntime', 'ConverseStream', input, {
    onEvent: (event) => heard.push(event),
    ...options,
  });
  return { heard, answer };
}

const spoken: readonly JsonObject[] = [
  { messageStart: { role: 'assistant' } },
  { contentBlockDelta: { contentBlockIndex: 0, delta: { text: 'Grüße' } } },
  { contentBlockDelta: { contentBlockIndex: 0, delta: { text: '!' } } },
  { messageStop: { stopReason: 'end_turn' } },
  { metadata: { usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 }, metrics: { latencyMs: 4 } } },
];

test('the events of a stream are heard in turn, and are no part of the output', async () => {
  const { heard, answer } = await ask(await aServer(streaming(spoken)));
  expect(heard).toEqual(spoken);
  expect(answer).toMatchObject({ output: {}, metadata: { status: 200, requestId: 'request-1' } });
});

test('an event that the client does not know is passed over', async () => {
  const { heard } = await ask(await aServer(streaming([{ somethingNew: {} }, ...spoken])));
  expect(heard).toEqual(spoken);
});

describe('an exception in a stream is the refusal it would have been', () => {
  test.each([
    ['as the first event', 0],
    ['after others', 2],
  ])('%s', async (_, position) => {
    const events = [...spoken.slice(0, position), { throttlingException: { message: 'Slow down.' } }];
    const asked = ask(await aServer(streaming(events)));
    await expect(asked).rejects.toBeInstanceOf(ServiceError);
    await expect(asked).rejects.toMatchObject({
      code: 'ThrottlingException',
      status: 429,
      message: 'Slow down.',
      requestId: 'request-1',
    });
  });
});

test('a stream that breaks off is no answer', async () => {
  const url = await aServer((_, response) => {
    response.writeHead(200, streamHeaders);
    response.write(frame({ messageStart: { role: 'assistant' } }), () => response.destroy());
  });
  await expect(ask(url)).rejects.toBeInstanceOf(ServiceUnreachable);
});

test('a stream that takes longer than the call may is late', async () => {
  const url = await aServer((_, response) => {
    response.writeHead(200, streamHeaders);
    response.write(frame({ messageStart: { role: 'assistant' } }));
  });
  await expect(ask(url, { secondsMax: 0.2 })).rejects.toBeInstanceOf(ServiceTimedOut);
});

test.skipIf(!isClientInstalled('bedrockagentcore'))(
  'a harness is asked and heard over HTTP (skipped without @aws-sdk/client-bedrock-agentcore)',
  async () => {
    const seen: string[] = [];
    const url = await aServer(streaming(harnessEvents, seen));
    const task = aConnectorTask({ session: sessionAt(url), parameters: harnessParameters });
    const answer = await createInvokeHarness(loadInstalledModel).call(task);
    expect(answer).toEqual({ type: 'Result', result: harnessResult });
    const { messages } = harnessInput;
    expect(seen[0]).toMatch(/^POST \/harnesses\/invoke\?harnessArn=/);
    expect(seen[0]?.endsWith(JSON.stringify({ messages }))).toBe(true);
  },
);
