/** A piece of a pattern: text that stands for itself, `*` for any run of characters, `?` for any one. */
export type PatternPart = { readonly literal: string } | '*' | '?';

export type MatchText = (text: string) => boolean;

/** The test for texts that `parts` describe from end to end; case matters. */
export function compilePattern(parts: readonly PatternPart[]): MatchText {
  const [head = emptyChunk, ...rest] = chunksOf(parts);
  const tail = rest.pop();
  if (tail === undefined) return exactly(head);
  if (rest.length > 0 || head.isOpen !== undefined || tail.isOpen !== undefined) {
    return spread(head, rest, tail);
  }
  const prefix = head.text;
  const suffix = tail.text;
  if (prefix === '' && suffix === '') return () => true;
  if (suffix === '') return (text) => text.startsWith(prefix);
  if (prefix === '') return (text) => text.endsWith(suffix);
  const lengthMin = prefix.length + suffix.length;
  return (text) => text.length >= lengthMin && text.startsWith(prefix) && text.endsWith(suffix);
}

/** `text` as pattern parts, its `*` and `?` being wildcards. */
export function patternParts(text: string): readonly PatternPart[] {
  const pieces = text.split(/([*?])/);
  return pieces.flatMap((piece): readonly PatternPart[] => {
    if (piece === '*' || piece === '?') return [piece];
    return piece === '' ? [] : [{ literal: piece }];
  });
}

/** What stands between two `*`. */
interface Chunk {
  readonly text: string;
  /** Which characters of `text` stand for any character; undefined where none does. */
  readonly isOpen: readonly boolean[] | undefined;
}

const emptyChunk: Chunk = { text: '', isOpen: undefined };

function chunksOf(parts: readonly PatternPart[]): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let text = '';
  let open: number[] = [];
  const close = () => {
    chunks.push({ text, isOpen: open.length === 0 ? undefined : flags(text.length, open) });
    text = '';
    open = [];
  };
  for (const part of parts) {
    if (part === '*') close();
    else if (part === '?') {
      open.push(text.length);
      text += '?';
    } else text += part.literal;
  }
  close();
  return chunks;
}

function flags(length: number, indexes: readonly number[]): readonly boolean[] {
  const result = new Array<boolean>(length).fill(false);
  for (const index of indexes) result[index] = true;
  return result;
}

function exactly(chunk: Chunk): MatchText {
  const { text: expected, isOpen } = chunk;
  if (isOpen === undefined) return (text) => text === expected;
  return (text) => text.length === expected.length && isChunkAt(chunk, text, 0);
}

function spread(head: Chunk, middle: readonly Chunk[], tail: Chunk): MatchText {
  const chunks = middle.filter((chunk) => chunk.text !== '');
  const lengthMin = head.text.length + tail.text.length;
  return (text) => {
    if (text.length < lengthMin) return false;
    const end = text.length - tail.text.length;
    if (!isChunkAt(head, text, 0) || !isChunkAt(tail, text, end)) return false;
    // Taking each chunk at its first place leaves the most room for the next, so no second try is ever needed.
    let at = head.text.length;
    for (const chunk of chunks) {
      const found = findChunk(chunk, text, at);
      if (found < 0) return false;
      at = found + chunk.text.length;
      if (at > end) return false;
    }
    return true;
  };
}

function findChunk(chunk: Chunk, text: string, from: number): number {
  if (chunk.isOpen === undefined) return text.indexOf(chunk.text, from);
  const last = text.length - chunk.text.length;
  for (let at = from; at <= last; at += 1) {
    if (isChunkAt(chunk, text, at)) return at;
  }
  return -1;
}

function isChunkAt({ text: expected, isOpen }: Chunk, text: string, at: number): boolean {
  if (isOpen === undefined) return text.startsWith(expected, at);
  for (let index = 0; index < expected.length; index += 1) {
    if (!isOpen[index] && text.charCodeAt(at + index) !== expected.charCodeAt(index)) return false;
  }
  return true;
}
