import type { Arn } from '../../base/arn.ts';
import { isJsonObject, type Json } from '../../base/json.ts';
import type { QueueBody } from '../../store/resources/messaging.ts';

/** A queue's attributes as whoever works with its messages reads them. */
export interface QueueSettings {
  readonly isFifo: boolean;
  readonly visibilityTimeoutSeconds: number;
  readonly delaySeconds: number;
  readonly messageBytesMax: number;
  readonly retentionSeconds: number;
  readonly receiveWaitTimeSeconds: number;
  readonly deduplicatesByContent: boolean;
  /** Whether messages of different groups are different, whatever their deduplication ids. */
  readonly deduplicatesByGroup: boolean;
  readonly redrivePolicy: RedrivePolicy | undefined;
}

export interface RedrivePolicy {
  readonly deadLetterTargetArn: Arn;
  readonly maxReceiveCount: number;
}

/** What attributes are where nobody sets them. Source: SQS API Reference, "SetQueueAttributes". */
export const attributeDefaults: Readonly<Record<string, string>> = {
  VisibilityTimeout: '30',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  DelaySeconds: '0',
  ReceiveMessageWaitTimeSeconds: '0',
  SqsManagedSseEnabled: 'true',
};

export const fifoAttributeDefaults: Readonly<Record<string, string>> = {
  ContentBasedDeduplication: 'false',
  DeduplicationScope: 'queue',
  FifoThroughputLimit: 'perQueue',
};

const known = new WeakMap<QueueBody, QueueSettings>();

/** Worked out once per stored body. */
export function settingsOf(body: QueueBody): QueueSettings {
  const found = known.get(body);
  if (found !== undefined) return found;
  const settings = readSettings(effectiveAttributes(body));
  known.set(body, settings);
  return settings;
}

/** The attributes that are set, and the defaults of those that are not. */
export function effectiveAttributes({
  attributes,
}: Pick<QueueBody, 'attributes'>): Readonly<Record<string, string>> {
  const fifo = attributes.FifoQueue === 'true' ? fifoAttributeDefaults : {};
  return { ...attributeDefaults, ...fifo, ...attributes };
}

function readSettings(attributes: Readonly<Record<string, string>>): QueueSettings {
  return {
    isFifo: attributes.FifoQueue === 'true',
    visibilityTimeoutSeconds: Number(attributes.VisibilityTimeout),
    delaySeconds: Number(attributes.DelaySeconds),
    messageBytesMax: Number(attributes.MaximumMessageSize),
    retentionSeconds: Number(attributes.MessageRetentionPeriod),
    receiveWaitTimeSeconds: Number(attributes.ReceiveMessageWaitTimeSeconds),
    deduplicatesByContent: attributes.ContentBasedDeduplication === 'true',
    deduplicatesByGroup: attributes.DeduplicationScope === 'messageGroup',
    redrivePolicy: findRedrivePolicy(attributes.RedrivePolicy),
  };
}

/** The redrive policy that the attribute holds; undefined where it holds none. */
export function findRedrivePolicy(text: string | undefined): RedrivePolicy | undefined {
  if (text === undefined || text === '') return undefined;
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
  if (!isJsonObject(value)) return undefined;
  const { deadLetterTargetArn, maxReceiveCount } = value;
  // The API's own examples have the count as a text.
  const count = typeof maxReceiveCount === 'string' ? Number(maxReceiveCount) : maxReceiveCount;
  if (typeof deadLetterTargetArn !== 'string' || typeof count !== 'number') return undefined;
  return { deadLetterTargetArn, maxReceiveCount: count };
}
