import type { Arn, Place } from '../base/arn.ts';
import type { TextPattern } from './foreseen.ts';

/** The ARN of a resource type, taken apart at what only a resource of it says: `…:table/`, TableName, `/index/`, IndexName. */
export interface ResourceTemplate {
  /** One more than `variables`. */
  readonly texts: readonly string[];
  readonly variables: readonly string[];
}

/** `arn` with its `${Partition}`, `${Region}` and `${Account}` those of `place`. */
export function parseResourceTemplate(arn: Arn, place: Place): ResourceTemplate {
  const filled = arn
    .replace(`\${Partition}`, place.partition)
    .replace(`\${Region}`, place.region)
    // What an organization has lies in its management account, whoever calls.
    .replace(`\${Account}`, arn.includes(':organizations:') ? '*' : place.account);
  const parts = filled.split(/\$\{(\w+)\}/);
  return {
    texts: parts.filter((_part, index) => index % 2 === 0),
    variables: parts.filter((_part, index) => index % 2 === 1),
  };
}

/**
 * Whether a text that is an ARN may be one of `template` up to and with its variable `index`: of its service, with the same
 * words before each variable. What stands behind a gap is not looked at.
 */
export function isArnOf(pattern: TextPattern, template: ResourceTemplate, index: number): boolean {
  const [first = '', ...more] = pattern;
  const hasGap = more.length > 0;
  const start = template.texts[0] ?? '';
  if (serviceOf(first) !== serviceOf(start)) return false;
  const wanted = resourceOf(start) ?? '';
  let resource = resourceOf(first);
  if (resource === undefined) return hasGap;
  if (!resource.startsWith(wanted)) return hasGap && wanted.startsWith(resource);
  resource = resource.slice(wanted.length);
  for (const text of template.texts.slice(1, index + 1)) {
    const at = resource.indexOf(text, 1);
    if (at < 0) return hasGap;
    resource = resource.slice(at + text.length);
  }
  const next = template.texts[index + 1] ?? '';
  return next === '' || !resource.includes(next);
}

function serviceOf(arn: string): string | undefined {
  return arn.split(':')[2];
}

function resourceOf(arn: string): string | undefined {
  const parts = arn.split(':');
  return parts.length < 6 ? undefined : parts.slice(5).join(':');
}
