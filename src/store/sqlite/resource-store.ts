import type { Cell } from '../cell.ts';
import type { ResourceBodies, ResourceKind } from '../resources/index.ts';
import { parseInteger, parseText } from '../rows.ts';
import type {
  PutResource,
  Resource,
  ResourceChange,
  ResourceKey,
  ResourceQuery,
  ResourceStore,
} from '../store.ts';
import type { Lane } from './lane.ts';
import { readRequest } from './read-request.ts';
import { cacheKey, createResourceCache } from './resource-cache.ts';
import { parseRevisions, pushChanges, type WrittenChange, writtenChange } from './resource-request.ts';

/** Above every name: the greatest code point there is. */
const afterAllNames = '\u{10ffff}';

/**
 * Resources, through a cache that always holds the last acknowledged state.
 *
 * What is not in the cache is read by the writer's thread, whose answers arrive in the order of its commits: no older
 * revision can overtake a newer one. Lists may be long, so another thread reads them.
 */
export class SqliteResourceStore implements ResourceStore {
  readonly #writes: Lane;
  readonly #orderedReads: Lane;
  readonly #longReads: Lane;
  readonly #cache = createResourceCache();
  readonly #reading = new Map<string, Promise<Resource | undefined>>();
  #writesBegun = 0;
  #writesSettled = 0;

  constructor(lanes: { readonly writes: Lane; readonly orderedReads: Lane; readonly longReads: Lane }) {
    this.#writes = lanes.writes;
    this.#orderedReads = lanes.orderedReads;
    this.#longReads = lanes.longReads;
  }

  get<Kind extends ResourceKind>(key: ResourceKey<Kind>): Promise<Resource<Kind> | undefined> {
    const text = cacheKey(key);
    const entry = this.#cache.get(text);
    // A kind is part of the text its resources are found by, so what is found is of that kind.
    if (entry !== undefined) return Promise.resolve(entry.resource as Resource<Kind> | undefined);
    let reading = this.#reading.get(text);
    if (reading === undefined) {
      reading = this.#read(key, text).finally(() => this.#reading.delete(text));
      this.#reading.set(text, reading);
    }
    return reading as Promise<Resource<Kind> | undefined>;
  }

  async list<Kind extends ResourceKind>(query: ResourceQuery<Kind>): Promise<readonly Resource<Kind>[]> {
    const begun = this.#writesBegun;
    const isQuiet = begun === this.#writesSettled;
    const { kind, account, region } = query;
    const cells = await this.#longReads.request(...listRequest(query));
    // Where a write came between, the rows may be older than the cache, or newer.
    const isCurrent = isQuiet && begun === this.#writesBegun;
    const resources: (Resource<Kind> | Promise<Resource<Kind>>)[] = [];
    for (let at = 0; at < cells.length; at += 3) {
      const key = { kind, account, region, name: parseText(cells[at]) };
      const revision = parseInteger(cells[at + 1]);
      const body = parseText(cells[at + 2]);
      resources.push(
        isCurrent
          ? this.#kept(key, revision, body)
          : this.get(key).then((resource) => resource ?? parseResource(key, revision, body)),
      );
    }
    return isCurrent ? (resources as Resource<Kind>[]) : Promise.all(resources);
  }

  async write(changes: readonly ResourceChange[]): Promise<'written' | 'conflict'> {
    const written = changes.map(writtenChange);
    this.#writesBegun += 1;
    try {
      return await this.#writes.request(
        { push: pushChanges, parse: (answer) => this.#keepWritten(written, answer) },
        written,
      );
    } finally {
      this.#writesSettled += 1;
    }
  }

  #read(key: ResourceKey, text: string): Promise<Resource | undefined> {
    const parse = (cells: readonly Cell[] = []) => {
      const entry = this.#cache.get(text);
      if (entry !== undefined) return entry.resource;
      if (cells.length > 0) return this.#kept(key, parseInteger(cells[0]), parseText(cells[1]));
      this.#cache.set(text, { resource: undefined, textLength: 0 });
      return undefined;
    };
    return this.#orderedReads.request({ push: resourceByKey.push, parse }, [
      key.kind,
      key.account,
      key.region,
      key.name,
    ]);
  }

  /** The cache's own object where it has the revision; what the row says, from now on in the cache, otherwise. */
  #kept<Kind extends ResourceKind>(key: ResourceKey<Kind>, revision: number, body: string): Resource<Kind> {
    const text = cacheKey(key);
    const known = this.#cache.get(text)?.resource;
    if (known?.revision === revision) return known as Resource<Kind>;
    const resource = parseResource(key, revision, body);
    this.#cache.set(text, { resource, textLength: body.length });
    return resource;
  }

  #keepWritten(
    changes: readonly WrittenChange[],
    answer: readonly Cell[] | undefined,
  ): 'written' | 'conflict' {
    const revisions = parseRevisions(answer);
    if (revisions === undefined) return 'conflict';
    for (const [index, { change, bodyText }] of changes.entries()) {
      const revision = parseInteger(revisions[index]);
      const resource = change.type === 'put' ? resourceOf(change, revision) : undefined;
      this.#cache.set(cacheKey(change.key), { resource, textLength: bodyText.length });
    }
    return 'written';
  }
}

function resourceOf({ key, body }: PutResource<ResourceKind>, revision: number): Resource {
  const { kind, account, region, name } = key;
  return { kind, account, region, name, revision, body };
}

function parseResource<Kind extends ResourceKind>(
  { kind, account, region, name }: ResourceKey<Kind>,
  revision: number,
  body: string,
): Resource<Kind> {
  // Only `write` makes bodies, and it takes them typed by their kind.
  return { kind, account, region, name, revision, body: JSON.parse(body) as ResourceBodies[Kind] };
}

const resourceByKey = readRequest('resource', asRows);
const resourcesFrom = readRequest('resourcesFrom', asRows);
const resourcesAfter = readRequest('resourcesAfter', asRows);

function asRows(cells: readonly Cell[]): readonly Cell[] {
  return cells;
}

function listRequest({ kind, account, region, prefix = '', after, limit }: ResourceQuery<ResourceKind>) {
  const isAfter = after !== undefined && after >= prefix;
  const bounds = [isAfter ? after : prefix, prefix + afterAllNames];
  return [isAfter ? resourcesAfter : resourcesFrom, [kind, account, region, ...bounds, limit]] as const;
}
