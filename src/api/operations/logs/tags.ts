import { InvalidParameterException, TooManyTagsException } from '../../../logs/errors.ts';
import type { Permission } from '../../../runtime/identity/identity.ts';
import type { Tag } from '../../../store/resources/tag.ts';

export type WireTags = Readonly<Record<string, string>>;

/** Tags of one resource. Source: API Reference, "TagResource". */
const tagsMax = 50;

export function tagsOf(tags: WireTags): readonly Tag[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

export function wireTags(tags: readonly Tag[]): WireTags {
  return Object.fromEntries(tags.map(({ key, value }) => [key, value]));
}

/** The request's tags over those that a resource has. Throws TooManyTagsException. */
export function mergeTags(tags: readonly Tag[], added: WireTags): readonly Tag[] {
  checkTags(added);
  const merged = { ...wireTags(tags), ...added };
  if (Object.keys(merged).length > tagsMax) {
    throw new TooManyTagsException('The maximum number of tags for a resource has been exceeded.');
  }
  return tagsOf(merged);
}

export function checkTags(tags: WireTags): void {
  if (Object.keys(tags).some((key) => /^aws:/i.test(key))) {
    throw new InvalidParameterException('Tag keys must not begin with aws:.');
  }
}

/** `aws:RequestTag/…` and `aws:TagKeys` of a request that gives these tags. */
export function requestTags(tags: WireTags = {}): NonNullable<Permission['context']> {
  const keys = Object.keys(tags);
  if (keys.length === 0) return {};
  return {
    'aws:TagKeys': keys,
    ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value])),
  };
}
