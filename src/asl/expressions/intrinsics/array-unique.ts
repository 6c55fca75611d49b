import { Failure } from '../../../base/failure.ts';
import { isJsonArray, isJsonObject, type Json, jsonText } from '../../../base/json.ts';
import { hashOrder, javaHash } from '../java.ts';
import { arrayArgument, type Intrinsic } from './intrinsic.ts';

const name = 'States.ArrayUnique';

/** AWS gathers the items in a Java HashSet, which shows in their order: [true, false, true] gives [false, true]. */
export const arrayUnique: Intrinsic = {
  name,
  arity: [1, 1],
  apply: ([value]) => {
    const items = arrayArgument(name, value);
    if (items instanceof Failure) return items;
    const unique = [...new Map(items.map((item) => [comparableText(item), item])).values()];
    return hashOrder(unique.map(javaHash)).map((position) => unique[position] as Json);
  },
};

/** One text for all values that are the same JSON value. */
function comparableText(value: Json): string {
  if (isJsonArray(value)) return `[${value.map(comparableText).join(',')}]`;
  if (!isJsonObject(value)) return jsonText(value);
  const members = Object.entries(value).map(([key, member]) => `${jsonText(key)}:${comparableText(member)}`);
  return `{${members.sort().join(',')}}`;
}
