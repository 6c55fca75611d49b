import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { InvalidEventPatternException } from '../../eventbridge/errors.ts';
import { type EventPattern, parseEventPattern } from '../../eventbridge/patterns/event-pattern.ts';
import type { MessageAttributes } from '../queues/message-attributes.ts';
import { InvalidParameterException } from './errors.ts';

/** Whether a subscription wants a message. */
export type MatchMessage = (message: {
  readonly body: string;
  readonly attributes: MessageAttributes;
}) => boolean;

/**
 * Compiles a subscription's filter policy, which asks of a message's attributes, or with the scope `MessageBody` of the
 * message as JSON. Policies are matched as EventBridge matches patterns. Throws InvalidParameterException.
 *
 * Source: SNS Developer Guide, "Amazon SNS subscription filter policies".
 */
export function compileFilterPolicy(text: string, scope: string | undefined): MatchMessage {
  const document = parseObject(text);
  if (document === undefined) {
    throw new InvalidParameterException('FilterPolicy: failed to parse JSON. Unexpected end of input');
  }
  if (Object.keys(document).length === 0) return () => true;
  const pattern = parsePattern(text);
  if (scope === 'MessageBody') {
    return ({ body }) => {
      const value = parseObject(body);
      return value !== undefined && pattern.matches(value);
    };
  }
  if (Object.entries(document).some(([name, value]) => name !== '$or' && isJsonObject(value))) {
    throw new InvalidParameterException(
      'Filter policy scope MessageAttributes does not support nested filter policy',
    );
  }
  return ({ attributes }) => pattern.matches(valuesOf(attributes));
}

function parsePattern(text: string): EventPattern {
  try {
    return parseEventPattern(text);
  } catch (error) {
    if (!(error instanceof InvalidEventPatternException)) throw error;
    const [, reason = error.message] = /Reason: ([\s\S]*)$/.exec(error.message) ?? [];
    throw new InvalidParameterException(`FilterPolicy: ${reason}`);
  }
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The values that policies see of attributes: texts, numbers, and what arrays hold; of bytes they see nothing. */
function valuesOf(attributes: MessageAttributes): JsonObject {
  const values: Record<string, Json> = {};
  for (const [name, { DataType, StringValue }] of Object.entries(attributes)) {
    if (StringValue === undefined) continue;
    if (DataType === 'String.Array') values[name] = parseArray(StringValue);
    else if (DataType.startsWith('Number')) values[name] = Number(StringValue);
    else values[name] = StringValue;
  }
  return values;
}

function parseArray(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
