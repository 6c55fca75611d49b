import { describe, expect, test } from 'vitest';
import { FairQueue } from '../../src/store/sqlite/fair-queue.ts';
import { Lane, type RequestType } from '../../src/store/sqlite/lane.ts';
import type { RequestBatch } from '../../src/store/sqlite/wire.ts';
import { WriteLoad } from '../../src/store/write-load.ts';

describe('a queue of many parties', () => {
  test('gives one of each in turn, and those of one in order', () => {
    const queue = new FairQueue<string>();
    for (const item of ['a1', 'a2', 'a3', 'b1', 'c1', 'c2']) queue.add(item.charAt(0), item);
    const taken = Array.from({ length: 6 }, () => queue.take());
    expect(taken).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3']);
    expect(queue.take()).toBeUndefined();
    expect(queue.size).toBe(0);
  });

  test('lets who comes late wait for one of each only', () => {
    const queue = new FairQueue<number>();
    for (let item = 0; item < 10_000; item += 1) queue.add('flood', item);
    for (let item = 0; item < 3_000; item += 1) expect(queue.take()).toBe(item);
    queue.add('late', -1);
    expect([queue.take(), queue.take(), queue.take()]).toEqual([3_000, -1, 3_001]);
  });
});

const text: RequestType<string, string> = {
  push(cells, input) {
    cells.push(input);
    return input.length;
  },
  parse: (_answer, input) => input,
};

/** Once what was asked for has been posted, as far as it may be. */
function flushed(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A lane whose worker answers when it is told to. */
function aLane(load = new WriteLoad()) {
  const posted: RequestBatch[] = [];
  const lane = new Lane('writes', (batch) => posted.push(batch), { load });
  const answer = () => {
    const [batch] = posted.splice(0, 1);
    if (batch === undefined) throw new Error('a batch that was posted');
    lane.receive({ type: 'answers', lane: 'writes', unavailable: undefined, positions: [], answers: [] });
    return batch.cells;
  };
  return { lane, answer, load };
}

test('behind a party that floods, another party’s write is in the next batch but two', async () => {
  const { lane, answer, load } = aLane();
  const settled: string[] = [];
  const write = (party: string, input: string) =>
    void lane.request(text, input, party).then((answered) => settled.push(answered));
  for (let index = 0; index < 50_000; index += 1) write('flood', `f${index}`);
  await flushed();
  write('victim', 'v');
  expect(load.characters).toBeGreaterThan(50_000);
  let batches = 0;
  let found = false;
  while (!found) {
    found = answer().includes('v');
    batches += 1;
  }
  expect(batches).toBeLessThanOrEqual(4);
  await new Promise((resolve) => setImmediate(resolve));
  expect(settled).toContain('v');
});

test('the writes of one party are made in the order they were asked for, however crowded it is', async () => {
  const { lane, answer, load } = aLane();
  const made: unknown[] = [];
  for (let index = 0; index < 5_000; index += 1) {
    void lane.request(text, `a${index}`, 'a');
    if (index % 3 === 0) void lane.request(text, `b${index}`, `b${index % 7}`);
    if (index % 900 === 899) {
      await flushed();
      made.push(...answer());
    }
  }
  await flushed();
  while (load.since !== undefined) made.push(...answer());
  const ofA = made.filter((cell) => String(cell).startsWith('a'));
  expect(ofA).toEqual(Array.from({ length: 5_000 }, (_, index) => `a${index}`));
  expect(made).toHaveLength(5_000 + 1_667);
  expect(load).toMatchObject({ characters: 0, since: undefined });
});

test('what waits is told with the time since when', async () => {
  const { lane, answer, load } = aLane();
  const before = performance.now();
  void lane.request(text, 'one');
  await flushed();
  void lane.request(text, 'three');
  await flushed();
  expect(load.characters).toBe(8);
  expect(load.since).toBeGreaterThanOrEqual(before);
  const first = load.since ?? 0;
  answer();
  expect(load.characters).toBe(5);
  expect(load.since).toBeGreaterThanOrEqual(first);
  answer();
  expect(load).toMatchObject({ characters: 0, since: undefined });
});
