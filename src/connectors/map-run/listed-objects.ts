import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import type { Session } from '../connector.ts';
import { itemReaderFailed, refusalText } from './item-failure.ts';

/** One page of a bucket's objects, as the API has them. */
interface ListedPage {
  readonly objects: readonly JsonObject[];
  /** Undefined for the last page. */
  readonly continuation: string | undefined;
}

/** Objects that ListObjectsV2 with these parameters lists, in pages that are asked for one by one. */
export interface Listing {
  /** `s3://bucket`. */
  readonly url: string;
  readonly bucket: string;
  pages(): AsyncGenerator<readonly JsonObject[], void, undefined>;
}

/** Rejects with a Failure where the first page is refused. */
export async function openListing(session: Session, parameters: JsonObject): Promise<Listing> {
  const { Bucket: bucket } = parameters;
  if (typeof bucket !== 'string') throw itemReaderFailed('The ItemReader must name the Bucket to list.');
  const url = `s3://${bucket}`;
  let kept: ListedPage | undefined = await readPage(session, parameters, url);
  return {
    url,
    bucket,
    async *pages() {
      let page = kept ?? (await readPage(session, parameters, url));
      kept = undefined;
      for (;;) {
        yield page.objects;
        if (page.continuation === undefined) return;
        page = await readPage(session, { ...parameters, ContinuationToken: page.continuation }, url);
      }
    },
  };
}

async function readPage(session: Session, input: JsonObject, url: string): Promise<ListedPage> {
  try {
    const { output } = await session.request('s3', 'ListObjectsV2', input);
    const { Contents: contents = [], IsTruncated: isTruncated, NextContinuationToken: next } = output;
    return {
      objects: isJsonArray(contents) ? contents.filter(isJsonObject) : [],
      continuation: isTruncated === true && typeof next === 'string' ? next : undefined,
    };
  } catch (thrown) {
    throw itemReaderFailed(`Listing ${url} failed: ${refusalText(thrown)}`);
  }
}

/** A listed object as an item shows it. Source: Developer Guide, "ItemReader (Map)". */
export function listedItem(object: JsonObject): JsonObject {
  const { ETag: tag, Key, LastModified: modified, Size, StorageClass } = object;
  const members: Readonly<Record<string, Json | undefined>> = {
    Etag: tag,
    Key,
    LastModified: typeof modified === 'number' ? Math.floor(modified / 1000) : undefined,
    Size,
    StorageClass,
  };
  return Object.fromEntries(
    Object.entries(members).filter((member): member is [string, Json] => member[1] !== undefined),
  );
}
