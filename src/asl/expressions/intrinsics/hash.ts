import type { Json } from '../../../base/json.ts';
import { javaText } from '../java.ts';
import { type Digest, hexOf } from './digest/digest.ts';
import { md5 } from './digest/md5.ts';
import { sha1 } from './digest/sha-1.ts';
import { sha256 } from './digest/sha-256.ts';
import { sha384, sha512 } from './digest/sha-512.ts';
import { type Intrinsic, invalidArguments, textLengthMax } from './intrinsic.ts';

const digests: ReadonlyMap<Json | undefined, Digest> = new Map<Json, Digest>([
  ['MD5', md5],
  ['SHA-1', sha1],
  ['SHA-256', sha256],
  ['SHA-384', sha384],
  ['SHA-512', sha512],
]);

const name = 'States.Hash';

/** AWS hashes a value that is no text as Java prints it. */
export const hash: Intrinsic = {
  name,
  arity: [2, 2],
  apply: ([value = null, algorithm]) => {
    const digest = digests.get(algorithm);
    if (!digest) return invalidArguments(name);
    const text = javaText(value);
    if (text.length > textLengthMax) return invalidArguments(name);
    return hexOf(digest(new TextEncoder().encode(text)));
  },
};
