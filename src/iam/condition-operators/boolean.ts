import { fillIn, isPatternPart, parseTemplate, plainText } from '../template.ts';
import type { ConditionOperator } from './operator.ts';

const bool: ConditionOperator = {
  isNegated: false,
  compile: (text, hasPolicyVariables) => {
    const template = parseTemplate(text, hasPolicyVariables);
    if (template === undefined) return undefined;
    if (template.hasVariables) {
      return (value, request) => {
        const parts = fillIn(template, request);
        return parts !== undefined && isSame(value, parseBoolean(plainText(parts)));
      };
    }
    const expected = parseBoolean(plainText(template.parts.filter(isPatternPart)));
    return (value) => isSame(value, expected);
  },
};

/** Source: IAM User Guide, "IAM JSON policy elements: Condition operators", Boolean condition operators. */
export const booleanOperators = { Bool: bool };

function isSame(value: string, expected: boolean | undefined): boolean {
  return expected !== undefined && parseBoolean(value) === expected;
}

function parseBoolean(text: string): boolean | undefined {
  const lowered = text.toLowerCase();
  if (lowered === 'true') return true;
  return lowered === 'false' ? false : undefined;
}
