import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { compileField, type FieldMatch } from './field-match.ts';
import { type Complain, reservedNames } from './match-expression.ts';
import { type PatternNode, type PatternObject, patternProblem, readPatternText } from './pattern-text.ts';

/** An event pattern, compiled once. */
export interface EventPattern {
  matches(event: JsonObject): boolean;
  /** The sources and detail types that alone the pattern can match; undefined where it may match any. */
  readonly sources: ReadonlySet<string> | undefined;
  readonly detailTypes: ReadonlySet<string> | undefined;
}

/** Source: User Guide, "Best practices when defining event patterns". */
const combinationsMax = 1000;

/**
 * Compiles a pattern's text.
 *
 * Fields of an object must all match; where an event has an array of objects, one of them must meet all that the pattern
 * says of their fields. Throws InvalidEventPatternException, with the reason in the words of the library that AWS matches
 * by.
 *
 * Source: User Guide, "Creating Amazon EventBridge event patterns".
 */
export function parseEventPattern(text: string): EventPattern {
  const complain: Complain = (reason, { begin }) => patternProblem(text, reason, begin);
  const root = readPatternText(text);
  if (root.kind !== 'Object') throw complain('Filter is not an object', root);
  const compiled = compileObject(root, complain);
  if (compiled.combinationCount > combinationsMax) {
    throw complain(`The number of combinations of $or conditions exceeds ${combinationsMax}`, root);
  }
  return {
    matches: compiled.matches,
    sources: textsOf(root, 'source'),
    detailTypes: textsOf(root, 'detail-type'),
  };
}

interface CompiledNode {
  readonly matches: Matches;
  /** How many patterns without `$or` it takes to say the same. */
  readonly combinationCount: number;
}

type Matches = (value: Json | undefined) => boolean;

function compileObject(node: PatternObject, complain: Complain): CompiledNode {
  if (node.members.length === 0) throw complain('Empty objects are not allowed', { begin: node.end });
  // The last of several members of one name counts.
  const members = [...new Map(node.members)];
  const fields: [string, Matches][] = [];
  const alternatives: (readonly Matches[])[] = [];
  let combinationCount = 1;
  for (const [name, child] of members) {
    const objects = name === '$or' ? alternativesOf(child) : undefined;
    if (objects !== undefined) {
      const compiled = objects.map((object) => compileObject(object, complain));
      alternatives.push(compiled.map(({ matches }) => matches));
      combinationCount *= compiled.reduce((sum, each) => sum + each.combinationCount, 0);
      continue;
    }
    const compiled = compileMember(name, child, complain);
    fields.push([name, compiled.matches]);
    combinationCount *= compiled.combinationCount;
  }
  return { matches: matchObject(fields, alternatives), combinationCount };
}

function compileMember(name: string, node: PatternNode, complain: Complain): CompiledNode {
  if (node.kind === 'Object') return compileObject(node, complain);
  if (node.kind === 'Array')
    return { matches: matchField(compileField(node, complain)), combinationCount: 1 };
  throw complain(`"${name}" must be an object or an array`, node);
}

/** `$or` is a field's name like any other where what it holds cannot be alternatives. */
function alternativesOf(node: PatternNode): readonly PatternObject[] | undefined {
  if (node.kind !== 'Array' || node.items.length < 2) return undefined;
  const objects = node.items.filter((item) => item.kind === 'Object');
  const isAlternative = ({ members }: PatternObject) => !members.some(([name]) => reservedNames.has(name));
  return objects.length === node.items.length && objects.every(isAlternative) ? objects : undefined;
}

const noMembers: JsonObject = {};

function matchObject(
  fields: readonly (readonly [string, Matches])[],
  alternatives: readonly (readonly Matches[])[],
): Matches {
  const matches: Matches = (value) => {
    if (isJsonArray(value)) return matchArray(value, matches);
    const object = isJsonObject(value) ? value : noMembers;
    for (const [name, matchesMember] of fields) {
      if (!matchesMember(Object.hasOwn(object, name) ? object[name] : undefined)) return false;
    }
    for (const some of alternatives) {
      if (!some.some((matchesObject) => matchesObject(object))) return false;
    }
    return true;
  };
  return matches;
}

/** One of the objects in the array must match; an array without any is as good as no object. */
function matchArray(items: readonly Json[], matches: Matches): boolean {
  let hasObject = false;
  for (const item of items) {
    if (!isJsonObject(item) && !isJsonArray(item)) continue;
    hasObject = true;
    if (matches(item)) return true;
  }
  return !hasObject && matches(undefined);
}

function matchField(field: FieldMatch): Matches {
  return (value) => {
    if (isJsonArray(value)) {
      const found = matchItems(value, field);
      return found === 'none' ? field.matchesAbsence : found;
    }
    // Only what has no members is a field's value.
    if (value === undefined || isJsonObject(value)) return field.matchesAbsence;
    return field.matchesValue(value as Exclude<Json, readonly Json[] | JsonObject>);
  };
}

/** Whether one of the values in the array, or in an array within, matches; `none` where there is no value at all. */
function matchItems(items: readonly Json[], field: FieldMatch): boolean | 'none' {
  let found: boolean | 'none' = 'none';
  for (const item of items) {
    if (isJsonArray(item)) {
      const inner = matchItems(item, field);
      if (inner === true) return true;
      if (inner === false) found = false;
    } else if (!isJsonObject(item)) {
      if (field.matchesValue(item as Exclude<Json, readonly Json[] | JsonObject>)) return true;
      found = false;
    }
  }
  return found;
}

/** The texts that alone the pattern takes as its member `name`. */
function textsOf({ members }: PatternObject, name: string): ReadonlySet<string> | undefined {
  const node = new Map(members).get(name);
  if (node?.kind !== 'Array') return undefined;
  const texts = new Set<string>();
  for (const item of node.items) {
    if (item.kind !== 'Scalar' || typeof item.value !== 'string') return undefined;
    texts.add(item.value);
  }
  return texts;
}
