import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { createLogStream } from '../../src/runtime/execution-logging/log-stream.ts';
import { createRecordQueue, type RecordSink } from '../../src/runtime/execution-logging/record-queue.ts';

interface Write {
  readonly destination: string;
  readonly lines: string;
}

/** A sink whose writes wait until they are let go, and a log that keeps its warnings. */
function aSlowSink() {
  const writes: Write[] = [];
  const warnings: object[] = [];
  const waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const sink: RecordSink = {
    destinationOf: ({ name }) => name,
    write(destination, lines) {
      writes.push({ destination, lines });
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
  };
  const log = {
    warn: (first: unknown) => void warnings.push(typeof first === 'object' && first !== null ? first : {}),
  };
  async function nextWrite() {
    await expect.poll(() => waiting.length).toBeGreaterThan(0);
    return waiting.shift() ?? { resolve: () => {}, reject: () => {} };
  }
  return { sink, log, writes, warnings, nextWrite, letGo: async () => (await nextWrite()).resolve() };
}

test('records are written after the turn, those of one destination together and in order', async () => {
  const slow = aSlowSink();
  const queue = createRecordQueue(slow);
  for (const record of ['1\n', '2\n']) queue.append('a', record);
  queue.append('b', '3\n');
  expect(slow.writes).toEqual([]);
  await slow.letGo();
  await slow.letGo();
  await queue.close();
  expect(slow.writes).toEqual([
    { destination: 'a', lines: '1\n2\n' },
    { destination: 'b', lines: '3\n' },
  ]);
});

test('records that arrive during a write go with the next one, one write at a time', async () => {
  const slow = aSlowSink();
  const queue = createRecordQueue(slow);
  queue.append('a', '1\n');
  const first = await slow.nextWrite();
  queue.append('a', '2\n');
  queue.append('a', '3\n');
  expect(slow.writes).toHaveLength(1);
  first.resolve();
  await slow.letGo();
  await queue.close();
  expect(slow.writes.map(({ lines }) => lines)).toEqual(['1\n', '2\n3\n']);
});

test('a destination with much to write does not keep the others waiting', async () => {
  const slow = aSlowSink();
  const queue = createRecordQueue(slow);
  const large = `${'x'.repeat(700_000)}\n`;
  for (let count = 0; count < 4; count += 1) queue.append('a', large);
  queue.append('b', 'small\n');
  for (let count = 0; count < 3; count += 1) await slow.letGo();
  await queue.close();
  expect(slow.writes.map(({ destination, lines }) => [destination, lines.length])).toEqual([
    ['a', 2 * large.length],
    ['b', 6],
    ['a', 2 * large.length],
  ]);
});

test('what a slow disk leaves no memory for is left out, counted, and told of once', async () => {
  const slow = aSlowSink();
  const queue = createRecordQueue({ ...slow, bytesMax: 10 });
  const admitted: number[] = [];
  const offer = (from: number, to: number) => {
    for (let number = from; number <= to; number += 1) {
      if (!queue.admit()) continue;
      admitted.push(number);
      queue.append('a', `${number}\n`);
    }
  };
  offer(1, 9);
  expect(admitted).toEqual([1, 2, 3, 4, 5]);
  expect(slow.warnings).toHaveLength(1);
  await slow.letGo();
  await queue.close();
  expect(slow.warnings[1]).toEqual({ records: 4 });
  offer(10, 11);
  expect(admitted).toEqual([1, 2, 3, 4, 5, 10, 11]);
  await slow.letGo();
  await queue.close();
  expect(slow.writes.map(({ lines }) => lines)).toEqual(['1\n2\n3\n4\n5\n', '10\n11\n']);
  expect(slow.warnings).toHaveLength(2);
});

test('bytes count, not letters', () => {
  const queue = createRecordQueue({ ...aSlowSink(), bytesMax: 8 });
  queue.append('a', '€€\n');
  expect(queue.admit()).toBe(true);
  queue.append('a', '\n');
  expect(queue.admit()).toBe(false);
});

test('a destination that fails loses its records, is told of once, and does not stop the others', async () => {
  const slow = aSlowSink();
  const queue = createRecordQueue(slow);
  const failing = new Error('no space left');
  for (const record of ['1\n', '2\n']) {
    queue.append('a', record);
    (await slow.nextWrite()).reject(failing);
  }
  queue.append('b', '3\n');
  await slow.letGo();
  expect(slow.warnings).toEqual([{ err: failing, destination: 'a' }]);
  queue.append('a', '4\n');
  await slow.letGo();
  await queue.close();
  expect(slow.warnings[1]).toEqual({ destination: 'a', records: 2 });
  expect(slow.writes.at(-1)).toEqual({ destination: 'a', lines: '4\n' });
});

test('closing tells what was lost to the end', async () => {
  const slow = aSlowSink();
  const queue = createRecordQueue(slow);
  queue.append('a', '1\n');
  (await slow.nextWrite()).reject(new Error('gone'));
  await queue.close();
  expect(slow.warnings.at(-1)).toEqual({ destination: 'a', records: 1 });
});

test('a stream takes the records of every log group, and its end fails writes and nothing else', async () => {
  const chunks: string[] = [];
  let isBroken = false;
  const stream = new Writable({
    write(chunk, _encoding, done) {
      if (isBroken) return done(new Error('EPIPE'));
      chunks.push(String(chunk));
      done();
    },
  });
  const sink = createLogStream(stream);
  const place = { partition: 'aws', account: '111111111111', region: 'us-east-1' };
  const destination = sink.destinationOf({ ...place, name: 'a' });
  expect(sink.destinationOf({ ...place, name: 'b' })).toBe(destination);
  await sink.write(destination, '1\n2\n');
  expect(chunks).toEqual(['1\n2\n']);
  isBroken = true;
  await expect(sink.write(destination, '3\n')).rejects.toThrow('EPIPE');
});
