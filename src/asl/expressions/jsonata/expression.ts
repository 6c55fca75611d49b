import { AssertionError } from '../../../base/assert.ts';
import type { Evaluated } from '../../../base/failure.ts';
import type { Json } from '../../../base/json.ts';
import type { Scope } from '../../compiled.ts';
import { EvaluationFailure } from '../../evaluation-failure.ts';
import { messageOf, parseExpression } from '../jsonata.ts';
import { compileExpression } from './compile.ts';
import { compileDataPath, indirect } from './data-path.ts';
import { Evaluation, type StateOutcome } from './evaluation.ts';
import { Frame } from './frame.ts';
import { BoundExceeded, JsonataError, memoryExceeded, stackOverflow } from './jsonata-error.ts';
import { plainJson } from './plain.ts';
import type { Value } from './value.ts';

/** A field's expression, or a template that has expressions in it. */
export type Evaluator = (scope: Scope, outcome: StateOutcome) => Evaluated<Json>;

/** What an evaluation sees of a state that has done nothing yet. */
export const noOutcome: StateOutcome = { result: undefined, errorOutput: undefined };

/** The expression between the marks of `{% … %}`; undefined where `text` is taken as it stands. */
export function expressionIn(text: string): string | undefined {
  const isMarked = text.startsWith('{%') && text.endsWith('%}') && text.length >= '{%%}'.length;
  return isMarked ? text.slice(2, -2).trim() : undefined;
}

/** An expression that passed validation, for the field of a state that causes call `field`. */
export function compileFieldExpression(text: string, field: string): Evaluator {
  const root = parseExpression(text);
  const run = compileExpression(root);
  const dataPath = compileDataPath(root);
  const finish = dataPath ? dataOf : plainJson;
  const fail = (problem: string) => expressionFailure({ text, field, problem });
  return (scope, outcome) => {
    try {
      const data = dataPath ? dataPath(scope, outcome) : indirect;
      const value =
        data === indirect ? run(undefined, new Frame(new Evaluation(scope, outcome), undefined)) : data;
      if (value === undefined) return fail('returned nothing (undefined).');
      const json = finish(value);
      return json === undefined ? fail('returned an unsupported result type.') : json;
    } catch (error) {
      return fail(describe(error));
    }
  };
}

/** Data as it came, or a sequence of it, without a copy of every part. */
function dataOf(value: Value): Json {
  return (Array.isArray(value) && value.sequence === true ? value.slice() : value) as Json;
}

/** Source: API Reference, "EvaluationFailedEventDetails". */
const causeCharactersMax = 32_000;

/** The Failure of an expression; `problem` ends the sentence that names it and its field. */
export function expressionFailure({
  text,
  field,
  problem,
}: {
  readonly text: string;
  readonly field: string;
  readonly problem: string;
}): EvaluationFailure {
  const cause = `The JSONata expression '${text}' specified for the field '${field}' ${problem}`;
  return new EvaluationFailure(cause.slice(0, causeCharactersMax), field);
}

function describe(error: unknown): string {
  if (error instanceof JsonataError) {
    return `threw an error during evaluation. ${error.code}: ${messageOf(withSmallDetails(error))}`;
  }
  if (error instanceof BoundExceeded) return `threw an error during evaluation: ${error.message}`;
  // The engine's own bounds, should an evaluation come upon them before ours.
  if (error instanceof RangeError) {
    const bound = /call stack/.test(error.message) ? stackOverflow() : memoryExceeded();
    return `threw an error during evaluation: ${bound.message}`;
  }
  if (error instanceof AssertionError) throw error;
  // The functions of the package fail in ways of their own on arguments they were not made for.
  return 'threw an internal error during evaluation.';
}

/** A message writes out the values it names, and these may be of any size. */
function withSmallDetails({ code, details, token }: JsonataError): JsonataError {
  const { value, value2 } = details;
  return new JsonataError(
    code,
    { ...details, ...smallDetail('value', value), ...smallDetail('value2', value2) },
    token,
  );
}

function smallDetail(name: 'value' | 'value2', value: Value): { readonly [name: string]: Value } {
  if (value === undefined || typeof value === 'number') return {};
  try {
    return { [name]: plainJson(value) as Value };
  } catch (error) {
    if (error instanceof BoundExceeded || error instanceof RangeError) return { [name]: '…' };
    throw error;
  }
}
