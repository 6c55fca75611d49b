/**
 * A Java regular expression of an API model, as a test whether it matches the whole of a text.
 *
 * The models use what both languages share, but for `\p{ASCII}`, which JavaScript does not know.
 */
export function compileJavaPattern(pattern: string): (text: string) => boolean {
  const source = `^(?:${pattern.replaceAll('\\p{ASCII}', '[\\x00-\\x7F]')})$`;
  // Only the u flag understands \p{…}, and only without it are the models' needless escapes allowed.
  const expression = new RegExp(source, source.includes('\\p{') ? 'u' : '');
  return (text) => expression.test(text);
}
