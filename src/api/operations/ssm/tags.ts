import { ValidationException } from '../../../base/aws-error.ts';
import type { Permission } from '../../../runtime/identity/identity.ts';
import type { Tag } from '../../../store/resources/tag.ts';
import { TooManyTagsError } from './errors.ts';

/** A tag as requests carry it. */
export interface WireTag {
  readonly Key: string;
  readonly Value: string;
}

/** Tags of one parameter. Source: User Guide, "Tagging Systems Manager resources". */
const tagsMax = 50;

/** The request's tags over those that a parameter has. */
export function mergeTags(tags: readonly Tag[], added: readonly WireTag[] = []): readonly Tag[] {
  const values = new Map(tags.map(({ key, value }) => [key, value]));
  for (const { Key, Value } of added) {
    if (/^aws:/i.test(Key)) throw new ValidationException('Tag keys cannot begin with aws:.');
    values.set(Key, Value);
  }
  if (values.size > tagsMax) throw new TooManyTagsError(`A parameter can have at most ${tagsMax} tags.`);
  return [...values].map(([key, value]) => ({ key, value }));
}

export function requestTags(tags: readonly WireTag[] = []): NonNullable<Permission['context']> {
  if (tags.length === 0) return {};
  return {
    'aws:TagKeys': tags.map(({ Key }) => Key),
    ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
  };
}
