import { isJsonArray, isJsonObject, type Json, type JsonObject, jsonEquals } from '../../src/base/json.ts';

/** Where `actual` is not what was recorded, or undefined where it is. */
export function difference(
  recorded: Json | undefined,
  actual: Json | undefined,
  anyValue: ReadonlySet<string>,
  place = '',
): string | undefined {
  const differs = () => `${place}: recorded ${JSON.stringify(recorded)}, is ${JSON.stringify(actual)}`;
  if (typeof recorded === 'string' && anyValue.has(recorded))
    return actual === undefined ? differs() : undefined;
  if (recorded === undefined || actual === undefined) return recorded === actual ? undefined : differs();
  if (jsonEquals(recorded, actual)) return undefined;
  if (isJsonArray(recorded)) {
    const value = parsed(actual);
    if (!isJsonArray(value) || value.length !== recorded.length) return differs();
    return first(recorded.keys(), (index) =>
      difference(recorded[index], value[index], anyValue, `${place}[${index}]`),
    );
  }
  if (isJsonObject(recorded)) {
    const value = parsed(actual);
    if (!isJsonObject(value)) return differs();
    const names = new Set([...Object.keys(recorded), ...Object.keys(value)]);
    return first(names, (name) => difference(recorded[name], value[name], anyValue, `${place}.${name}`));
  }
  if (typeof recorded !== 'string' || typeof actual !== 'string') {
    return parsed(actual) === recorded ? undefined : differs();
  }
  const [left, right] = [parsed(recorded), parsed(actual)];
  if (isJsonObject(left) && isJsonObject(right)) return difference(left, right, anyValue, `${place}{}`);
  return patternOf(recorded, anyValue).test(actual) ? undefined : differs();
}

function first<Key>(keys: Iterable<Key>, find: (key: Key) => string | undefined): string | undefined {
  for (const key of keys) {
    const found = find(key);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** JSON inside a text is compared as a value: recordings do not keep its spelling, and some have it parsed. */
function parsed(value: Json): Json {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}

function patternOf(recorded: string, anyValue: ReadonlySet<string>): RegExp {
  const words = [...anyValue].map((word) => word.replace(/\W/g, '\\$&'));
  const parts = recorded.split(new RegExp(`(?:<[^<>]+>|\\b(?:${words.join('|')})\\b)`));
  return new RegExp(`^${parts.map((part) => part.replace(/[^\w\s]/g, '\\$&')).join('.+?')}$`, 's');
}

/**
 * Like `difference` for histories whose branches may interleave differently: each event must stand at the same place of
 * the tree that `previousEventId` spans, among its siblings in any order.
 */
export function treeDifference(
  recorded: readonly JsonObject[],
  actual: readonly JsonObject[],
  anyValue: ReadonlySet<string>,
): string | undefined {
  if (recorded.length !== actual.length) return `recorded ${recorded.length} events, are ${actual.length}`;
  return siblingsDifference(causalTree(recorded), causalTree(actual), anyValue);
}

interface Node {
  readonly event: JsonObject;
  readonly next: Node[];
}

const joins = /^(Parallel|Map)State(Succeeded|Failed|Aborted)$/;

/** An event that closes a Parallel or Map follows whichever branch ended last, so it hangs on the event that opened it. */
function causalTree(events: readonly JsonObject[]): readonly Node[] {
  const nodes = new Map<Json | undefined, Node>();
  const roots: Node[] = [];
  for (const event of events) {
    const { id, previousEventId, timestamp, ...rest } = event;
    const node: Node = { event: rest, next: [] };
    nodes.set(id, node);
    const isJoin = joins.test(String(event.type)) || String(event.type).endsWith('Exited');
    const parent = isJoin ? undefined : nodes.get(previousEventId);
    (parent?.next ?? roots).push(node);
  }
  return roots;
}

function siblingsDifference(
  recorded: readonly Node[],
  actual: readonly Node[],
  anyValue: ReadonlySet<string>,
): string | undefined {
  const left = [...actual];
  for (const node of recorded) {
    const found = left.findIndex(
      (other) =>
        difference(node.event, other.event, anyValue) === undefined &&
        siblingsDifference(node.next, other.next, anyValue) === undefined,
    );
    if (found < 0)
      return `nothing like ${JSON.stringify(node.event)} among ${JSON.stringify(left.map(({ event }) => event))}`;
    left.splice(found, 1);
  }
  return left.length === 0 ? undefined : `not recorded: ${JSON.stringify(left.map(({ event }) => event))}`;
}
