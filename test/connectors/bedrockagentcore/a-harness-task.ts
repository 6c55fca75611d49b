import type { JsonObject } from '../../../src/base/json.ts';
import type { Session } from '../../../src/connectors/connector.ts';
import { aResponse, type RecordedRequest } from '../a-connector-task.ts';

export const harnessParameters: JsonObject = {
  HarnessArn: 'arn:aws:bedrock-agentcore:us-east-1:111111111111:harness/agent',
  RuntimeSessionId: '0f8fad5b-d9cb-469f-a165-70867728950e',
  Messages: [{ Role: 'user', Content: [{ Text: 'Where is order 12345?' }] }],
};

/** `harnessParameters` as the API has them. */
export const harnessInput: JsonObject = {
  harnessArn: 'arn:aws:bedrock-agentcore:us-east-1:111111111111:harness/agent',
  runtimeSessionId: '0f8fad5b-d9cb-469f-a165-70867728950e',
  messages: [{ role: 'user', content: [{ text: 'Where is order 12345?' }] }],
};

/** A turn in which the agent thinks, says something and asks a tool, what the tool answers, and the turn that ends it. */
export const harnessEvents: readonly JsonObject[] = [
  { messageStart: { role: 'assistant' } },
  delta(0, { reasoningContent: { text: 'An order.' } }),
  delta(1, { text: 'Let me look.' }),
  { contentBlockStop: { contentBlockIndex: 1 } },
  { contentBlockStart: { contentBlockIndex: 2, start: { toolUse: { toolUseId: 't-1', name: 'orders' } } } },
  delta(2, { toolUse: { input: '{"id":12345}' } }),
  { messageStop: { stopReason: 'tool_use' } },
  took(10, 5, 700),
  { messageStart: { role: 'user' } },
  delta(0, { text: 'shipped' }),
  { messageStop: { stopReason: 'tool_result' } },
  { messageStart: { role: 'assistant' } },
  delta(0, { text: 'It was ' }),
  delta(1, { text: 'On Monday.' }),
  delta(0, { text: 'shipped.' }),
  { messageStop: { stopReason: 'end_turn' } },
  took(30, 8, 900),
];

export const harnessResult = {
  Output: { Message: { Role: 'assistant', Content: [{ Text: 'It was shipped.' }, { Text: 'On Monday.' }] } },
  StopReason: 'end_turn',
  Usage: { InputTokens: 40, OutputTokens: 13, TotalTokens: 53 },
  Metrics: { LatencyMs: 1600 },
};

function delta(contentBlockIndex: number, content: JsonObject): JsonObject {
  return { contentBlockDelta: { contentBlockIndex, delta: content } };
}

function took(inputTokens: number, outputTokens: number, latencyMs: number): JsonObject {
  const usage = { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens };
  return { metadata: { usage, metrics: { latencyMs } } };
}

/** A session that tells `events` to whoever hears them, and then throws `end`, if that is given. */
export function aStreamingSession(events: readonly JsonObject[], end?: Error) {
  const requests: (RecordedRequest & { readonly secondsMax: number | undefined })[] = [];
  const session: Session = {
    partition: 'aws',
    account: '111111111111',
    region: 'us-east-1',
    request: async (service, action, input, { onEvent, secondsMax } = {}) => {
      requests.push({ service, action, input, secondsMax });
      for (const event of events) onEvent?.(event);
      if (end !== undefined) throw end;
      return { output: {}, metadata: aResponse };
    },
  };
  return { session, requests };
}
