import type { JsonObject } from '../../../base/json.ts';
import type { Tag } from '../../../store/resources/tag.ts';
import { invalidArgument, S3Error } from './errors.ts';

export interface TagInput {
  readonly Key?: string;
  readonly Value?: string;
}

/** Source: User Guide, "Categorizing your storage using tags". */
const tagsMax = 10;
const keyLengthMax = 128;
const valueLengthMax = 256;

/** Throws InvalidTag or BadRequest for a set that no object can have. */
export function tagsOf(tagSet: readonly TagInput[]): readonly Tag[] {
  if (tagSet.length > tagsMax) {
    throw new S3Error({ code: 'BadRequest', message: `Object tags cannot be greater than ${tagsMax}` });
  }
  const tags = tagSet.map(({ Key: key = '', Value: value = '' }) => ({ key, value }));
  if (new Set(tags.map(({ key }) => key)).size < tags.length)
    throw invalidTag('Cannot provide multiple Tags with the same key');
  for (const { key, value } of tags) {
    if (key === '' || key.length > keyLengthMax || !tagText.test(key))
      throw invalidTag('The TagKey you have provided is invalid');
    if (value.length > valueLengthMax || !tagText.test(value))
      throw invalidTag('The TagValue you have provided is invalid');
    if (key.startsWith('aws:')) throw invalidTag('System tags cannot be added/updated by requester');
  }
  return tags;
}

/** The tags of a header such as `a=1&b=2`. */
export function tagsOfHeader(header: string | undefined): readonly Tag[] {
  if (header === undefined || header === '') return [];
  const pairs = header.split('&').map((pair) => {
    const [key = '', value = '', ...more] = pair.split('=');
    if (key === '' || more.length > 0) throw wrongHeader(header);
    return { Key: decode(key, header), Value: decode(value, header) };
  });
  return tagsOf(pairs);
}

/** The condition keys of tags that a request brings. */
export function requestTagContext(
  tags: readonly Tag[],
): Readonly<Record<string, string | readonly string[]>> {
  if (tags.length === 0) return {};
  return {
    's3:RequestObjectTagKeys': tags.map(({ key }) => key),
    ...Object.fromEntries(tags.map(({ key, value }) => [`s3:RequestObjectTag/${key}`, value])),
  };
}

/** The condition keys of tags that an object has. */
export function existingTagContext(tags: readonly Tag[]): Readonly<Record<string, string>> {
  return Object.fromEntries(tags.map(({ key, value }) => [`s3:ExistingObjectTag/${key}`, value]));
}

export function tagSetJson(tags: readonly Tag[]): readonly JsonObject[] {
  return tags.map(({ key, value }) => ({ Key: key, Value: value }));
}

const tagText = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

function decode(text: string, header: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw wrongHeader(header);
  }
}

function wrongHeader(header: string): S3Error {
  return invalidArgument(
    "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
    'x-amz-tagging',
    header,
  );
}

function invalidTag(message: string): S3Error {
  return new S3Error({ code: 'InvalidTag', message });
}
