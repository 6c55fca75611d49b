import type { S3BucketBody } from '../../../store/resources/s3.ts';
import type { Store } from '../../../store/store.ts';
import type { StoredObject } from './objects.ts';

export interface KeyQuery {
  readonly bucket: S3BucketBody;
  readonly prefix: string;
  /** Keys that have it behind the prefix are listed once for all of them, as a common prefix. */
  readonly delimiter: string | undefined;
  /** Keys up to it are left out. */
  readonly after: string | undefined;
  /** Keys and common prefixes together. */
  readonly max: number;
}

export interface KeyList {
  readonly objects: readonly ListedObject[];
  readonly commonPrefixes: readonly string[];
  /** What the next page begins behind; undefined where there is none. */
  readonly next: NextPage | undefined;
}

export interface ListedObject {
  readonly key: string;
  readonly object: StoredObject['body'];
}

export interface NextPage {
  /** The last key or common prefix that was listed. */
  readonly last: string;
  /** `last`, or what is behind all keys that have it for a common prefix. */
  readonly after: string;
}

/** Behind everything that has a prefix: the greatest code point there is. */
const afterAll = '\u{10ffff}';

/** Keys that are read at a time. */
const pageMax = 1000;

/** Keys in the order of their UTF-8 bytes. What a common prefix covers is skipped, however many keys that are. */
export async function listKeys(store: Store, query: KeyQuery): Promise<KeyList> {
  const { bucket, prefix, delimiter, max } = query;
  const objects: ListedObject[] = [];
  const commonPrefixes: string[] = [];
  let last: NextPage = { last: '', after: query.after ?? '' };
  if (max === 0) return { objects, commonPrefixes, next: undefined };
  for (;;) {
    const limit = Math.min(pageMax, delimiter === undefined ? max - objects.length + 1 : pageMax);
    const page = await listAfter(store, bucket, { prefix, after: last.after, limit });
    for (const { name, body } of page) {
      const key = name.slice(bucket.id.length + 1);
      const common = commonPrefixOf(key, prefix, delimiter);
      if (common !== undefined && common === last.last) continue;
      if (objects.length + commonPrefixes.length === max) return { objects, commonPrefixes, next: last };
      if (common === undefined) objects.push({ key, object: body });
      else commonPrefixes.push(common);
      last = { last: common ?? key, after: common === undefined ? key : common + afterAll };
    }
    if (page.length < limit) return { objects, commonPrefixes, next: undefined };
  }
}

/** What `marker` leaves out: with itself all it stands for, where an answer gave it for a common prefix. */
export function afterMarker(marker: string, prefix: string, delimiter: string | undefined): string {
  return commonPrefixOf(marker, prefix, delimiter) === marker ? marker + afterAll : marker;
}

function commonPrefixOf(key: string, prefix: string, delimiter: string | undefined): string | undefined {
  if (delimiter === undefined || delimiter === '' || !key.startsWith(prefix)) return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}

function listAfter(
  store: Store,
  { id }: S3BucketBody,
  { prefix, after, limit }: { readonly prefix: string; readonly after: string; readonly limit: number },
): Promise<readonly StoredObject[]> {
  return store.resources.list({
    kind: 'S3Object',
    account: '',
    region: '',
    prefix: `${id}/${prefix}`,
    ...(after !== '' && { after: `${id}/${after}` }),
    limit,
  });
}
