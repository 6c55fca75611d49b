import { TagLimitExceededException } from '../../../messaging/topics/errors.ts';
import type { Permission } from '../../../runtime/identity/identity.ts';
import type { Tag } from '../../../store/resources/tag.ts';

/** A tag as requests carry it. */
export interface WireTag {
  readonly Key: string;
  readonly Value: string;
}

type Context = NonNullable<Permission['context']>;

/** Tags of one topic. Source: SNS Developer Guide, "Amazon SNS topic tags". */
const tagsMax = 50;

/** The request's tags over those that a topic has. Throws TagLimitExceededException. */
export function mergeTags(tags: readonly Tag[], added: readonly WireTag[] = []): readonly Tag[] {
  const values = new Map(tags.map(({ key, value }) => [key, value]));
  for (const { Key, Value } of added) values.set(Key, Value);
  if (values.size > tagsMax) throw new TagLimitExceededException();
  return [...values].map(([key, value]) => ({ key, value }));
}

/** `aws:ResourceTag/…` of what has these tags. */
export function resourceTags(tags: readonly Tag[]): Context {
  return Object.fromEntries(tags.map(({ key, value }) => [`aws:ResourceTag/${key}`, value]));
}

/** `aws:RequestTag/…` and `aws:TagKeys` of a request that gives these tags. */
export function requestTags(tags: readonly WireTag[] = []): Context {
  return {
    ...tagKeys(tags.map(({ Key }) => Key)),
    ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
  };
}

export function tagKeys(keys: readonly string[]): Context {
  return keys.length === 0 ? {} : { 'aws:TagKeys': keys };
}
