import type { Diagnostic } from '../../src/asl/diagnostic.ts';
import { type ValidationOptions, validateDefinition } from '../../src/asl/validate.ts';
import type { Json, JsonObject } from '../../src/base/json.ts';

/** A machine of one state `S`, or of `S` and whatever `others` add. */
export function aMachine(state: Json, others: JsonObject = {}, fields: JsonObject = {}): JsonObject {
  return { ...fields, StartAt: 'S', States: { S: state, ...others } };
}

/** What is wrong with `definition`, as `message at location`; the code leads where it is not SCHEMA_VALIDATION_FAILED. */
export function findingsIn(
  definition: Json,
  severity: Diagnostic['severity'] = 'ERROR',
  options: Partial<ValidationOptions> = {},
): readonly string[] {
  return validateDefinition(definition, { type: 'STANDARD', ...options })
    .filter((diagnostic) => diagnostic.severity === severity)
    .map(format);
}

function format({ code, message, location }: Diagnostic): string {
  const lead = code === 'SCHEMA_VALIDATION_FAILED' ? '' : `${code}: `;
  return `${lead}${message} at ${location ?? 'null'}`;
}
