import type { Cursor } from './cursor.ts';

/** Steps one path may have, and levels one filter may nest. */
export const depthMax = 64;

/**
 * A name in quotes. A backslash escapes the quote and itself; before anything else it stands for itself, as recorded:
 * `$['a\"b']` asks for a name with a backslash in it.
 */
export function parseQuoted(cursor: Cursor): string {
  const quote = cursor.peek();
  if (quote !== "'" && quote !== '"') cursor.fail('expected a quoted name');
  cursor.position += 1;
  let text = '';
  while (!cursor.accept(quote)) {
    if (cursor.isAtEnd) cursor.fail('unterminated text');
    if (cursor.accept('\\') && cursor.peek() !== quote && cursor.peek() !== '\\') text += '\\';
    text += cursor.peek();
    cursor.position += 1;
  }
  return text;
}
