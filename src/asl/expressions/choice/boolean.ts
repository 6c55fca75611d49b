import { comparison } from './operator.ts';

export const booleanOperators = {
  BooleanEquals: comparison((value, expected) => typeof value === 'boolean' && value === expected),
};
