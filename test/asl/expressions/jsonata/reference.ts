import reference from 'jsonata';
import type { Json } from '../../../../src/base/json.ts';
import type { Answer } from './evaluate.ts';

/** The code of failures that are faults of the reference evaluator rather than of the expression. */
export const fault = 'undefined';

/** What the JSONata package's own evaluator gives, on a copy of the document. It is at fault where it changes that copy. */
export function referenceAnswer(
  text: string,
  document: Json | undefined,
  bindings?: Readonly<Record<string, Json>>,
): Answer {
  const before = JSON.stringify({ document, bindings });
  const copy = JSON.parse(before) as Given;
  const answer = answerOn(text, copy);
  return JSON.stringify(copy) === before ? answer : { error: fault };
}

interface Given {
  readonly document?: Json;
  readonly bindings?: Record<string, Json>;
}

function answerOn(text: string, { document, bindings }: Given): Answer {
  try {
    const value: unknown = reference(text).evaluate(document, bindings);
    if (value === undefined) return { nothing: true };
    if (isFunction(value)) return { error: 'function' };
    return { value: JSON.parse(JSON.stringify(value, nameNonFinite)) as Json };
  } catch (error) {
    return { error: String((error as { readonly code?: string }).code) };
  }
}

function isFunction(value: unknown): boolean {
  return (
    typeof value === 'function' ||
    (typeof value === 'object' && value !== null && '_jsonata_function' in value)
  );
}

function nameNonFinite(_name: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
