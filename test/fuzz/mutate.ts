import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../src/base/json.ts';
import type { Chance } from './chance.ts';
import { expressions, intrinsics, oddValue, paths } from './words.ts';

/** `value` with a few of its parts changed, taken away, renamed, doubled, or exchanged for something else. */
export function mutate(value: Json, chance: Chance): Json {
  let mutated = value;
  for (let count = chance.once(3) ? 3 : 1; count > 0; count -= 1) {
    mutated = changeAt(mutated, { chance, left: chance.below(sizeOf(mutated)) });
  }
  return mutated;
}

/** How many values `value` consists of. */
function sizeOf(value: Json): number {
  if (!isJsonArray(value) && !isJsonObject(value)) return 1;
  return Object.values(value).reduce<number>((size, member) => size + sizeOf(member), 1);
}

/** The walk to the value that is changed. */
interface Walk {
  readonly chance: Chance;
  /** Values that are still passed before it. */
  left: number;
}

function changeAt(value: Json, walk: Walk): Json {
  if (walk.left === 0) {
    walk.left = -1;
    return changed(value, walk.chance);
  }
  walk.left -= 1;
  if (walk.left < 0) return value;
  if (isJsonArray(value)) return value.map((member) => (walk.left < 0 ? member : changeAt(member, walk)));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, walk.left < 0 ? member : changeAt(member, walk)]),
  );
}

function changed(value: Json, chance: Chance): Json {
  const { pick, once, below } = chance;
  if (isJsonObject(value) && !once(4)) return changedObject(value, chance);
  if (isJsonArray(value) && value.length > 0 && !once(4)) {
    const index = below(value.length);
    return once(2) ? value.toSpliced(index, 1) : [...value, value[index] as Json];
  }
  if (typeof value === 'number' && once(2)) return pick([value + 1, -value, value / 3, value * 1e9]);
  if (typeof value === 'string' && once(2)) return changedText(value, chance);
  return once(2) ? oddValue(chance) : pick([...paths, ...intrinsics, ...expressions]);
}

function changedObject(value: JsonObject, chance: Chance): JsonObject {
  const entries = Object.entries(value);
  const index = chance.below(entries.length);
  const entry = entries[index];
  if (entry === undefined) return { [chance.pick(fieldNames)]: oddValue(chance) };
  const [name, member] = entry;
  switch (chance.below(4)) {
    case 0:
      return Object.fromEntries(entries.toSpliced(index, 1));
    case 1:
      return Object.fromEntries(entries.with(index, [chance.pick(fieldNames), member]));
    case 2:
      return { ...value, [chance.pick(fieldNames)]: member };
    default:
      return { ...value, [name]: oddValue(chance) };
  }
}

function changedText(text: string, { below, pick }: Chance): string {
  const index = below(text.length + 1);
  const inserted = pick(['', '$', '.', '[', ']', '"', "'", '\\', '%}', '(', '\u0000', '*']);
  return text.slice(0, index) + inserted + text.slice(index + below(3));
}

const fieldNames: readonly string[] = [
  'Type',
  'Next',
  'End',
  'Default',
  'StartAt',
  'States',
  'Branches',
  'ItemProcessor',
  'Iterator',
  'Choices',
  'Retry',
  'Catch',
  'Variable',
  'Condition',
  'InputPath',
  'OutputPath',
  'ResultPath',
  'ResultSelector',
  'Parameters',
  'Arguments',
  'Output',
  'Assign',
  'Result',
  'Seconds',
  'SecondsPath',
  'Timestamp',
  'TimeoutSeconds',
  'HeartbeatSecondsPath',
  'Credentials',
  'Resource',
  'Error',
  'CausePath',
  'QueryLanguage',
  'ItemReader',
  'ItemBatcher',
  'ResultWriter',
  'Label',
  'ToleratedFailureCount',
  'MaxConcurrencyPath',
  'ErrorEquals',
  'IntervalSeconds',
  'x.$',
  '__proto__',
  'constructor',
  '',
];
