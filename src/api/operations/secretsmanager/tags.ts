import type { Permission } from '../../../runtime/identity/identity.ts';
import type { Tag } from '../../../store/resources/tag.ts';
import { InvalidParameterException, LimitExceededException } from './errors.ts';

/** A tag as requests carry it. */
export interface WireTag {
  readonly Key?: string;
  readonly Value?: string;
}

type Context = NonNullable<Permission['context']>;

/** Tags of one secret. Source: User Guide, "Tag secrets". */
const tagsMax = 50;

/** The request's tags over those that a secret has. */
export function mergeTags(tags: readonly Tag[], added: readonly WireTag[] = []): readonly Tag[] {
  const values = new Map(tags.map(({ key, value }) => [key, value]));
  for (const { Key = '', Value = '' } of added) {
    if (/^aws:/i.test(Key)) {
      throw new InvalidParameterException("Tag keys can't start with the reserved prefix 'aws:'.");
    }
    values.set(Key, Value);
  }
  if (values.size > tagsMax) throw new LimitExceededException(`A secret can have at most ${tagsMax} tags.`);
  return [...values].map(([key, value]) => ({ key, value }));
}

export function wireTags(tags: readonly Tag[]): readonly { readonly Key: string; readonly Value: string }[] {
  return tags.map(({ key, value }) => ({ Key: key, Value: value }));
}

export function resourceTags(tags: readonly Tag[]): Context {
  return Object.fromEntries(
    tags.flatMap(({ key, value }) => [
      [`aws:ResourceTag/${key}`, value],
      [`secretsmanager:ResourceTag/${key}`, value],
    ]),
  );
}

export function requestTags(tags: readonly WireTag[] = []): Context {
  if (tags.length === 0) return {};
  return {
    'aws:TagKeys': tags.map(({ Key = '' }) => Key),
    ...Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [`aws:RequestTag/${Key}`, Value])),
  };
}
