import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../src/base/json.ts';
import { aLinesObject, type LinesObject } from './a-lines-object.ts';
import { aMapRunWorld, eventually, type MapRunWorld } from './a-map-run-world.ts';

/** Some ten ranges that are read one after another; a million lines take minutes. */
const lineCount = Number(process.env.STEPWELL_MAP_ITEMS ?? 100_000);
const lineBytes = 500;

let directory: string;
let world: MapRunWorld | undefined;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stepwell-map-run-'));
});
afterEach(async () => {
  await world?.close();
  world = undefined;
  rmSync(directory, { recursive: true, force: true });
});

const reader = {
  ItemReader: {
    Resource: 'arn:aws:states:::s3:getObject',
    Parameters: { Bucket: 'bucket', Key: 'lines.jsonl' },
    ReaderConfig: { InputType: 'JSONL' },
  },
};

/** Bytes of the heap that are in use, without what is only not collected yet. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

/** The numbers of a child's items. */
function numbersOf(input: Json): readonly number[] {
  const { Items: items } = input as { readonly Items?: readonly JsonObject[] };
  return (items ?? [input as JsonObject]).map(({ n }) => Number(n));
}

/** Hangs from item `hangsFrom` on, as long as `isHanging`. */
function workUpTo(hangsFrom: number, seen: number[], isHanging: () => boolean) {
  return async (input: Json) => {
    const numbers = numbersOf(input);
    if (isHanging() && numbers.some((number) => number >= hangsFrom)) await new Promise(() => {});
    seen.push(...numbers);
    return numbers.length;
  };
}

async function openOn(object: LinesObject, work: (input: Json) => Promise<Json>): Promise<MapRunWorld> {
  const map = { ...reader, MaxConcurrency: 4, ItemBatcher: { MaxItemsPerBatch: 3 } };
  world = await aMapRunWorld({ directory, map, work, s3: object.s3 });
  return world;
}

test('items are read as children take them, and are never all in memory', async () => {
  const object = aLinesObject(lineCount, lineBytes);
  let takenCount = 0;
  let aheadMost = 0;
  world = await aMapRunWorld({
    directory,
    map: { ...reader, ItemBatcher: { MaxItemsPerBatch: 500 }, MaxConcurrency: 8 },
    work(input) {
      takenCount += numbersOf(input).length;
      return 1;
    },
    s3(action, input) {
      const answer = object.s3(action, input);
      aheadMost = Math.max(aheadMost, (object.starts.at(-1) ?? 0) / lineBytes - takenCount);
      return answer;
    },
  });
  const before = heldBytes();
  let most = 0;
  const sampling = setInterval(() => {
    most = Math.max(most, heldBytes() - before);
  }, 200);
  const started = await world.start({});
  const { status, output, failure } = await world.endOf(started);
  clearInterval(sampling);
  expect(failure).toBeUndefined();
  expect(status).toBe('SUCCEEDED');
  expect(takenCount).toBe(lineCount);
  expect(output).toHaveLength(lineCount / 500);
  expect(await world.mapRunOf(started)).toMatchObject({ itemCount: lineCount, childCount: lineCount / 500 });
  // Two ranges of 4 MiB, and what eight children and those about to start have been given.
  expect(aheadMost).toBeLessThan(30_000);
  // The lines take as much as text alone.
  expect(most).toBeLessThan(lineCount * lineBytes);
}, 600_000);

test('after a restart the object is read on behind the items that children have', async () => {
  const object = aLinesObject(100);
  const seen: number[] = [];
  const first = await openOn(
    object,
    workUpTo(40, seen, () => true),
  );
  const started = await first.start({});
  await eventually(async () => (seen.length >= 39 ? true : undefined));
  await first.close();

  const second = await openOn(
    object,
    workUpTo(40, seen, () => false),
  );
  const ended = await second.endOf(started);
  expect(ended).toMatchObject({ status: 'SUCCEEDED' });
  expect((ended.output as readonly number[]).reduce((sum, count) => sum + count, 0)).toBe(100);
  expect(seen.sort((left, right) => left - right)).toEqual(Array.from({ length: 100 }, (_, index) => index));
});

test('an object that changed before it was read to its end fails the Map Run after a restart', async () => {
  const object = aLinesObject(100);
  const first = await openOn(
    object,
    workUpTo(10, [], () => true),
  );
  const started = await first.start({});
  await eventually(async () => ((await first.mapRunOf(started)).childCount > 4 ? true : undefined));
  await first.close();

  object.change();
  const second = await openOn(
    object,
    workUpTo(10, [], () => false),
  );
  expect((await second.endOf(started)).failure?.error).toBe('States.ItemReaderFailed');
});

test('an object that was read to its end is not read again', async () => {
  const object = aLinesObject(6);
  const first = await openOn(
    object,
    workUpTo(0, [], () => true),
  );
  const started = await first.start({});
  await eventually(async () => ((await first.mapRunOf(started)).isExhausted ? true : undefined));
  await first.close();

  object.change();
  const readsBefore = object.starts.length;
  const second = await openOn(
    object,
    workUpTo(0, [], () => false),
  );
  expect(await second.endOf(started)).toMatchObject({ status: 'SUCCEEDED', output: [3, 3] });
  expect(object.starts).toHaveLength(readsBefore);
});
