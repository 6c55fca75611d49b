import { isJsonObject, type Json } from '../../../base/json.ts';
import { MalformedPolicyDocument } from '../../../iam/malformed-policy-document.ts';
import { parsePolicy } from '../../../iam/parse-policy.ts';
import { InvalidParameterException } from '../../../messaging/topics/errors.ts';

/** Attributes as requests carry them. */
export type AttributeMap = Readonly<Record<string, string>>;

type Check = (value: string) => boolean;

/** What each attribute may be. Source: SNS API Reference, "CreateTopic". */
const checks: Readonly<Record<string, Check>> = {
  DisplayName: (value) => value.length <= 100,
  DeliveryPolicy: isJsonText,
  Policy: isPolicy,
  KmsMasterKeyId: () => true,
  SignatureVersion: (value) => value === '1' || value === '2',
  TracingConfig: (value) => value === 'PassThrough' || value === 'Active',
};

const fifoChecks: Readonly<Record<string, Check>> = {
  FifoTopic: isBoolean,
  ContentBasedDeduplication: isBoolean,
  FifoThroughputScope: (value) => value === 'Topic' || value === 'MessageGroup',
};

/** Roles and rates by which SNS would log what it delivers; they are kept, and nothing is logged. */
const feedbackName =
  /^(HTTP|Application|Lambda|Firehose|SQS)(SuccessFeedbackRoleArn|SuccessFeedbackSampleRate|FailureFeedbackRoleArn)$/;

/** `attributes` with those of a request over them. Throws InvalidParameterException. */
export function mergeTopicAttributes(attributes: AttributeMap, given: AttributeMap): AttributeMap {
  const merged: Record<string, string> = { ...attributes };
  for (const [name, value] of Object.entries(given)) {
    const check = checks[name] ?? fifoChecks[name] ?? (feedbackName.test(name) ? () => true : undefined);
    if (check === undefined) throw new InvalidParameterException('AttributeName');
    if (!check(value)) throw new InvalidParameterException(problemOf(name));
    merged[name] = value;
  }
  if (
    merged.FifoTopic !== 'true' &&
    (merged.ContentBasedDeduplication ?? merged.FifoThroughputScope) !== undefined
  ) {
    throw new InvalidParameterException(
      'Attributes Reason: Content-based deduplication can only be set for FIFO topics',
    );
  }
  return merged;
}

function problemOf(name: string): string {
  return name === 'Policy' ? 'Policy Error: null' : `${name} Reason: The value is not valid`;
}

function isBoolean(value: string): boolean {
  return value === 'true' || value === 'false';
}

function isJsonText(value: string): boolean {
  try {
    return isJsonObject(JSON.parse(value) as Json);
  } catch {
    return false;
  }
}

function isPolicy(value: string): boolean {
  try {
    parsePolicy(JSON.parse(value) as Json, 'resource');
    return true;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof MalformedPolicyDocument) return false;
    throw error;
  }
}
