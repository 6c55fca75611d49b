import type { Intrinsic } from './intrinsic.ts';

export const uuid: Intrinsic = {
  name: 'States.UUID',
  arity: [0, 0],
  apply: (_values, surroundings) => surroundings.newId(),
};
