import reference from 'jsonata';
import type { Json } from '../../../../src/base/json.ts';
import type { Answer } from './evaluate.ts';

/** The code of failures that are faults of the reference evaluator rather than of the expression. */
export const fault = 'undefined';

/** What the JSONata package's own evaluator gives, on a copy of the document. It is at fault where it changes that copy. */
export function referenceAnswer(text: string, document: Json | undefined): Answer {
  const before = JSON.stringify(document);
  const copy = document === undefined ? undefined : (JSON.parse(before) as Json);
  const answer = answerOn(text, copy);
  return JSON.stringify(copy) === before ? answer : { error: fault };
}

function answerOn(text: string, document: Json | undefined): Answer {
  try {
    const value: unknown = reference(text).evaluate(document);
    if (value === undefined) return { nothing: true };
    if (isFunction(value)) return { error: 'function' };
    return { value: JSON.parse(JSON.stringify(value, nameNonFinite)) as Json };
  } catch (error) {
    return { error: String((error as { readonly code?: string }).code) };
  }
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function' || (typeof value === 'object' && value !== null && '_jsonata_function' in value);
}

function nameNonFinite(_name: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
