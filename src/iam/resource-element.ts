import type { Arn } from '../base/arn.ts';
import { failedLegacyParsing, MalformedPolicyDocument } from './malformed-policy-document.ts';
import type { AuthorizationRequest } from './request.ts';
import { compileTemplate, type MatchTemplate, parseTemplate, type Template } from './template.ts';

export type MatchResource = (resource: Arn, request: AuthorizationRequest) => boolean;

const arnPartCount = 6;

/**
 * The test whether one of `patterns` describes a resource. A `*` runs over colons and slashes alike.
 *
 * Throws MalformedPolicyDocument for a `${…}` that is no policy variable.
 *
 * Source: IAM User Guide, "IAM JSON policy elements: Resource".
 */
export function compileResources(
  patterns: readonly string[],
  { hasPolicyVariables, place }: { readonly hasPolicyVariables: boolean; readonly place: string },
): MatchResource {
  const literals = new Set<string>();
  const matchers: MatchTemplate[] = [];
  for (const pattern of patterns) {
    const template = parseTemplate(completed(pattern), hasPolicyVariables);
    if (template === undefined)
      throw new MalformedPolicyDocument(failedLegacyParsing, place, `no policy variable in "${pattern}"`);
    const literal = literalOf(template);
    if (literal === undefined) matchers.push(compileTemplate(template));
    else literals.add(literal);
  }
  const [first] = matchers;
  if (first === undefined) return (resource) => literals.has(resource);
  if (literals.size === 0 && matchers.length === 1) return first;
  return (resource, request) => {
    if (literals.has(resource)) return true;
    for (const matches of matchers) {
      if (matches(resource, request)) return true;
    }
    return false;
  };
}

/** The whole text of a template without wildcards and variables. */
function literalOf({ parts }: Template): string | undefined {
  const [part, ...others] = parts;
  return others.length === 0 && typeof part === 'object' && 'literal' in part ? part.literal : undefined;
}

/** `arn:aws:sqs` stands for `arn:aws:sqs:*:*:*`. */
function completed(pattern: string): string {
  return pattern.startsWith('arn:') && partsOf(pattern).length === 3 ? `${pattern}:*:*:*` : pattern;
}

/**
 * Throws MalformedPolicyDocument unless each of `patterns` is `*` or an ARN, which may end after its service.
 *
 */
export function checkResources(patterns: readonly string[], place: string): void {
  for (const pattern of patterns) {
    if (pattern === '*') continue;
    const parts = partsOf(pattern);
    const [scheme, partition = '', service] = parts;
    if (parts.length === 1) throw notAnArn(pattern, place);
    if (!isPartition(partition)) {
      const padded = [...parts.slice(1), '*', '*', '*', '*'].slice(
        0,
        Math.max(parts.length - 1, arnPartCount - 1),
      );
      const wording = `Partition "${partition}" is not valid for resource "arn:${padded.join(':')}".`;
      throw new MalformedPolicyDocument(wording, place);
    }
    if (scheme !== 'arn') throw notAnArn(pattern, place);
    if (service === undefined || /[*?]/.test(service)) {
      const wording = 'Resource vendor must be fully qualified and cannot contain regexes.';
      throw new MalformedPolicyDocument(wording, place, `"${pattern}"`);
    }
  }
}

/**
 * Throws MalformedPolicyDocument for ARNs that stop halfway and have no wildcard which could stand for the rest.
 *
 * AWS refuses these, although its grammar says that the parts an ARN lacks are filled in.
 */
export function checkArnLengths(patterns: readonly string[], place: string): void {
  for (const pattern of patterns) {
    const { length, 0: scheme, 1: partition = '', 2: service } = partsOf(pattern);
    if (scheme !== 'arn' || !isPartition(partition)) continue;
    if (service === '' || (length > 3 && length < arnPartCount && !/[*?]/.test(pattern))) {
      throw new MalformedPolicyDocument(failedLegacyParsing, place, `"${pattern}" is not a whole ARN`);
    }
  }
}

function notAnArn(pattern: string, place: string): MalformedPolicyDocument {
  return new MalformedPolicyDocument(`Resource ${pattern} must be in ARN format or "*".`, place);
}

/** The colons in a policy variable's name separate nothing. */
function partsOf(pattern: string): readonly string[] {
  return pattern.replace(/\$\{[^}]*\}/g, '$').split(':');
}

function isPartition(text: string): boolean {
  return /^(aws(-[a-z]+)*|.*[*?$].*)$/.test(text);
}
