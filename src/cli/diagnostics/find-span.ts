import { locationIn } from '../../asl/place.ts';
import type { SourceMember, SourceNode } from '../../asl/source.ts';

/** A stretch of a text; `end` is the place behind it. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What stands at a diagnostic's location, or at the part of it that is there. */
export interface Located extends Span {
  readonly value: SourceNode;
}

/**
 * What to point at for a finding at `location`: a scalar itself, and the name of an object or array. A message about a
 * member of the object at the location, as in `Field 'Foo' is not supported`, points at that member.
 */
export function locate(
  source: SourceNode,
  { location, message }: { readonly location: string; readonly message: string },
): Located {
  const member = findMember(source, '/', location)?.member;
  const value = member?.value ?? source;
  const inner = findMentioned(value, message);
  if (inner !== undefined) return { start: inner.nameStart, end: inner.nameEnd, value: inner.value };
  if (member === undefined) return { start: source.start, end: source.start + 1, value: source };
  if (value.members.length === 0) return { start: value.start, end: value.end, value };
  if (typeof member.name === 'string') return { start: member.nameStart, end: member.nameEnd, value };
  return { start: value.start, end: value.start + 1, value };
}

/** The last member of `node` whose name `message` has in quotes. */
function findMentioned({ members }: SourceNode, message: string): SourceMember | undefined {
  for (const [, name] of message.matchAll(/'([^']+)'/g)) {
    const mentioned = members.findLast((member) => member.name === name);
    if (mentioned !== undefined) return mentioned;
  }
  return undefined;
}

interface Found {
  readonly member: SourceMember;
  readonly location: string;
}

/**
 * The member at `location`, or the last one on the way there; undefined for the whole text. Names may hold what divides
 * locations, so every member whose location begins this one is tried.
 */
function findMember(node: SourceNode, nodeLocation: string, location: string): Found | undefined {
  let closest: Found | undefined;
  for (const member of node.members.toReversed()) {
    const memberLocation = locationIn(nodeLocation, member.name);
    if (memberLocation === location) return { member, location };
    if (!location.startsWith(memberLocation)) continue;
    const found = findMember(member.value, memberLocation, location) ?? { member, location: memberLocation };
    if (found.location === location) return found;
    if (closest === undefined || found.location.length > closest.location.length) closest = found;
  }
  return closest;
}
