import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/base/failure.ts';
import type { Json, JsonObject } from '../../../src/base/json.ts';
import { createInvokeHarness } from '../../../src/connectors/bedrockagentcore/invoke-harness.ts';
import { ServiceError, ServiceTimedOut, ServiceUnreachable } from '../../../src/connectors/connector.ts';
import { aConnectorTask, requestId } from '../a-connector-task.ts';
import { loadModel, violations } from '../models/load-model.ts';
import {
  aStreamingSession,
  harnessEvents,
  harnessInput,
  harnessParameters,
  harnessResult,
} from './a-harness-task.ts';

const invokeHarness = createInvokeHarness(loadModel);

async function call(parameters: Json, events: readonly JsonObject[] = harnessEvents, end?: Error) {
  const { session, requests } = aStreamingSession(events, end);
  return { answer: await invokeHarness.call(aConnectorTask({ session, parameters })), requests };
}

test('the harness is asked with the names of its API, for no longer than a task may take', async () => {
  const { requests } = await call({
    ...harnessParameters,
    Model: { BedrockModelConfig: { ModelId: 'm', Temperature: 0.7 } },
    SystemPrompt: [{ Text: 'Be brief.' }],
    Tools: [
      { Type: 'agentcore_browser', Name: 'b', Config: { AgentCoreBrowser: { BrowserArn: 'arn' } } },
      {
        Type: 'inline_function',
        Name: 'f',
        Config: { InlineFunction: { Description: 'd', InputSchema: { a: [1] } } },
      },
    ],
    AllowedTools: ['*'],
    MaxIterations: 75,
    TimeoutSeconds: 3600,
  });
  const input = {
    ...harnessInput,
    model: { bedrockModelConfig: { modelId: 'm', temperature: 0.7 } },
    systemPrompt: [{ text: 'Be brief.' }],
    tools: [
      { type: 'agentcore_browser', name: 'b', config: { agentCoreBrowser: { browserArn: 'arn' } } },
      {
        type: 'inline_function',
        name: 'f',
        config: { inlineFunction: { description: 'd', inputSchema: { a: [1] } } },
      },
    ],
    allowedTools: ['*'],
    maxIterations: 75,
    timeoutSeconds: 3600,
  };
  expect(requests).toEqual([
    { service: 'bedrockagentcore', action: 'InvokeHarness', input, secondsMax: 900 },
  ]);
  const model = await loadModel('bedrockagentcore');
  if (model === undefined) throw new Error('a model of bedrockagentcore');
  expect(violations(model, 'InvokeHarnessRequest', input)).toEqual([]);
  const events = harnessEvents.flatMap((event) => violations(model, 'InvokeHarnessStreamOutput', event));
  expect(events).toEqual([]);
});

describe('the result', () => {
  test("is the text of the agent's last message, and what all messages took", async () => {
    const { answer } = await call(harnessParameters);
    expect(JSON.stringify(answer)).toBe(JSON.stringify({ type: 'Result', result: harnessResult }));
  });

  test('has no text where the agent ends with a tool', async () => {
    const { answer } = await call(harnessParameters, harnessEvents.slice(4, 7));
    expect(answer).toEqual({
      type: 'Result',
      result: {
        Output: { Message: { Role: 'assistant', Content: [] } },
        StopReason: 'tool_use',
        Usage: { InputTokens: 0, OutputTokens: 0, TotalTokens: 0 },
        Metrics: { LatencyMs: 0 },
      },
    });
  });
});

const refusal = (code: string, status: number) => new ServiceError('No.', { code, status, requestId });
const details = (status: number) =>
  `No. (Service: BedrockAgentCore, Status Code: ${status}, Request ID: ${requestId}) (SDK Attempt Count: 1)`;

test.each<[Error, Failure]>([
  [refusal('ThrottlingException', 429), new Failure('BedrockAgentCore.ThrottlingException', details(429))],
  [
    refusal('ResourceNotFoundException', 404),
    new Failure('BedrockAgentCore.ResourceNotFoundException', details(404)),
  ],
  [refusal('Strange', 418), new Failure('BedrockAgentCore.BedrockAgentCoreException', details(418))],
  [
    new ServiceUnreachable('Nobody there.'),
    new Failure('BedrockAgentCore.SdkClientException', 'Nobody there. (SDK Attempt Count: 1)'),
  ],
  [new ServiceTimedOut('Too late.'), new Failure('States.Timeout')],
])('an answer that breaks off with %s fails the task', async (end, failure) => {
  const { answer } = await call(harnessParameters, harnessEvents.slice(0, 3), end);
  expect(answer).toEqual({ type: 'Result', result: failure });
});

test.each<[Json, string]>([
  [[], 'The Parameters must be a JSON object'],
  [{ ...harnessParameters, Prompt: 'x' }, "The field 'Prompt' is not supported by Step Functions"],
  [{ HarnessArn: 'a', Messages: [] }, "The field 'RuntimeSessionId' is required but was missing"],
  [{ ...harnessParameters, Messages: 'x' }, "The value of the field 'Messages' has an invalid format"],
])('no harness is asked with %j', async (parameters, problem) => {
  const { answer, requests } = await call(parameters);
  const cause = `The Parameters '${JSON.stringify(parameters)}' could not be used to start the Task: [${problem}]`;
  expect(answer).toEqual({ type: 'Result', result: new Failure('States.Runtime', cause) });
  expect(requests).toEqual([]);
});

test('without its client the task fails and says what to install', async () => {
  const { session } = aStreamingSession([]);
  const task = aConnectorTask({ session, parameters: harnessParameters });
  const answer = await createInvokeHarness(async () => undefined).call(task);
  expect(answer).toMatchObject({ result: { error: 'BedrockAgentCore.SdkClientException' } });
  expect(JSON.stringify(answer)).toContain('npm install @aws-sdk/client-bedrock-agentcore');
});
