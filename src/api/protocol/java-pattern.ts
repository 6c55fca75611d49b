/**
 * A Java regular expression of an API model, as a test whether it matches the whole of a text.
 *
 * The models use what both languages share, but for `\p{ASCII}`, which JavaScript does not know.
 */
export function compileJavaPattern(pattern: string): (text: string) => boolean {
  const source = `^(?:${pattern.replaceAll('\\p{ASCII}', '[\\x00-\\x7F]')})$`;
  // Only the u flag understands \p{…} and pairs of surrogates, and only without it are the models' needless escapes
  // allowed.
  const isUnicode = source.includes('\\p{') || source.includes('\\uD800\\uDC00');
  const expression = new RegExp(source, isUnicode ? 'u' : '');
  return (text) => expression.test(text);
}
