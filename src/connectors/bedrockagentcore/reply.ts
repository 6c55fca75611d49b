import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { memberAt, presentMembers } from '../api-integration.ts';

/** What an agent said, gathered from the events that it is told in. */
export interface Reply {
  /** `event` has one member, named after what happened. */
  readonly hear: (event: JsonObject) => void;
  /**
   * As the Converse API of Bedrock shows a message: the text of the agent's last one, and what all of them took.
   *
   * Source: Developer Guide, "Invoke Amazon Bedrock AgentCore harness with Step Functions", response fields.
   */
  readonly result: () => JsonObject;
}

export function createReply(): Reply {
  /** Texts by their block's index. */
  let blocks = new Map<number, string>();
  let isAgent = true;
  let stopReason: Json | undefined;
  const usage = { inputTokens: 0, outputTokens: 0, totalTokens: 0 };
  let latencyMs = 0;

  return {
    hear({ messageStart, contentBlockDelta, messageStop, metadata }) {
      if (isJsonObject(messageStart)) {
        // What tools answer is a message to the agent.
        isAgent = messageStart.role !== 'user';
        if (isAgent) blocks = new Map();
      }
      if (isAgent && isJsonObject(contentBlockDelta)) {
        const index = numberAt(contentBlockDelta, 'contentBlockIndex');
        const text = memberAt(contentBlockDelta, 'delta.text');
        if (typeof text === 'string') blocks.set(index, `${blocks.get(index) ?? ''}${text}`);
      }
      if (isAgent && isJsonObject(messageStop)) stopReason = messageStop.stopReason;
      if (isJsonObject(metadata)) {
        usage.inputTokens += numberAt(metadata, 'usage.inputTokens');
        usage.outputTokens += numberAt(metadata, 'usage.outputTokens');
        usage.totalTokens += numberAt(metadata, 'usage.totalTokens');
        latencyMs += numberAt(metadata, 'metrics.latencyMs');
      }
    },
    result() {
      const texts = [...blocks].sort(([left], [right]) => left - right).map(([, Text]) => ({ Text }));
      const { inputTokens, outputTokens, totalTokens } = usage;
      return presentMembers({
        Output: { Message: { Role: 'assistant', Content: texts } },
        StopReason: stopReason,
        Usage: { InputTokens: inputTokens, OutputTokens: outputTokens, TotalTokens: totalTokens },
        Metrics: { LatencyMs: latencyMs },
      });
    },
  };
}

function numberAt(value: JsonObject, path: string): number {
  const number = memberAt(value, path);
  return typeof number === 'number' ? number : 0;
}
