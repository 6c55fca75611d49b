import { type Evaluated, Failure } from '../../base/failure.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import type { Outcome, Scope, Variables } from '../compiled.ts';
import { applyResultPath, parseReferencePath } from './jsonpath/reference-path.ts';
import { compileTemplate, emptyInput, type Template } from './payload-template.ts';
import { runtimeFailure } from './runtime-failure.ts';
import { compileScopedPath } from './scoped-path.ts';

/*
 * The stations of a JSONPath state's data: input → InputPath → Parameters → (work) → ResultSelector → ResultPath →
 * OutputPath → output. A station that a state does not use is undefined, so that its data passes untouched.
 */

/** One station: from the data before it to the data after it. */
export type Station = Template;

const nothing: JsonObject = Object.freeze({});

/** InputPath or OutputPath: null selects an empty object. */
export function compileSelection(path: Json | undefined): Station | undefined {
  if (path === undefined || path === '$') return undefined;
  return path === null ? () => nothing : selectPath(String(path));
}

function selectPath(text: string): Station {
  const path = compileScopedPath(text);
  const readsData = text === path.text && !/^\$[\p{ID_Start}_]/u.test(text);
  return (scope, data) => {
    const value = path.read(scope, data);
    if (value !== undefined) return value;
    if (readsData && data === null) return emptyInput;
    const { kind, detail } = path.explain(scope, data);
    return kind === 'PastEnd' ? null : runtimeFailure(`Invalid path '${path.text}' : ${detail}`);
  };
}

/** InputPath, then Parameters (or whatever template the state has in its place). */
export function compileEffectiveInput(state: JsonObject, template: Json | undefined): Station | undefined {
  return chain(compileSelection(state.InputPath), compileOptional(template));
}

/** A template that a state may lack. */
export function compileOptional(template: Json | undefined): Station | undefined {
  return template === undefined ? undefined : compileTemplate(template);
}

function chain(first: Station | undefined, second: Station | undefined): Station | undefined {
  if (!first || !second) return first ?? second;
  return (scope, data) => {
    const between = first(scope, data);
    return between instanceof Failure ? between : second(scope, between);
  };
}

/** Where ResultPath puts a result: by default in place of the input. */
export function compileResultPath(
  path: Json | undefined,
): ((input: Json, result: Json) => Evaluated<Json>) | undefined {
  if (path === undefined || path === '$') return undefined;
  if (path === null) return (input) => input;
  const reference = parseReferencePath(String(path));
  return (input, result) => applyResultPath(input, reference, result);
}

/** Assign: the variables it gives values to; undefined where there are none. */
export function compileAssign(
  template: Json | undefined,
): ((scope: Scope, data: Json) => Evaluated<Variables>) | undefined {
  if (template === undefined || Object.keys(template as JsonObject).length === 0) return undefined;
  const evaluate = compileTemplate(template);
  return (scope, data) => evaluate(scope, data) as Evaluated<Variables>;
}

/** From what a state did to its Outcome: ResultSelector, ResultPath, OutputPath, and Assign on the result itself. */
export function compileConclusion(fields: JsonObject): (scope: Scope, result: Json) => Evaluated<Outcome> {
  const select = compileOptional(fields.ResultSelector);
  const place = compileResultPath(fields.ResultPath);
  const output = compileSelection(fields.OutputPath);
  const assign = compileAssign(fields.Assign);
  if (!select && !place && !output && !assign)
    return (_scope, result) => ({ output: result, assigned: undefined });
  return (scope, result) => {
    const assigned = assign?.(scope, result);
    if (assigned instanceof Failure) return assigned;
    let data = select ? select(scope, result) : result;
    if (data instanceof Failure) return data;
    if (place) data = place(scope.input, data);
    if (data instanceof Failure) return data;
    if (output) data = output(scope, data);
    return data instanceof Failure ? data : { output: data, assigned };
  };
}

/** From a state's effective input, which is also its result, to its Outcome. */
export function compilePassage(
  fields: JsonObject,
  assignTemplate: Json | undefined,
): (scope: Scope) => Evaluated<Outcome> {
  const input = compileSelection(fields.InputPath);
  const conclude = compileConclusion({
    ...(fields.OutputPath === undefined ? {} : { OutputPath: fields.OutputPath }),
    ...(assignTemplate === undefined ? {} : { Assign: assignTemplate }),
  });
  if (!input) return (scope) => conclude(scope, scope.input);
  return (scope) => {
    const data = input(scope, scope.input);
    return data instanceof Failure ? data : conclude(scope, data);
  };
}
