import { type Evaluated, Failure } from '../../base/failure.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject, jsonText } from '../../base/json.ts';
import type { Scope } from '../compiled.ts';
import { compileIntrinsic } from './intrinsics/compile.ts';
import { parseIntrinsic } from './intrinsics/parse.ts';
import { inHashOrder } from './java.ts';
import { parsePath } from './jsonpath/parse-path.ts';
import { setMember } from './members.ts';
import { runtimeFailure } from './runtime-failure.ts';
import { scopePath } from './scoped-path.ts';

/** Evaluates a template or one of its values; `data` is what `$` stands for. */
export type Template = (scope: Scope, data: Json) => Evaluated<Json>;

/**
 * A payload template, such as Parameters or ResultSelector: each member whose name ends in `.$` is replaced by what its
 * path or intrinsic function gives. Parts without such members are handed on as they stand, never copied.
 */
export function compileTemplate(template: Json): Template {
  return compilePart(template) ?? constant(template);
}

function constant(value: Json): Template {
  deepFreeze(value);
  return () => value;
}

function deepFreeze(value: Json): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const member of Object.values(value)) deepFreeze(member as Json);
}

/** Undefined where nothing in `part` needs evaluation. */
function compilePart(part: Json): Template | undefined {
  if (isJsonArray(part)) return compileArray(part);
  return isJsonObject(part) ? compileObject(part) : undefined;
}

function compileArray(part: readonly Json[]): Template | undefined {
  const compiled = part.map(compilePart);
  if (compiled.every((member) => member === undefined)) return undefined;
  const members = compiled.map((member, position) => member ?? constant(part[position] as Json));
  return (scope, data) => {
    const result: Json[] = [];
    for (const evaluate of members) {
      const value = evaluate(scope, data);
      if (value instanceof Failure) return value;
      result.push(value);
    }
    return result;
  };
}

interface Member {
  readonly name: string;
  readonly evaluate: Template;
}

/**
 * AWS puts the members without `.$` first, in the order of the definition, then the others in the order of a Java
 * HashMap of their names. Recorded; nested templates follow the same rule each for itself.
 */
function compileObject(part: JsonObject): Template | undefined {
  const literals: Member[] = [];
  const replaced: Member[] = [];
  let isConstant = true;
  for (const [name, value] of Object.entries(part)) {
    if (name.endsWith('.$')) {
      replaced.push({ name: name.slice(0, -2), evaluate: compileTemplateValue(String(value), name) });
      continue;
    }
    const evaluate = compilePart(value);
    if (evaluate) isConstant = false;
    literals.push({ name, evaluate: evaluate ?? constant(value) });
  }
  if (isConstant && replaced.length === 0) return undefined;
  return evaluateMembers([...literals, ...inHashOrder(replaced, ({ name }) => name)]);
}

/** Every evaluation starts from a copy of one object with all the names, which is faster than adding them one by one. */
function evaluateMembers(members: readonly Member[]): Template {
  const blank = Object.fromEntries(members.map(({ name }) => [name, null]));
  return (scope, data) => {
    const result: Record<string, Json> = { ...blank };
    for (const { name, evaluate } of members) {
      const value = evaluate(scope, data);
      if (value instanceof Failure) return value;
      setMember(result, name, value);
    }
    return result;
  };
}

/** A path or an intrinsic function; `field` is the name AWS's causes give it, `.$` included. */
export function compileTemplateValue(text: string, field: string): Template {
  return text.startsWith('$') ? compilePathValue(text, field) : compileIntrinsic(parseIntrinsic(text));
}

function compilePathValue(text: string, field: string): Template {
  const parsed = parsePath(text);
  const path = scopePath(parsed);
  const readsData = parsed.root.kind === 'Data';
  return (scope, data) => {
    if (readsData && data === null) return emptyInput;
    const value = path.read(scope, data);
    return value === undefined ? missing(scope, data) : value;
  };

  function missing(scope: Scope, data: Json): Evaluated<Json> {
    const { kind, detail } = path.explain(scope, data);
    // Seen on AWS: an index past the end gives null here, though an intrinsic function's argument fails on it.
    if (kind === 'PastEnd') return null;
    if (kind === 'Invalid') return runtimeFailure(`Invalid path '${path.text}' : ${detail}`);
    return runtimeFailure(
      `The JSONPath '${path.text}' specified for the field '${field}' could not be found in the input ` +
        `'${jsonText(path.source(scope, data))}'`,
    );
  }
}

/** AWS's answer to every path into data that is null, `$` among them. */
export const emptyInput = runtimeFailure('Unable to apply Path transformation to null or empty input.');
