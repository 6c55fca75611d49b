import type { Scope } from '../../../../src/asl/compiled.ts';
import { compileExpression } from '../../../../src/asl/expressions/jsonata/compile.ts';
import { Evaluation } from '../../../../src/asl/expressions/jsonata/evaluation.ts';
import { compileFieldExpression, noOutcome } from '../../../../src/asl/expressions/jsonata/expression.ts';
import { Frame } from '../../../../src/asl/expressions/jsonata/frame.ts';
import { BoundExceeded, JsonataError } from '../../../../src/asl/expressions/jsonata/jsonata-error.ts';
import { plainJson } from '../../../../src/asl/expressions/jsonata/plain.ts';
import { createSequence, type Value } from '../../../../src/asl/expressions/jsonata/value.ts';
import { parseExpression } from '../../../../src/asl/expressions/jsonata.ts';
import { Failure } from '../../../../src/base/failure.ts';
import type { Json, JsonObject } from '../../../../src/base/json.ts';
import { aScope } from '../scope.ts';

/** What an expression gives: its value, nothing, or the code or bound it fails with. */
export type Answer = { readonly value: Json } | { readonly nothing: true } | { readonly error: string };

/** Evaluates an expression on a document, as the language has it outside Step Functions. */
export function evaluateOn(text: string, document: Json | undefined, variables: JsonObject = {}): Answer {
  try {
    const run = compileExpression(parseExpression(text));
    const evaluation = new Evaluation(aScope({ variables }), noOutcome, document as Value);
    const value = run(contextOf(document as Value), new Frame(evaluation, undefined));
    if (value === undefined) return { nothing: true };
    const json = plainJson(value);
    return json === undefined ? { error: 'function' } : { value: json };
  } catch (error) {
    if (error instanceof JsonataError) return { error: error.code };
    if (error instanceof BoundExceeded) return { error: error.message };
    throw error;
  }
}

/** A document that is an array is one context, not one for each member. */
function contextOf(document: Value): Value {
  if (!Array.isArray(document)) return document;
  const context = createSequence(document);
  context.document = true;
  return context;
}

/** What an expression of a state gives in the field `Output`, or the cause it fails with, without the naming of the field. */
export function evaluate(text: string, scope: Scope | Json = {}): Json | { readonly cause: string } {
  const value = compileFieldExpression(text, 'Output')(
    isScope(scope) ? scope : aScope({ input: scope }),
    noOutcome,
  );
  if (!(value instanceof Failure)) return value;
  const lead = `The JSONata expression '${text}' specified for the field 'Output' `;
  return { cause: String(value.cause).replace(lead, '') };
}

function isScope(value: Scope | Json): value is Scope {
  return typeof value === 'object' && value !== null && 'surroundings' in value;
}
