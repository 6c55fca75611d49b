import type { Grant } from '../grant.ts';
import { beginningOf, hasWildcard, includes, overlap, tokensOf } from './glob.ts';

/** The resources that one action is needed on. */
export interface NeededResources {
  /**
   * What both the needs and `pattern` speak of: the narrower of each two. Where a need is `pattern` itself, that need alone.
   */
  sharedWith(pattern: string): readonly Grant[];
}

/** Needs are found by what their resources begin with, so that most are never compared. */
export function neededResources(grants: readonly Grant[]): NeededResources {
  const exact = new Map<string, Grant[]>();
  const openByBeginning = new Map<string, Grant[]>();
  for (const grant of grants) {
    add(exact, grant.resource, grant);
    if (hasWildcard(grant.resource)) add(openByBeginning, beginningOf(grant.resource), grant);
  }
  const sorted = [...grants].sort((left, right) => (left.resource < right.resource ? -1 : 1));

  /** Needs that begin as a pattern does, and go on. */
  function longer(beginning: string): readonly Grant[] {
    const found: Grant[] = [];
    for (let index = firstFrom(sorted, beginning); index < sorted.length; index += 1) {
      const grant = sorted[index];
      if (grant?.resource.startsWith(beginning) !== true) break;
      found.push(grant);
    }
    return found;
  }

  /** Open needs of whose beginnings a pattern is a continuation. */
  function shorter(beginning: string): readonly Grant[] {
    const found: Grant[] = [];
    for (let length = 0; length < beginning.length; length += 1) {
      for (const grant of openByBeginning.get(beginning.slice(0, length)) ?? []) found.push(grant);
    }
    return found;
  }

  return {
    sharedWith: (pattern) => {
      const same = exact.get(pattern);
      if (same !== undefined) return same;
      const beginning = beginningOf(pattern);
      const isOpen = beginning.length < pattern.length;
      const candidates = [
        ...shorter(beginning),
        ...(isOpen ? longer(beginning) : (openByBeginning.get(beginning) ?? [])),
      ];
      return candidates.flatMap((grant) => narrower(grant, pattern));
    },
  };
}

function add(byText: Map<string, Grant[]>, text: string, grant: Grant): void {
  const known = byText.get(text);
  if (known === undefined) byText.set(text, [grant]);
  else known.push(grant);
}

/** The index of the first grant whose resource is not before `text`. */
function firstFrom(sorted: readonly Grant[], text: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.resource ?? '') < text) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What two patterns share otherwise than by inclusion is neither of them; the need is what should be granted. */
function narrower(grant: Grant, pattern: string): readonly Grant[] {
  if (includes(pattern, grant.resource)) return [grant];
  if (includes(grant.resource, pattern)) return [{ ...grant, resource: pattern }];
  const shared = overlap(tokensOf(grant.resource), tokensOf(pattern));
  return shared === undefined ? [] : [grant];
}
