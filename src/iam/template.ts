import { contextKeyReader, type ReadContextKey } from './context-key.ts';
import { compilePattern, type PatternPart, patternParts } from './pattern.ts';
import type { AuthorizationRequest } from './request.ts';

/** A text of a policy whose `${…}` each request fills in; its `*` and `?` are kept apart from literal ones. */
export interface Template {
  readonly parts: readonly TemplatePart[];
  readonly hasVariables: boolean;
}

type TemplatePart = PatternPart | PolicyVariable;

interface PolicyVariable {
  readonly read: ReadContextKey;
  /** The value where the request has none. */
  readonly fallback: string | undefined;
}

export type MatchTemplate = (text: string, request: AuthorizationRequest) => boolean;

/**
 * `text` taken apart, or undefined where a `${` in it is no policy variable.
 *
 * `hasPolicyVariables` is false for policies of version 2008-10-17, in which `${…}` is plain text.
 *
 * Source: IAM User Guide, "IAM policy elements: Variables and tags".
 */
export function parseTemplate(text: string, hasPolicyVariables: boolean): Template | undefined {
  if (!hasPolicyVariables || !text.includes('${')) return { parts: patternParts(text), hasVariables: false };
  const parts: TemplatePart[] = [];
  let at = 0;
  while (at < text.length) {
    const start = text.indexOf('${', at);
    parts.push(...patternParts(text.slice(at, start < 0 ? text.length : start)));
    if (start < 0) break;
    const end = variableEnd(text, start + 2);
    const part = end === undefined ? undefined : parseVariable(text.slice(start + 2, end));
    if (end === undefined || part === undefined) return undefined;
    parts.push(part);
    at = end + 1;
  }
  return { parts, hasVariables: parts.some(isVariable) };
}

/** The names of the policy variables in `text`, in order. */
export function variableNames(text: string): readonly string[] {
  const names: string[] = [];
  for (let start = text.indexOf('${'); start >= 0; start = text.indexOf('${', start + 2)) {
    const end = variableEnd(text, start + 2);
    const [, name] = variableForm.exec(text.slice(start + 2, end)) ?? [];
    if (end !== undefined && name !== undefined) names.push(name);
  }
  return names;
}

/** The test for texts that `template`, filled in for the request, describes with its wildcards. */
export function compileTemplate(template: Template): MatchTemplate {
  if (!template.hasVariables) return compilePattern(template.parts.filter(isPatternPart));
  return (text, request) => {
    const parts = fillIn(template, request);
    return parts !== undefined && compilePattern(parts)(text);
  };
}

/**
 * `template` with the request's values, which stand for themselves even where they hold a `*`; undefined where the
 * request lacks one, and then the template matches nothing.
 */
export function fillIn(
  template: Template,
  request: AuthorizationRequest,
): readonly PatternPart[] | undefined {
  const filled: PatternPart[] = [];
  for (const part of template.parts) {
    if (!isVariable(part)) {
      filled.push(part);
      continue;
    }
    const literal = singleValue(part.read(request)) ?? part.fallback;
    if (literal === undefined) return undefined;
    filled.push({ literal });
  }
  return filled;
}

/** `parts` as the text they were written as, for operators that have no wildcards. */
export function plainText(parts: readonly PatternPart[]): string {
  let text = '';
  for (const part of parts) text += typeof part === 'string' ? part : part.literal;
  return text;
}

export function isPatternPart(part: TemplatePart): part is PatternPart {
  return !isVariable(part);
}

function isVariable(part: TemplatePart): part is PolicyVariable {
  return typeof part === 'object' && 'read' in part;
}

/** Where the `}` of a variable stands; those within its quoted default do not count. */
function variableEnd(text: string, from: number): number | undefined {
  let isQuoted = false;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (character === "'") isQuoted = !isQuoted;
    else if (character === '}' && !isQuoted) return at;
  }
  return undefined;
}

function parseVariable(content: string): TemplatePart | undefined {
  if (content === '*' || content === '?' || content === '$') return { literal: content };
  const [, name, fallback] = variableForm.exec(content) ?? [];
  return name === undefined ? undefined : { read: contextKeyReader(name), fallback };
}

/** A condition key's name, and the default that may follow it. */
const variableForm = /^\s*([^\s,'{}$*?](?:[^,'{}$*?]*[^\s,'{}$*?])?)\s*(?:,\s*'([^']*)'\s*)?$/;

/** Keys with several values have no place in a text. */
function singleValue(value: string | readonly string[] | undefined): string | undefined {
  if (typeof value === 'string' || value === undefined) return value;
  return value.length === 1 ? value[0] : undefined;
}
