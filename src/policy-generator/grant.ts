import type { NeedGroup } from './need.ts';
import type { Condition } from './policy.ts';

/** One action on one resource, for one reason: what policies are made of before they are put together. */
export interface Grant {
  readonly action: string;
  readonly resource: string;
  readonly condition: Condition | undefined;
  /** The integration it is for, as Sids have it: `Lambda`. */
  readonly integration: string;
  readonly group: NeedGroup;
}

/** Grants in the order they came in, each once; those that another one includes are left out. */
export class Grants {
  readonly #byAction = new Map<string, Map<string, Grant>>();

  add(grant: Grant): void {
    const key = `${grant.action.toLowerCase()}\0${conditionKey(grant.condition)}`;
    const byResource = this.#byAction.get(key) ?? new Map<string, Grant>();
    this.#byAction.set(key, byResource);
    const known = byResource.get(grant.resource);
    if (known === undefined || rank(grant) < rank(known)) byResource.set(grant.resource, grant);
  }

  /** What no other grant includes. A condition makes a grant smaller than the same one without. */
  reduced(): readonly Grant[] {
    const reduced: Grant[] = [];
    for (const [key, byResource] of this.#byAction) {
      const [action = ''] = key.split('\0');
      const isIncluded = includedIn([...byResource.keys()]);
      const free = this.#byAction.get(`${action}\0`);
      const isFree = free === undefined || free === byResource ? undefined : includedIn([...free.keys()]);
      for (const [resource, grant] of byResource) {
        if (isIncluded(resource)) continue;
        if (isFree !== undefined && (free?.has(resource) || isFree(resource))) continue;
        reduced.push(grant);
      }
    }
    return reduced;
  }
}

const order: readonly NeedGroup[] = ['call', 'poll', 'events', 'cancel', 'pass-role'];

/** The same grant for two reasons is listed with the first of them. */
function rank({ group }: Grant): number {
  return order.indexOf(group);
}

export function conditionKey(condition: Condition | undefined): string {
  return condition === undefined ? '' : JSON.stringify(condition);
}

/** Patterns with a wildcard elsewhere than at the end are compared one by one up to this many. */
const innerWildcardsMax = 64;

/** Whether a resource is one of those that another of `resources` stands for. Linear in their number. */
export function includedIn(resources: readonly string[]): (resource: string) => boolean {
  const prefixes = new Set<string>();
  const lengths = new Set<number>();
  const inner: { readonly resource: string; readonly pattern: RegExp }[] = [];
  for (const resource of resources) {
    const wildcard = resource.search(/(?<!\$\{)[*?]/);
    if (wildcard < 0) continue;
    if (wildcard === resource.length - 1 && resource.endsWith('*')) {
      prefixes.add(resource.slice(0, -1));
      lengths.add(resource.length - 1);
    } else if (inner.length < innerWildcardsMax) inner.push({ resource, pattern: patternOf(resource) });
  }
  if (prefixes.size === 0 && inner.length === 0) return () => false;
  return (resource) => {
    const own = resource.endsWith('*') ? resource.length - 1 : undefined;
    for (const length of lengths) {
      if (length !== own && length <= resource.length && prefixes.has(resource.slice(0, length))) return true;
    }
    return inner.some(({ resource: other, pattern }) => other !== resource && pattern.test(resource));
  };
}

/** A pattern as a regular expression over resources, whose own wildcards it takes for text. */
function patternOf(resource: string): RegExp {
  const source = resource
    .split(/(?<!\$\{)([*?])/)
    .map((part) => (part === '*' ? '.*' : part === '?' ? '.' : part.replace(/[\\^$.|+()[\]{}*?]/g, '\\$&')))
    .join('');
  return new RegExp(`^${source}$`, 's');
}
