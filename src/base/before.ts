/** What of `text` is before the first `mark`; all of it where there is none. A split would make an array for it. */
export function before(text: string, mark: string): string {
  const at = text.indexOf(mark);
  return at < 0 ? text : text.slice(0, at);
}
