import {
  compileTemplate,
  fillIn,
  isPatternPart,
  parseTemplate,
  plainText,
  type Template,
} from '../template.ts';
import { type ConditionOperator, type MatchValue, negated } from './operator.ts';

/** Source: IAM User Guide, "IAM JSON policy elements: Condition operators", String condition operators. */
const stringEquals: ConditionOperator = {
  isNegated: false,
  compile: (text, hasPolicyVariables) => {
    const template = parseTemplate(text, hasPolicyVariables);
    return template && compileEquals(template);
  },
};

const stringEqualsIgnoreCase: ConditionOperator = {
  isNegated: false,
  compile: (text, hasPolicyVariables) => {
    const template = parseTemplate(text, hasPolicyVariables);
    return template && compileEqualsIgnoreCase(template);
  },
};

const stringLike: ConditionOperator = {
  isNegated: false,
  compile: (text, hasPolicyVariables) => {
    const template = parseTemplate(text, hasPolicyVariables);
    return template && compileTemplate(template);
  },
};

export const stringOperators = {
  StringEquals: stringEquals,
  StringNotEquals: negated(stringEquals),
  StringEqualsIgnoreCase: stringEqualsIgnoreCase,
  StringNotEqualsIgnoreCase: negated(stringEqualsIgnoreCase),
  StringLike: stringLike,
  StringNotLike: negated(stringLike),
};

function compileEquals(template: Template): MatchValue {
  if (template.hasVariables) {
    return (value, request) => {
      const parts = fillIn(template, request);
      return parts !== undefined && value === plainText(parts);
    };
  }
  const expected = plainText(template.parts.filter(isPatternPart));
  return (value) => value === expected;
}

function compileEqualsIgnoreCase(template: Template): MatchValue {
  if (template.hasVariables) {
    return (value, request) => {
      const parts = fillIn(template, request);
      return parts !== undefined && value.toLowerCase() === plainText(parts).toLowerCase();
    };
  }
  const expected = plainText(template.parts.filter(isPatternPart)).toLowerCase();
  return (value) => value.toLowerCase() === expected;
}
