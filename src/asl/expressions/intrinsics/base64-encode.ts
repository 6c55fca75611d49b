import { Failure } from '../../../base/failure.ts';
import { encodeBase64 } from './base64.ts';
import { type Intrinsic, textArgument } from './intrinsic.ts';

const name = 'States.Base64Encode';

export const base64Encode: Intrinsic = {
  name,
  arity: [1, 1],
  apply: ([value]) => {
    const text = textArgument(name, value);
    return text instanceof Failure ? text : encodeBase64(new TextEncoder().encode(text));
  },
};
