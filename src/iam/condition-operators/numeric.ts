import { type ConditionOperator, negated } from './operator.ts';

const numericEquals = comparison((value, expected) => value === expected);

/** Source: IAM User Guide, "IAM JSON policy elements: Condition operators", Numeric condition operators. */
export const numericOperators = {
  NumericEquals: numericEquals,
  NumericNotEquals: negated(numericEquals),
  NumericLessThan: comparison((value, expected) => value < expected),
  NumericLessThanEquals: comparison((value, expected) => value <= expected),
  NumericGreaterThan: comparison((value, expected) => value > expected),
  NumericGreaterThanEquals: comparison((value, expected) => value >= expected),
};

function comparison(holds: (value: number, expected: number) => boolean): ConditionOperator {
  return {
    isNegated: false,
    compile: (text) => {
      const expected = parseNumber(text);
      if (Number.isNaN(expected)) return undefined;
      // NaN, which a value that is no number becomes, fails every comparison.
      return (value) => holds(parseNumber(value), expected);
    },
  };
}

function parseNumber(text: string): number {
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(text) ? Number(text) : Number.NaN;
}
