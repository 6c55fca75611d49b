import type { Evaluated } from '../../../base/failure.ts';
import type { Json } from '../../../base/json.ts';
import { type Intrinsic, invalidArguments } from './intrinsic.ts';

const name = 'States.StringToJson';

export const stringToJson: Intrinsic = {
  name,
  arity: [1, 1],
  apply: ([text]) => (typeof text === 'string' ? parse(text) : invalidArguments(name)),
};

/** An empty text is null on AWS. */
function parse(text: string): Evaluated<Json> {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return invalidArguments(name);
  }
}
