import { Failure } from '../../../base/failure.ts';
import { decodeBase64 } from './base64.ts';
import { type Intrinsic, textArgument } from './intrinsic.ts';

const name = 'States.Base64Decode';

/** What is not UTF-8 becomes U+FFFD, as in Java. */
export const base64Decode: Intrinsic = {
  name,
  arity: [1, 1],
  apply: ([value]) => {
    const text = textArgument(name, value);
    if (text instanceof Failure) return text;
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(decodeBase64(text));
  },
};
