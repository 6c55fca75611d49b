import { itemReaderFailed } from './item-failure.ts';
import type { Item } from './map-run-data.ts';

/**
 * Some successive items of a source, each made only when it is asked for, so that items which are skipped cost little.
 */
export interface ItemRun {
  readonly length: number;
  /** The items after the first `skipped`. */
  items(skipped: number): Iterable<Item> | Promise<Iterable<Item>>;
}

/** UTF-8 bytes of one item as its source has it. Source: Developer Guide, "ItemReader (Map)". */
export const itemBytesMax = 8 * 1024 * 1024;

export function itemTooLarge(url: string) {
  return itemReaderFailed(`An item of ${url} is larger than 8 MB, the maximum size of one item.`);
}

/** The items of `runs` after the first `skipped`, up to the item before number `end`. */
export async function* itemsOf(
  runs: AsyncIterable<ItemRun>,
  { skipped, end }: { readonly skipped: number; readonly end: number },
): AsyncGenerator<Item, void, undefined> {
  let position = 0;
  if (skipped >= end) return;
  for await (const run of runs) {
    const first = position;
    position += run.length;
    if (position <= skipped) continue;
    let index = Math.max(first, skipped);
    for (const item of await run.items(index - first)) {
      yield item;
      index += 1;
      if (index === end) return;
    }
  }
}

/** A run of `sources`, whose items `make` makes. */
export function runOf<Source>(sources: readonly Source[], make: (source: Source) => Item): ItemRun {
  return {
    length: sources.length,
    *items(skipped) {
      for (let index = skipped; index < sources.length; index += 1) yield make(sources[index] as Source);
    },
  };
}
