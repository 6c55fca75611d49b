import { parseArn } from '../../../base/arn.ts';
import { isJsonObject, type Json } from '../../../base/json.ts';
import { MalformedPolicyDocument } from '../../../iam/malformed-policy-document.ts';
import { parsePolicy } from '../../../iam/parse-policy.ts';
import {
  InvalidAttributeName,
  InvalidAttributeValue,
  invalidValue,
} from '../../../messaging/queues/errors.ts';
import { parseQueueArn, type QueueName } from '../../../messaging/queues/names.ts';
import { findRedrivePolicy } from '../../../messaging/queues/settings.ts';
import { findQueue } from '../../../messaging/queues/stored-queue.ts';
import type { Store } from '../../../store/store.ts';

/** Attributes as requests carry them. */
export type AttributeMap = Readonly<Record<string, string>>;

type Check = (value: string) => boolean;

/** What each attribute may be. Source: SQS API Reference, "SetQueueAttributes". */
const checks: Readonly<Record<string, Check>> = {
  VisibilityTimeout: wholeNumber(0, 43_200),
  MaximumMessageSize: wholeNumber(1_024, 1_048_576),
  MessageRetentionPeriod: wholeNumber(60, 1_209_600),
  DelaySeconds: wholeNumber(0, 900),
  ReceiveMessageWaitTimeSeconds: wholeNumber(0, 20),
  Policy: isPolicy,
  RedrivePolicy: isRedrivePolicy,
  RedriveAllowPolicy: isRedriveAllowPolicy,
  KmsMasterKeyId: () => true,
  KmsDataKeyReusePeriodSeconds: wholeNumber(60, 86_400),
  SqsManagedSseEnabled: isBoolean,
  FifoQueue: isBoolean,
};

const fifoChecks: Readonly<Record<string, Check>> = {
  ContentBasedDeduplication: isBoolean,
  DeduplicationScope: (value) => value === 'queue' || value === 'messageGroup',
  FifoThroughputLimit: (value) => value === 'perQueue' || value === 'perMessageGroupId',
};

/** Attributes that an empty text takes away. */
const removable: ReadonlySet<string> = new Set([
  'KmsMasterKeyId',
  'Policy',
  'RedriveAllowPolicy',
  'RedrivePolicy',
]);

/**
 * `attributes` with those of a request over them. Throws InvalidAttributeName and InvalidAttributeValue.
 */
export function mergeAttributes(
  attributes: AttributeMap,
  given: AttributeMap,
  isFifo: boolean,
): AttributeMap {
  const merged: Record<string, string> = { ...attributes };
  for (const [name, value] of Object.entries(given)) {
    const check = checks[name] ?? (isFifo ? fifoChecks[name] : undefined);
    if (check === undefined) throw new InvalidAttributeName(name);
    if (value === '' && removable.has(name)) delete merged[name];
    else if (check(value)) merged[name] = value;
    else throw new InvalidAttributeValue(name);
  }
  return merged;
}

/** Throws InvalidParameterValue where a queue's messages could not go where its redrive policy sends them. */
export async function checkRedrivePolicy(store: Store, queue: QueueName, given: AttributeMap): Promise<void> {
  const { RedrivePolicy: value } = given;
  const policy = findRedrivePolicy(value);
  if (policy === undefined || value === undefined) return;
  const parameter = { name: 'RedrivePolicy', value };
  const target = parseQueueArn(policy.deadLetterTargetArn);
  const { account, region } = queue.place;
  if (target !== undefined && (target.place.account !== account || target.place.region !== region)) {
    throw invalidValue(parameter, 'Dead-letter queue must be in the same account and region as the source.');
  }
  const found = target && (await findQueue(store, target));
  if (found === undefined) throw invalidValue(parameter, 'Dead letter target does not exist.');
  if (queue.name.endsWith('.fifo') !== found.name.endsWith('.fifo')) {
    throw invalidValue(parameter, 'Dead-letter queue must be same type of queue as the source.');
  }
}

function wholeNumber(min: number, max: number): Check {
  return (value) => /^\d{1,10}$/.test(value) && Number(value) >= min && Number(value) <= max;
}

function isBoolean(value: string): boolean {
  return value === 'true' || value === 'false';
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

function isRedrivePolicy(value: string): boolean {
  const policy = findRedrivePolicy(value);
  if (policy === undefined) return false;
  const { deadLetterTargetArn, maxReceiveCount } = policy;
  const isCount = Number.isInteger(maxReceiveCount) && maxReceiveCount >= 1 && maxReceiveCount <= 1_000;
  return isCount && parseArn(deadLetterTargetArn)?.service === 'sqs';
}

function isRedriveAllowPolicy(value: string): boolean {
  try {
    const policy = JSON.parse(value) as Json;
    if (!isJsonObject(policy)) return false;
    return ['allowAll', 'denyAll', 'byQueue'].includes(String(policy.redrivePermission));
  } catch {
    return false;
  }
}
