import { compilePattern, type MatchText, type PatternPart } from '../pattern.ts';
import { fillIn, isPatternPart, parseTemplate } from '../template.ts';
import { type ConditionOperator, negated } from './operator.ts';

/**
 * ArnEquals and ArnLike are one operator: both compare the six parts of an ARN one by one, and both know wildcards.
 *
 * Source: IAM User Guide, "IAM JSON policy elements: Condition operators", ARN condition operators.
 */
const arnLike: ConditionOperator = {
  isNegated: false,
  compile: (text, hasPolicyVariables) => {
    const template = parseTemplate(text, hasPolicyVariables);
    if (template === undefined) return undefined;
    if (!template.hasVariables) return compileArnPattern(template.parts.filter(isPatternPart));
    return (value, request) => {
      const parts = fillIn(template, request);
      return parts !== undefined && compileArnPattern(parts)(value);
    };
  },
};

export const arnOperators = {
  ArnEquals: arnLike,
  ArnNotEquals: negated(arnLike),
  ArnLike: arnLike,
  ArnNotLike: negated(arnLike),
};

const arnPartCount = 6;

function compileArnPattern(parts: readonly PatternPart[]): MatchText {
  if (parts.length === 1 && parts[0] === '*') return isArn;
  const segments = splitAtColons(parts);
  if (segments.length !== arnPartCount) return () => false;
  if (parts.every((part) => typeof part !== 'string')) return compilePattern(parts);
  const matchers = segments.map(compilePattern);
  return (arn) => {
    let from = 0;
    for (let index = 0; index < arnPartCount; index += 1) {
      const end = index === arnPartCount - 1 ? arn.length : arn.indexOf(':', from);
      if (end < 0 || !matchers[index]?.(arn.slice(from, end))) return false;
      from = end + 1;
    }
    return true;
  };
}

function isArn(text: string): boolean {
  return text.startsWith('arn:') && text.split(':').length >= arnPartCount;
}

/** The pattern of each part; the sixth keeps its colons. */
function splitAtColons(parts: readonly PatternPart[]): readonly (readonly PatternPart[])[] {
  const segments: PatternPart[][] = [[]];
  for (const part of parts) {
    if (typeof part === 'string') {
      segments.at(-1)?.push(part);
      continue;
    }
    const pieces = part.literal.split(':');
    const room = arnPartCount - segments.length;
    const [first = '', ...next] =
      pieces.length > room + 1 ? [...pieces.slice(0, room), pieces.slice(room).join(':')] : pieces;
    segments.at(-1)?.push({ literal: first });
    for (const piece of next) segments.push([{ literal: piece }]);
  }
  return segments;
}
