import type { ConditionOperator } from './operator.ts';

const binaryEquals: ConditionOperator = {
  isNegated: false,
  compile: (text) => {
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
    const expected = withoutPadding(text);
    return (value) => withoutPadding(value) === expected;
  },
};

/** Source: IAM User Guide, "IAM JSON policy elements: Condition operators", Binary condition operators. */
export const binaryOperators = { BinaryEquals: binaryEquals };

/** Base64 gives equal bytes equal texts, except that some writers leave the padding out. */
function withoutPadding(base64: string): string {
  return base64.replace(/=+$/, '');
}
