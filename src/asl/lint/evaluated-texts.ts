import { isJsonArray, isJsonObject, type Json } from '../../base/json.ts';
import { type IntrinsicCall, parseIntrinsic } from '../expressions/intrinsics/parse.ts';
import { parsePath } from '../expressions/jsonpath/parse-path.ts';
import type { Path } from '../expressions/jsonpath/path.ts';
import { findTemplateValueProblem } from '../expressions/syntax.ts';
import { atIndex, inField, type Place } from '../place.ts';
import type { LintedState } from './lint-rule.ts';

/** A path or an intrinsic function that a JSONPath state evaluates. */
export interface EvaluatedText {
  readonly text: string;
  readonly place: Place;
}

/** Every text that `state` evaluates itself; none where it is written in JSONata. States inside it speak for themselves. */
export function evaluatedTexts({ state, place, language }: LintedState): readonly EvaluatedText[] {
  const found: EvaluatedText[] = [];
  if (language === 'JSONPath') collectFields(state, place, found);
  return found;
}

/** Fields whose value is a payload template. */
const templates = new Set([
  'Parameters',
  'ItemSelector',
  'ResultSelector',
  'Assign',
  'Credentials',
  'BatchInput',
]);

/** Fields that nothing is read from: nested blocks, literals, and the path that is written to. */
const unread = new Set(['Branches', 'ItemProcessor', 'Iterator', 'Result', 'ResultPath', 'Comment']);

function collectFields(holder: Json, place: Place, found: EvaluatedText[]): void {
  if (isJsonArray(holder)) {
    holder.forEach((member, index) => {
      collectFields(member, atIndex(place, index), found);
    });
    return;
  }
  if (!isJsonObject(holder)) return;
  for (const [name, value] of Object.entries(holder)) {
    if (unread.has(name)) continue;
    const valuePlace = inField(place, name);
    if (templates.has(name)) collectTemplate(value, valuePlace, found);
    else if (typeof value !== 'string') collectFields(value, valuePlace, found);
    // A Variable may be asked for only to learn that it is not there.
    else if (name.endsWith('Path') || (name === 'Variable' && holder.IsPresent === undefined))
      add(value, valuePlace, found);
  }
}

function collectTemplate(template: Json, place: Place, found: EvaluatedText[]): void {
  if (isJsonArray(template)) {
    template.forEach((member, index) => {
      collectTemplate(member, atIndex(place, index), found);
    });
  } else if (isJsonObject(template)) {
    for (const [name, value] of Object.entries(template)) {
      if (name.endsWith('.$') && typeof value === 'string') add(value, inField(place, name), found);
      else collectTemplate(value, inField(place, name), found);
    }
  }
}

function add(text: string, place: Place, found: EvaluatedText[]): void {
  if (findTemplateValueProblem(text) === undefined) found.push({ text, place });
}

/** The paths in `text`: itself, or the arguments of its calls. */
export function pathsOf(text: string): readonly Path[] {
  if (text.startsWith('$')) return [parsePath(text)];
  return callsOf(text).flatMap((call) =>
    call.arguments.flatMap((argument) => (argument.kind === 'Path' ? [argument.path] : [])),
  );
}

/** The calls in `text`, outer ones first. */
export function callsOf(text: string): readonly IntrinsicCall[] {
  return text.startsWith('$') ? [] : withNested(parseIntrinsic(text));
}

function withNested(call: IntrinsicCall): readonly IntrinsicCall[] {
  const nested = call.arguments.flatMap((argument) => (argument.kind === 'Call' ? withNested(argument) : []));
  return [call, ...nested];
}
