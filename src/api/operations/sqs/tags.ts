import { InvalidParameterValue } from '../../../messaging/queues/errors.ts';
import type { Permission } from '../../../runtime/identity/identity.ts';
import type { Tag } from '../../../store/resources/tag.ts';

/** Tags as requests carry them. */
export type TagMap = Readonly<Record<string, string>>;

type Context = NonNullable<Permission['context']>;

/** Tags of one queue. Source: SQS Developer Guide, "Amazon SQS cost allocation tags". */
const tagsMax = 50;

/** The request's tags over those that a queue has. Throws InvalidParameterValue. */
export function mergeTags(tags: readonly Tag[], added: TagMap = {}): readonly Tag[] {
  const values = new Map(tags.map(({ key, value }) => [key, value]));
  for (const [key, value] of Object.entries(added)) {
    if (key === '' || key.length > 128)
      throw new InvalidParameterValue('Tag keys must be between 1 and 128 characters in length.');
    if (value.length > 256)
      throw new InvalidParameterValue('Tag values must be between 0 and 256 characters in length.');
    values.set(key, value);
  }
  if (values.size > tagsMax)
    throw new InvalidParameterValue(`Too many tags added for queue. Maximum is ${tagsMax}.`);
  return [...values].map(([key, value]) => ({ key, value }));
}

/** `aws:ResourceTag/…` of what has these tags. */
export function resourceTags(tags: readonly Tag[]): Context {
  return Object.fromEntries(tags.map(({ key, value }) => [`aws:ResourceTag/${key}`, value]));
}

/** `aws:RequestTag/…` and `aws:TagKeys` of a request that gives these tags. */
export function requestTags(tags: TagMap = {}): Context {
  const keys = Object.keys(tags);
  return {
    ...tagKeys(keys),
    ...Object.fromEntries(keys.map((key) => [`aws:RequestTag/${key}`, tags[key] ?? ''])),
  };
}

export function tagKeys(keys: readonly string[]): Context {
  return keys.length === 0 ? {} : { 'aws:TagKeys': keys };
}
