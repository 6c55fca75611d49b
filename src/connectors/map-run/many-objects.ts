import type { ItemRun } from './item-run.ts';
import type { Item } from './map-run-data.ts';
import type { StoredObject } from './stored-object.ts';

/** Objects that are opened before they are read, so that many small ones do not wait for each other. */
const openAheadMax = 4;

/**
 * The items of many objects, one object after the other.
 *
 * `withSource` has every item say which object it is from.
 */
export async function* runsOfMany<Name>(
  names: AsyncIterable<Name>,
  {
    open,
    read,
    withSource,
  }: {
    readonly open: (name: Name) => Promise<StoredObject>;
    readonly read: (object: StoredObject) => AsyncIterable<ItemRun>;
    readonly withSource: boolean;
  },
): AsyncGenerator<ItemRun, void, undefined> {
  for await (const object of ahead(names, open)) {
    for await (const run of read(object)) yield withSource ? sourced(run, object) : run;
  }
}

/** What `open` gives for each of `names`, in order, with some already being opened. */
async function* ahead<Name, Opened>(
  names: AsyncIterable<Name>,
  open: (name: Name) => Promise<Opened>,
): AsyncGenerator<Opened, void, undefined> {
  const opening: Promise<Opened>[] = [];
  for await (const name of names) {
    const opened = open(name);
    // Whoever stops reading early never asks for it.
    opened.catch(() => undefined);
    opening.push(opened);
    const [first] = opening;
    if (opening.length > openAheadMax && first !== undefined) {
      yield await first;
      opening.shift();
    }
  }
  for (const opened of opening) yield await opened;
}

function sourced(run: ItemRun, { url }: StoredObject): ItemRun {
  const source = sourceName(url);
  return {
    length: run.length,
    async items(skipped) {
      const items: Item[] = [];
      for (const item of await run.items(skipped)) items.push({ ...item, source });
      return items;
    },
  };
}

/** As the Context object writes the address of a bucket or an object. */
export function sourceName(url: string): string {
  return url.replace(/^s3:/, 'S3:');
}
