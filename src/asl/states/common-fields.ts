import { type Field, field, jsonataField, jsonPathField } from '../object-rule.ts';
import { withOutcome } from '../place.ts';
import { payload } from '../template-rules.ts';
import { anything, flag, oneOf, pathOrNull, resultPath, text } from '../value-rules.ts';
import { assign } from '../variables.ts';
import { catchers } from './catch.ts';
import { retriers } from './retry.ts';

type Fields = Readonly<Record<string, Field>>;

/** What every state has. */
export const commonFields = {
  Type: field(anything), // Read before the state's rule is known.
  Comment: field(text),
  QueryLanguage: field(oneOf('JSONPath', 'JSONata')),
} satisfies Fields;

/** What every state has that hands data on. */
export const dataFlowFields = {
  InputPath: jsonPathField(pathOrNull),
  OutputPath: jsonPathField(pathOrNull),
  Output: jsonataField(payload),
} satisfies Fields;

/** What every state has that a single other state follows. */
export const stepFields = {
  ...commonFields,
  ...dataFlowFields,
  Assign: field(assign),
  Next: field(text),
  End: field(flag),
} satisfies Fields;

/** The group `stepFields` needs under `exactlyOneOf`. */
export const nextOrEnd = ['Next', 'End'] as const;

/** What Task, Parallel and Map have. */
export const workFields = {
  ...stepFields,
  Output: jsonataField(withOutcome('result', payload)),
  Assign: field(withOutcome('result', assign)),
  ResultSelector: jsonPathField(payload),
  ResultPath: jsonPathField(resultPath),
  Retry: field(retriers),
  Catch: field(catchers),
} satisfies Fields;
