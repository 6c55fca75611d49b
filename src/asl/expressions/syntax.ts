import type { Json } from '../../base/json.ts';
import { type IntrinsicCall, parseIntrinsic } from './intrinsics/parse.ts';
import { parsePath } from './jsonpath/parse-path.ts';
import { SyntaxProblem } from './jsonpath/path.ts';
import { parseReferencePath, placesOf } from './jsonpath/reference-path.ts';

/** Why `text` is not a path, or undefined where it is one. */
export function findPathProblem(text: string): string | undefined {
  return findProblem(() => parsePath(text));
}

/**
 * Why `text` is not a reference path, a path to one place by names and indexes; undefined where it is one. Only ResultPath
 * is confined to the state's data: elsewhere a reference path may begin in the Context object or with a variable.
 */
export function findReferencePathProblem(
  text: string,
  within: 'Data' | 'Anywhere' = 'Anywhere',
): string | undefined {
  return findProblem(() => (within === 'Data' ? parseReferencePath(text) : placesOf(parsePath(text))));
}

/** Why `text` cannot stand behind a name that ends in `.$`, where a path or an intrinsic function must. */
export function findTemplateValueProblem(text: string): string | undefined {
  return findProblem(() => (text.startsWith('$') ? parsePath(text) : parseIntrinsic(text)));
}

/** The variables that a path or an intrinsic function reads; none where `text` is neither. */
export function findVariables(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  if (findTemplateValueProblem(text) !== undefined) return names;
  if (text.startsWith('$')) addVariable(text, names);
  else addVariables(parseIntrinsic(text), names);
  return names;
}

function addVariable(path: string, names: Set<string>): void {
  const { root } = parsePath(path);
  if (root.kind === 'Variable') names.add(root.name);
}

function addVariables(call: IntrinsicCall, names: Set<string>): void {
  for (const argument of call.arguments) {
    if (argument.kind === 'Call') addVariables(argument, names);
    else if (argument.kind === 'Path') addVariable(argument.path.text, names);
  }
}

function findProblem(parse: () => Json | object): string | undefined {
  try {
    parse();
    return undefined;
  } catch (error) {
    if (error instanceof SyntaxProblem) return error.message;
    throw error;
  }
}
