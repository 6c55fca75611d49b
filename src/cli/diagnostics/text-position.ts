/** A place in a text as editors show it: both count from 1, columns in UTF-16 units. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** A text and where its lines begin. */
export interface LinedText {
  readonly text: string;
  readonly lineStarts: readonly number[];
}

export function linesOf(text: string): LinedText {
  const lineStarts = [0];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) lineStarts.push(end + 1);
  return { text, lineStarts };
}

export function positionAt({ lineStarts }: LinedText, offset: number): TextPosition {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (lineStarts[low] ?? 0) + 1 };
}

/** The offset of `position`, or of the text's end where it lies behind that. */
export function offsetAt({ text, lineStarts }: LinedText, { line, column }: TextPosition): number {
  const start = lineStarts[line - 1] ?? text.length;
  return Math.min(start + column - 1, text.length);
}

/** The line without its end. */
export function lineAt({ text, lineStarts }: LinedText, line: number): string {
  const start = lineStarts[line - 1] ?? text.length;
  return text.slice(start, lineStarts[line] ?? text.length).replace(/\r?\n$/, '');
}
