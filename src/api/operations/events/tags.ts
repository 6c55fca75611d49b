import { ValidationException } from '../../../base/aws-error.ts';
import { LimitExceededException } from '../../../eventbridge/errors.ts';
import type { Permission } from '../../../runtime/identity/identity.ts';
import type { Tag } from '../../../store/resources/tag.ts';

/** A tag as requests carry it. */
export interface WireTag {
  readonly Key: string;
  readonly Value: string;
}

type Context = NonNullable<Permission['context']>;

/** Tags of one resource. Source: User Guide, "Tag restrictions". */
const tagsMax = 50;

/** The request's tags over those that a resource has; throws ValidationException and LimitExceededException. */
export function mergeTags(tags: readonly Tag[], added: readonly WireTag[] = []): readonly Tag[] {
  const values = new Map(tags.map(({ key, value }) => [key, value]));
  for (const { Key, Value } of added) {
    if (/^aws:/i.test(Key)) {
      throw new ValidationException(`Tag keys may not begin with the reserved prefix 'aws:': '${Key}'`);
    }
    values.set(Key, Value);
  }
  if (values.size > tagsMax) throw new LimitExceededException();
  return [...values].map(([key, value]) => ({ key, value }));
}

export function wireTags(tags: readonly Tag[]): readonly { readonly Key: string; readonly Value: string }[] {
  return tags.map(({ key, value }) => ({ Key: key, Value: value }));
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
