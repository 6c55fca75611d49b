import type { JsonObject } from '../../../base/json.ts';
import type { ResourceKind } from '../../../store/resources/index.ts';
import type { Resource, Store } from '../../../store/store.ts';
import { optional } from '../typed-operation.ts';

/** Members of every list request. */
export interface PageInput {
  readonly Marker?: string;
  readonly MaxItems?: number;
}

/** Items of a page where the request names no number. Source: IAM API Reference, "MaxItems". */
const itemsDefault = 100;

/** Resources read from the store at a time while those of a page are looked for. */
const readAtOnce = 500;

export interface Page<Item> {
  readonly items: readonly Item[];
  /** `IsTruncated`, and `Marker` where there is more. */
  readonly members: JsonObject;
}

/** The part of `items`, which are in order of `nameOf`, that the request asks for. */
export function pageOf<Item>(
  items: readonly Item[],
  input: PageInput,
  nameOf: (item: Item) => string,
): Page<Item> {
  const after = parseMarker(input.Marker);
  const rest = after === undefined ? items : items.filter((item) => nameOf(item) > after);
  const page = rest.slice(0, input.MaxItems ?? itemsDefault);
  const last = page.at(-1);
  return closePage(page, rest.length > page.length && last !== undefined ? nameOf(last) : undefined);
}

/** The resources of one kind and account that `isWanted`, as far as the request's page goes. */
export async function pageOfResources<Kind extends ResourceKind>(
  store: Store,
  { kind, account }: { readonly kind: Kind; readonly account: string },
  input: PageInput,
  isWanted: (resource: Resource<Kind>) => boolean,
): Promise<Page<Resource<Kind>>> {
  const itemsMax = input.MaxItems ?? itemsDefault;
  const items: Resource<Kind>[] = [];
  for await (const resource of eachResource(store, { kind, account, after: parseMarker(input.Marker) })) {
    if (!isWanted(resource)) continue;
    if (items.length === itemsMax) return closePage(items, items.at(-1)?.name);
    items.push(resource);
  }
  return closePage(items, undefined);
}

/** Every resource of one kind and account, in order of name. */
export async function* eachResource<Kind extends ResourceKind>(
  store: Store,
  query: { readonly kind: Kind; readonly account: string; readonly after?: string | undefined },
): AsyncGenerator<Resource<Kind>> {
  const { kind, account } = query;
  let after = query.after;
  for (;;) {
    const position = after === undefined ? {} : { after };
    const batch = await store.resources.list({ kind, account, region: '', limit: readAtOnce, ...position });
    yield* batch;
    if (batch.length < readAtOnce) return;
    after = batch.at(-1)?.name;
  }
}

function closePage<Item>(items: readonly Item[], last: string | undefined): Page<Item> {
  const marker = last === undefined ? undefined : Buffer.from(last).toString('base64url');
  return { items, members: { IsTruncated: marker !== undefined, ...optional('Marker', marker) } };
}

function parseMarker(marker: string | undefined): string | undefined {
  return marker === undefined ? undefined : Buffer.from(marker, 'base64url').toString();
}
