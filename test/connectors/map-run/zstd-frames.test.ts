import { expect, test } from 'vitest';
import { piecesOfFrames, ZstdFrames } from '../../../src/connectors/map-run/zstd-frames.ts';
import { aSkippableFrame, aZstdFrame, aZstdFrameOfBlocks } from './a-zstd-file.ts';

const parts = [
  aZstdFrame('one\n'),
  aSkippableFrame(5),
  aZstdFrameOfBlocks('two\n', { byte: 0x33, count: 70_000 }),
  aSkippableFrame(0),
  aZstdFrame(''),
];
const file = Buffer.concat(parts);
let length = 0;
const ends = parts.map((part) => {
  length += part.length;
  return length;
});

test('frames are told apart in one piece', () => {
  const frames = new ZstdFrames();
  expect(frames.take(file)).toEqual(ends);
  expect(frames.isBetween).toBe(true);
});

test('frames are told apart byte by byte, and a file may end between them only', () => {
  const frames = new ZstdFrames();
  const mayEnd = [frames.isBetween ? [0] : []];
  for (let offset = 0; offset < file.length; offset += 1) {
    const found = frames.take(file.subarray(offset, offset + 1));
    expect(found).toEqual(ends.includes(offset + 1) ? [1] : []);
    if (frames.isBetween) mayEnd.push([offset + 1]);
  }
  expect(mayEnd.flat()).toEqual([0, ...ends]);
});

test.each([
  { title: 'no frame', of: [], contentSize: 0 },
  {
    title: 'frames that say it',
    of: [aZstdFrame('one\n'), aSkippableFrame(3), aZstdFrame('three\n')],
    contentSize: 10,
  },
  { title: 'a frame of four bytes of size', of: [aZstdFrame('', 4_000_000_000)], contentSize: 4_000_000_000 },
  { title: 'a frame of two bytes of size', of: [Buffer.from('28b52ffd4000e803', 'hex')], contentSize: 1_256 },
  { title: 'a frame of one byte of size', of: [Buffer.from('28b52ffd20c8', 'hex')], contentSize: 200 },
  {
    title: 'a frame with eight bytes of size and a dictionary',
    of: [Buffer.from('28b52ffdc3000102030400e40b5402000000', 'hex')],
    contentSize: 10_000_000_000,
  },
  {
    title: 'one frame that does not say it',
    of: [aZstdFrame('one\n'), aZstdFrameOfBlocks('two\n', { byte: 0, count: 1 }), aZstdFrame('one\n')],
    contentSize: undefined,
  },
])('the size that they decompress to: $title', ({ of, contentSize }) => {
  const frames = new ZstdFrames();
  frames.take(Buffer.concat(of));
  expect(frames.contentSize).toBe(contentSize);
});

test.each([
  {
    title: 'what is no frame',
    bytes: Buffer.from('{"a":1}'),
    message: 'a zstd frame should start and does not',
  },
  {
    title: 'what is no frame after one',
    bytes: Buffer.concat([aZstdFrame('one\n'), Buffer.from('more')]),
    message: 'a zstd frame should start and does not',
  },
  {
    title: 'a block of the reserved type',
    bytes: Buffer.from('28b52ffd2000070000', 'hex'),
    message: 'a zstd block has a reserved type',
  },
])('$title is refused', ({ bytes, message }) => {
  expect(() => new ZstdFrames().take(bytes)).toThrow(message);
});

test('no piece has bytes of two frames, however the chunks are cut', async () => {
  for (const size of [1, 2, 3, 7, 20, file.length]) {
    const pieces: Uint8Array[] = [];
    for await (const piece of piecesOfFrames(chunksOf(file, size))) pieces.push(piece);
    expect(Buffer.concat(pieces)).toEqual(file);
    let offset = 0;
    for (const piece of pieces) {
      expect(piece.length).toBeGreaterThan(0);
      const last = offset + piece.length;
      expect(ends.filter((end) => end > offset && end < last)).toEqual([]);
      offset = last;
    }
  }
});

test('a file that is cut off is refused once its pieces are read', async () => {
  const read = async () => {
    for await (const _ of piecesOfFrames(chunksOf(file.subarray(0, file.length - 1), 10)));
  };
  await expect(read()).rejects.toThrow('unexpected end of file');
});

async function* chunksOf(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < bytes.length; offset += size) yield bytes.subarray(offset, offset + size);
}
