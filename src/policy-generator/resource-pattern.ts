import type { TextPattern } from './foreseen.ts';

/** In an ARN `*` and `?` are wildcards, and `${` begins a policy variable; written so, they are themselves. Source: IAM User Guide, "Policy variables". */
const escapes: Readonly<Record<string, string>> = { '*': `\${*}`, '?': `\${?}`, $: `\${$}` };

/** `text`, which stands in an ARN as itself. */
export function escapeResource(text: string): string {
  return text.replace(/[*?]|\$(?=\{)/g, (character) => escapes[character] ?? character);
}

/** `pattern` as an ARN's part: a wildcard for whatever is not known. */
export function resourcePart(pattern: TextPattern): string {
  return pattern.map(escapeResource).join('*');
}

/** Parts of an ARN: `arn`, partition, service, region, account and resource. */
const partCount = 6;

/**
 * `pattern`, which is an ARN at run time, as a policy's Resource: a wildcard for each gap, or for all that follows the first one
 * where a gap may hide several parts. Undefined where not even the service is known.
 */
export function arnPattern(pattern: TextPattern): string | undefined {
  const [first = ''] = pattern;
  const [head, ...parts] = first.split(':');
  if (head !== 'arn' || parts.length < 3) return undefined;
  const text = resourcePart(pattern);
  const [, , , region = '', account = '', ...resource] = text.split(':');
  const isComplete = resource.length > 0 && (pattern.length === 1 || isPlace(region, account));
  if (isComplete) return text;
  if (pattern.length === 1) return undefined;
  const start = `${escapeResource(first)}*`;
  return `${start}${':*'.repeat(Math.max(0, partCount - start.split(':').length))}`;
}

/** Whether the parts are where an ARN has them, since no gap before them hides a colon. */
function isPlace(region: string, account: string): boolean {
  return /^[a-z\d*-]*$/.test(region) && /^(?:[\d*]*|aws)$/.test(account);
}
