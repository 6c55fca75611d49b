import { locationIn } from './place.ts';
import type { SourceMember, SourceNode } from './source.ts';

/** A name that stands a second time in one object; only the last one's value counts. */
export interface RepeatedName {
  readonly name: string;
  /** Of the object's member, as diagnostics show it. */
  readonly location: string;
  readonly isState: boolean;
}

/** The names that are repeated in the definition at `source`, in its order. */
export function findRepeatedNames(source: SourceNode): readonly RepeatedName[] {
  const found: RepeatedName[] = [];
  walk(source, '/', 'Block', found);
  return found;
}

/** What a value of a definition is, as far as it decides which names are those of states. */
type Kind = 'Block' | 'States' | 'State' | 'Branches' | 'Other';

function walk({ members }: SourceNode, location: string, kind: Kind, found: RepeatedName[]): void {
  const seen = new Set<string>();
  for (const { name, value } of members) {
    const memberLocation = locationIn(location, name);
    if (typeof name === 'string' && seen.has(name)) {
      found.push({ name, location: memberLocation, isState: kind === 'States' });
    }
    if (typeof name === 'string') seen.add(name);
    if (value.members.length > 0) walk(value, memberLocation, kindOf(name, kind), found);
  }
}

function kindOf(name: SourceMember['name'], holder: Kind): Kind {
  switch (holder) {
    case 'Block':
      return name === 'States' ? 'States' : 'Other';
    case 'States':
      return 'State';
    case 'State':
      if (name === 'Branches') return 'Branches';
      return name === 'ItemProcessor' || name === 'Iterator' ? 'Block' : 'Other';
    case 'Branches':
      return 'Block';
    case 'Other':
      return 'Other';
  }
}
