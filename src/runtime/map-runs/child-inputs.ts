import type { Surroundings } from '../../asl/compiled.ts';
import { Failure } from '../../base/failure.ts';
import { type Json, jsonText } from '../../base/json.ts';
import type { Item, OpenedItems } from '../../connectors/map-run/map-run-data.ts';
import { type Batch, createBatching, type MapRunPlan } from '../../engine/map-run-items.ts';

/** The inputs of a Map Run's next children, made as they are asked for. */
export interface ChildInputs {
  /**
   * The next ones: no more than `count`, and as many as fit into one write. Fewer than that where there are no more items.
   * Rejects with a Failure where the items cannot be read, and gives one where ItemSelector fails on an item.
   */
  next(count: number): Promise<NextInputs | Failure>;
  /** Lets go of the source. */
  close(): Promise<void>;
}

export interface NextInputs {
  readonly batches: readonly Batch[];
  /** Whether there are no more items behind these. */
  readonly isExhausted: boolean;
}

/** Inputs that are written together, in UTF-16 units. */
const textPerWaveMax = 1024 * 1024;

/** The inputs made of the items that `opened` has after the first `skipped`. */
export function readChildInputs(
  plan: MapRunPlan,
  opened: OpenedItems,
  { skipped, surroundings }: { readonly skipped: number; readonly surroundings: () => Surroundings },
): ChildInputs {
  const items = opened.read(skipped)[Symbol.asyncIterator]();
  const batching = createBatching(plan.request.itemBatcher);
  let index = skipped;

  /** Undefined where there are no more. */
  async function nextBatch(): Promise<Batch | Failure | undefined> {
    for (;;) {
      const { done, value: item } = await items.next();
      if (done === true) return batching.rest();
      const input = plan.selectItem(mapItem(index, item, opened.source), surroundings());
      if (input instanceof Failure) return input;
      index += 1;
      const batch = batching.add(input);
      if (batch !== undefined) return batch;
    }
  }

  return {
    async next(count) {
      const batches: Batch[] = [];
      let textLength = 0;
      while (batches.length < count && textLength < textPerWaveMax) {
        const batch = await nextBatch();
        if (batch instanceof Failure) return batch;
        if (batch === undefined) return { batches, isExhausted: true };
        batches.push(batch);
        textLength += jsonText(batch.input).length;
      }
      return { batches, isExhausted: false };
    },
    async close() {
      await items.return?.();
    },
  };
}

function mapItem(index: number, { value, key, source = '' }: Item, openedSource: string) {
  return {
    index,
    value,
    ...(key !== undefined && { key }),
    source: source === '' ? openedSource : source,
  };
}

/** Items of the state's input, as a source like any other. */
export function stateItems(items: readonly Json[]): OpenedItems {
  return {
    source: 'STATE_DATA',
    version: undefined,
    async *read(skipped) {
      for (let index = skipped; index < items.length; index += 1) yield { value: items[index] ?? null };
    },
  };
}
