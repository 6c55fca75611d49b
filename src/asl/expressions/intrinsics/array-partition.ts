import { Failure } from '../../../base/failure.ts';
import { exceedsBytes, type Json, jsonText } from '../../../base/json.ts';
import { arrayArgument, type Intrinsic, invalidArguments, truncatedArguments } from './intrinsic.ts';

/** UTF-8 bytes of the array to partition. Source: Developer Guide, "Intrinsic functions". */
const arrayBytesMax = 256 * 1024;

const name = 'States.ArrayPartition';

/** AWS cuts a fractional chunk size off, though its guide has it rounded. */
export const arrayPartition: Intrinsic = {
  name,
  arity: [2, 2],
  apply: ([value, ...sizes]) => {
    const items = arrayArgument(name, value);
    if (items instanceof Failure) return items;
    const numbers = truncatedArguments(name, sizes);
    if (numbers instanceof Failure) return numbers;
    const [size = 0] = numbers;
    if (size < 1 || exceedsBytes(jsonText(items), arrayBytesMax)) return invalidArguments(name);
    const chunks: Json[] = [];
    for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size));
    return chunks;
  },
};
