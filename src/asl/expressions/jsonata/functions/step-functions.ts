import { type Digest, hexOf } from '../../intrinsics/digest/digest.ts';
import { md5 } from '../../intrinsics/digest/md5.ts';
import { sha1 } from '../../intrinsics/digest/sha-1.ts';
import { sha256 } from '../../intrinsics/digest/sha-256.ts';
import { sha384, sha512 } from '../../intrinsics/digest/sha-512.ts';
import { JavaRandom } from '../../intrinsics/java-random.ts';
import { JsonataError, memoryExceeded } from '../jsonata-error.ts';
import { type NativeFunction, native } from '../native-function.ts';
import { createSequence, type Value, type Values } from '../value.ts';
import { parseText } from './parse-text.ts';

const digests: ReadonlyMap<string, Digest> = new Map([
  ['MD5', md5],
  ['SHA-1', sha1],
  ['SHA-256', sha256],
  ['SHA-384', sha384],
  ['SHA-512', sha512],
]);

/** Measured on the service: one element more and the evaluation fails. */
const rangeElementsMax = 360_145;

/** Steps it takes to hash a byte. */
const stepsPerByte = 4;

type Whole = number | undefined;

/**
 * What Step Functions adds to the language, or changes in it.
 *
 * Numbers that should be whole are cut off towards zero, and arguments that make no sense give nothing rather than an
 * error, as measured on the service.
 *
 * Source: Developer Guide, "JSONata functions provided by Step Functions".
 */
export const stepFunctionsFunctions: Readonly<Record<string, NativeFunction>> = {
  partition: native<[Values | undefined, Whole]>('<an?:a>', 2, ([values, size], { evaluation }) => {
    if (values === undefined || values.length === 0) return undefined;
    if (values.length === 1 && values[0] === null) throw new JsonataError('T0412', { value: null, index: 1 });
    const chunkSize = Math.trunc(size ?? values.length);
    if (chunkSize < 0)
      throw new JsonataError('D3137', { message: 'Second argument must be zero or greater' });
    if (!(chunkSize > 0)) return undefined;
    evaluation.holdElements(values.length * 2);
    const chunks: Values = [];
    for (let start = 0; start < values.length; start += chunkSize) {
      evaluation.spend(1);
      chunks.push(values.slice(start, start + chunkSize));
    }
    return chunks;
  }),

  range: native<[Whole, Whole, Whole]>('<nnn?:a<n>>', 3, ([start, end, step], { evaluation }) => {
    if (start === undefined || end === undefined || step === undefined) return undefined;
    const [first, last, stride] = [Math.trunc(start), Math.trunc(end), Math.trunc(step)];
    const length = Math.floor((last - first) / stride) + 1;
    if (stride === 0 || !(length > 0)) return undefined;
    if (length > rangeElementsMax) throw memoryExceeded();
    evaluation.holdElements(length);
    const sequence = createSequence();
    for (let index = 0; index < length; index += 1) sequence.push(first + index * stride);
    return sequence;
  }),

  hash: native<[string | undefined, string | undefined]>(
    '<ss?:s>',
    2,
    ([text, algorithm], { evaluation }) => {
      if (text === undefined || algorithm === undefined) return undefined;
      const digest = digests.get(algorithm);
      if (!digest) {
        const message = `Invalid algorithm. Valid algorithms are: ${[...digests.keys()].join(', ')}`;
        throw new JsonataError('D3137', { message });
      }
      evaluation.spend(text.length * 3 * stepsPerByte);
      return hexOf(digest(new TextEncoder().encode(text)));
    },
  ),

  random: native<[number | undefined]>('<n?:n>', 1, ([seed], { evaluation }) =>
    seed === undefined
      ? evaluation.scope.surroundings.random()
      : nextDouble(new JavaRandom(Math.trunc(requireFinite(seed)))),
  ),

  uuid: native('<:s>', 0, (_parameters, { evaluation }) => evaluation.scope.surroundings.newId()),

  parse: native<[string | undefined]>('<s?:x>', 1, ([text], { evaluation }): Value => {
    if (text === undefined) return undefined;
    evaluation.holdElements(text.length / 2);
    evaluation.spend(text.length / 4);
    return parseText(text);
  }),
};

function requireFinite(value: number): number {
  if (!Number.isFinite(value)) throw new JsonataError('D1001', { value });
  return value;
}

/** `java.util.Random.nextDouble`: 26 bits, then 27. */
function nextDouble(random: JavaRandom): number {
  const high = random.nextBetween(0, 2 ** 26);
  return (high * 2 ** 27 + random.nextBetween(0, 2 ** 27)) / 2 ** 53;
}
