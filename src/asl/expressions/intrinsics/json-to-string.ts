import type { Intrinsic } from './intrinsic.ts';

export const jsonToString: Intrinsic = {
  name: 'States.JsonToString',
  arity: [1, 1],
  // Compact whatever the spelling the value came with, so not jsonText.
  apply: ([value]) => JSON.stringify(value),
};
