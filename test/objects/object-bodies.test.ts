import { mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { noBytes, readBytes } from '../../src/objects/byte-source.ts';
import { openSegments } from '../../src/objects/joined-source.ts';
import { createObjectBodies, type ObjectBodies } from '../../src/objects/object-bodies.ts';

let directory: string;
let bodies: ObjectBodies;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stepwell-bodies-'));
  bodies = open();
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

function open(): ObjectBodies {
  return createObjectBodies({ directory, isDurable: true });
}

async function* chunksOf(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

async function store(id: string, ...texts: readonly string[]): Promise<void> {
  await (await bodies.write(id, chunksOf(...texts))).keep();
}

async function read(id: string, start = 0, end = 1_000_000): Promise<string | undefined> {
  const source = await bodies.open(id, { start, end });
  return source && (await readBytes(source, 1_000_000)).toString();
}

function filesOnDisk(): readonly string[] {
  return readdirSync(directory)
    .filter((name) => name !== 'in-use')
    .flatMap((folder) => readdirSync(join(directory, folder)));
}

test('a body that was kept is read, whole or in part', async () => {
  await store('aa1', 'hello', ' ', 'world');
  expect(await read('aa1', 0, 11)).toBe('hello world');
  expect(await read('aa1', 4, 7)).toBe('o w');
});

test('a body is not there before it is kept, and not at all where it is discarded', async () => {
  const written = await bodies.write('aa1', chunksOf('x'));
  expect(written.length).toBe(1);
  expect(await read('aa1', 0, 1)).toBeUndefined();
  await written.discard();
  expect(filesOnDisk()).toEqual([]);
});

test('a body whose bytes end in an error leaves nothing', async () => {
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('x');
    throw new Error('the client went away');
  }
  await expect(bodies.write('aa1', failing())).rejects.toThrow('the client went away');
  expect(filesOnDisk()).toEqual([]);
});

test('a body that is shorter than was said is an error, not a short answer', async () => {
  await store('aa1', 'abc');
  await expect(read('aa1', 0, 4)).rejects.toThrow('shorter');
});

test('a read that has begun goes on where its body is deleted', async () => {
  await store('aa1', 'abc');
  const source = await bodies.open('aa1', { start: 0, end: 3 });
  await bodies.delete(['aa1', 'never']);
  expect(await read('aa1', 0, 3)).toBeUndefined();
  expect((await readBytes(source ?? noBytes, 10)).toString()).toBe('abc');
});

describe('bodies in a row', () => {
  const segments = [
    { bodyId: 'aa1', length: 3 },
    { bodyId: 'bb2', length: 0 },
    { bodyId: 'cc3', length: 4 },
  ];

  beforeEach(async () => {
    await store('aa1', 'abc');
    await store('bb2');
    await store('cc3', 'defg');
  });

  test.each([
    { start: 0, end: 7, text: 'abcdefg' },
    { start: 2, end: 4, text: 'cd' },
    { start: 3, end: 7, text: 'defg' },
    { start: 5, end: 6, text: 'f' },
    { start: 0, end: 0, text: '' },
  ])('are one, from $start to $end', async ({ start, end, text }) => {
    const source = await openSegments(bodies, segments, { start, end });
    expect(source?.length).toBe(text.length);
    expect((await readBytes(source ?? noBytes, 10)).toString()).toBe(text);
  });

  test('are held until they were read, and then deleted', async () => {
    const source = await openSegments(bodies, segments, { start: 0, end: 7 });
    await bodies.delete(['aa1', 'bb2', 'cc3']);
    expect((await readBytes(source ?? noBytes, 10)).toString()).toBe('abcdefg');
    await expect.poll(filesOnDisk).toEqual([]);
  });

  test('are let go where nobody reads them', async () => {
    const source = await openSegments(bodies, segments, { start: 0, end: 7 });
    await bodies.delete(['aa1', 'bb2', 'cc3']);
    source?.discard();
    await expect.poll(filesOnDisk).toEqual([]);
  });
});

describe('after a crash', () => {
  async function* names(...ids: readonly string[]): AsyncGenerator<string> {
    yield* ids;
  }

  test('what was being written is gone', async () => {
    await bodies.write('aa1', chunksOf('x'));
    bodies = open();
    expect(filesOnDisk()).toEqual([]);
  });

  test('a sweep leaves what somebody refers to, and what is new', async () => {
    for (const id of ['aa1', 'aa2', 'bb1']) {
      await store(id, 'x');
      utimesSync(join(directory, id.slice(0, 2), id), 1, 1);
    }
    bodies = open();
    expect(bodies.needsSweep).toBe(true);
    await store('cc1', 'x');
    await bodies.sweep(names('aa1', 'bb1', 'missing'));
    expect([...filesOnDisk()].sort()).toEqual(['aa1', 'bb1', 'cc1']);
  });

  test('and only then a sweep is needed', async () => {
    expect(bodies.needsSweep).toBe(false);
    bodies.close();
    expect(open().needsSweep).toBe(false);
    expect(open().needsSweep).toBe(true);
  });
});
