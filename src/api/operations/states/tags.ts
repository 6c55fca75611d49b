import { ValidationException } from '../../../base/aws-error.ts';
import type { Tag } from '../../../store/resources/tag.ts';
import { TooManyTags } from './errors.ts';

/** Tags of one resource. Source: Developer Guide, "Service quotas", restrictions related to tagging. */
const tagsMax = 50;

/** A tag as requests carry it: the API model requires neither member. */
export interface WireTag {
  readonly key?: string;
  readonly value?: string;
}

/**
 * The tags of a request as a resource keeps them. Throws ValidationException for a tag that no resource may have,
 * TooManyTags where they are more than one may have.
 *
 * A key may come twice; its last value counts (recorded of TagResource, for the same value twice).
 */
export function checkTags(tags: readonly WireTag[] = [], resourceArn?: string): readonly Tag[] {
  return mergeTags([], tags.map(parseTag), resourceArn);
}

/** `tags` with those of `added`, which replace what has their keys. Throws TooManyTags. */
export function mergeTags(tags: readonly Tag[], added: readonly Tag[], resourceArn?: string): readonly Tag[] {
  if (added.length === 0) return tags;
  const values = new Map([...tags, ...added].map(({ key, value }) => [key, value]));
  if (values.size > tagsMax) throw new TooManyTags(tagsMax, resourceArn);
  return [...values].map(([key, value]) => ({ key, value }));
}

/** Letters, digits and spaces of any script, and these marks. Source: API Reference, "Tag". */
const tagText = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Keys that AWS keeps for itself, in whatever case. */
const reservedKey = /^aws:/i;

function parseTag({ key, value = '' }: WireTag, index: number): Tag {
  const at = `at 'tags.${index + 1}.member.key' failed to satisfy constraint`;
  if (key === undefined) {
    throw new ValidationException(`1 validation error detected: Value null ${at}: Member must not be null`);
  }
  if (reservedKey.test(key)) {
    throw new ValidationException(`Tag keys may not begin with the reserved prefix 'aws:': '${key}'`);
  }
  if (!tagText.test(key)) throw new ValidationException(`Invalid tag key: '${key}'`);
  if (!tagText.test(value)) throw new ValidationException(`Invalid tag value: '${value}'`);
  return { key, value };
}
