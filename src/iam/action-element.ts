import { MalformedPolicyDocument } from './malformed-policy-document.ts';
import { compilePattern, type MatchText, patternParts } from './pattern.ts';

/** The test whether one of `patterns` describes an action, given in lower case. */
export function compileActions(patterns: readonly string[]): MatchText {
  const lowered = patterns.map((pattern) => pattern.toLowerCase());
  const literals = new Set(lowered.filter((pattern) => !hasWildcard(pattern)));
  const matchers = lowered.filter(hasWildcard).map((pattern) => compilePattern(patternParts(pattern)));
  const [first] = matchers;
  if (first === undefined) return (action) => literals.has(action);
  if (literals.size === 0 && matchers.length === 1) return first;
  return (action) => {
    if (literals.has(action)) return true;
    for (const matches of matchers) {
      if (matches(action)) return true;
    }
    return false;
  };
}

/** The service that alone `pattern` speaks of, in lower case, or undefined where it speaks of several. */
export function serviceOf(pattern: string): string | undefined {
  const colon = pattern.indexOf(':');
  const service = pattern.slice(0, colon);
  return colon < 0 || hasWildcard(service) ? undefined : service.toLowerCase();
}

/** Throws MalformedPolicyDocument unless every one of `patterns` is `*` or has a service in front of its name. */
export function checkActions(patterns: readonly string[], place: string): void {
  for (const pattern of patterns) {
    if (pattern === '*') continue;
    const [vendor = '', ...names] = pattern.split(':');
    if (names.length === 0) {
      const wording = 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.';
      throw new MalformedPolicyDocument(wording, place, `"${pattern}"`);
    }
    if (names.length > 1) {
      throw new MalformedPolicyDocument(
        'Actions/Condition can contain only one colon.',
        place,
        `"${pattern}"`,
      );
    }
    if (!/^([A-Za-z0-9.-]+|\*)$/.test(vendor)) {
      throw new MalformedPolicyDocument(`Vendor ${vendor} is not valid`, place);
    }
  }
}

/** Throws MalformedPolicyDocument where a trust policy allows or denies anything but assuming the role. */
export function checkTrustActions(patterns: readonly string[], place: string): void {
  for (const pattern of patterns) {
    if (/^sts:/i.test(pattern)) continue;
    const wording = 'AssumeRole policy may only specify STS AssumeRole actions.';
    throw new MalformedPolicyDocument(wording, place, `"${pattern}"`);
  }
}

function hasWildcard(text: string): boolean {
  return text.includes('*') || text.includes('?');
}
