import { isJsonObject, type Json } from '../../../base/json.ts';
import { parseQueueArn } from '../../../messaging/queues/names.ts';
import { InvalidParameterException } from '../../../messaging/topics/errors.ts';
import { compileFilterPolicy } from '../../../messaging/topics/filter-policy.ts';
import { deadLetterArnOf } from '../../../messaging/topics/topics.ts';
import type { AttributeMap } from './topic-attributes.ts';

/** What a subscription may say, each with an empty text to take it away. Source: SNS API Reference, "Subscribe". */
const names: ReadonlySet<string> = new Set([
  'DeliveryPolicy',
  'FilterPolicy',
  'FilterPolicyScope',
  'RawMessageDelivery',
  'RedrivePolicy',
]);

/** `attributes` with those of a request over them. Throws InvalidParameterException. */
export function mergeSubscriptionAttributes(
  attributes: AttributeMap,
  given: AttributeMap,
  protocol: string,
): AttributeMap {
  const merged: Record<string, string> = { ...attributes };
  for (const [name, value] of Object.entries(given)) {
    if (!names.has(name)) throw new InvalidParameterException('AttributeName');
    if (value === '') delete merged[name];
    else merged[name] = value;
  }
  checkAttributes(merged, protocol);
  return merged;
}

function checkAttributes(attributes: AttributeMap, protocol: string): void {
  const { RawMessageDelivery: raw, FilterPolicyScope: scope, RedrivePolicy, DeliveryPolicy } = attributes;
  if (raw !== undefined && raw !== 'true' && raw !== 'false')
    throw new InvalidParameterException(
      `Attributes Reason: RawMessageDelivery: Invalid value [${raw}]. Must be true or false.`,
    );
  if (raw === 'true' && protocol === 'lambda')
    throw new InvalidParameterException(
      'Attributes Reason: Delivery protocol [lambda] does not support raw message delivery.',
    );
  if (scope !== undefined && scope !== 'MessageAttributes' && scope !== 'MessageBody')
    throw new InvalidParameterException(
      `FilterPolicyScope: Invalid value [${scope}]. Please use either MessageBody or MessageAttributes`,
    );
  if (attributes.FilterPolicy !== undefined) compileFilterPolicy(attributes.FilterPolicy, scope);
  if (RedrivePolicy !== undefined) checkRedrivePolicy(RedrivePolicy);
  if (DeliveryPolicy !== undefined && !isJsonText(DeliveryPolicy))
    throw new InvalidParameterException('DeliveryPolicy: failed to parse JSON.');
}

function checkRedrivePolicy(text: string): void {
  const arn = deadLetterArnOf(text);
  if (arn === undefined || parseQueueArn(arn) === undefined)
    throw new InvalidParameterException('RedrivePolicy: deadLetterTargetArn is an invalid arn');
}

function isJsonText(text: string): boolean {
  try {
    return isJsonObject(JSON.parse(text) as Json);
  } catch {
    return false;
  }
}
