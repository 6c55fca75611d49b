import { type ByteSource, noBytes } from './byte-source.ts';
import { BodiesUnavailable, type ByteRange, type ObjectBodies } from './object-bodies.ts';

/** A body that is a part of a larger object. */
export interface Segment {
  readonly bodyId: string;
  readonly length: number;
}

/** A range of the bodies in a row; undefined where the first one is gone. Each is opened when its turn comes. */
export async function openSegments(
  bodies: ObjectBodies,
  segments: readonly Segment[],
  range: ByteRange,
): Promise<ByteSource | undefined> {
  const [first, ...others] = cut(segments, range);
  if (first === undefined) return noBytes;
  const letGo = bodies.hold(others.map(({ bodyId }) => bodyId));
  const opened = await bodies.open(first.bodyId, first.range);
  if (opened === undefined || others.length === 0) {
    letGo();
    return opened;
  }
  return {
    length: range.end - range.start,
    async *chunks() {
      try {
        yield* opened.chunks();
        for (const segment of others) {
          const next = await bodies.open(segment.bodyId, segment.range);
          if (next === undefined) throw new BodiesUnavailable('A part of an object is missing.');
          yield* next.chunks();
        }
      } finally {
        letGo();
      }
    },
    discard() {
      letGo();
      opened.discard();
    },
  };
}

interface SegmentRange {
  readonly bodyId: string;
  readonly range: ByteRange;
}

/** The parts of `segments` that `range` covers. */
function cut(segments: readonly Segment[], { start, end }: ByteRange): readonly SegmentRange[] {
  const found: SegmentRange[] = [];
  let position = 0;
  for (const { bodyId, length } of segments) {
    const from = Math.max(start, position);
    const until = Math.min(end, position + length);
    if (from < until) found.push({ bodyId, range: { start: from - position, end: until - position } });
    position += length;
  }
  return found;
}
