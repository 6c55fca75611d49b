import { type Evaluated, Failure } from '../base/failure.ts';
import { isJsonObject, type Json, type JsonObject, jsonText } from '../base/json.ts';

/** One parameter that an integration takes. */
export interface ParameterRule {
  /** The member of the called API. */
  readonly member: string;
  /** `text`: a scalar, passed as text. `document`: a text is passed as it is, anything else as its JSON text. */
  readonly form: 'text' | 'document';
  readonly isRequired?: true;
}

/** By the parameter's name in the definition. */
export type ParameterRules = Readonly<Record<string, ParameterRule>>;

/**
 * The input of the call that `parameters` ask for. A null counts as given, and is not passed on: what the service
 * requires it then asks for itself.
 */
export function callInput(parameters: Json, rules: ParameterRules): Evaluated<JsonObject> {
  if (!isJsonObject(parameters)) return unusable(parameters, [notAnObject]);
  const problems: string[] = [];
  const input: Record<string, Json> = {};
  for (const [name, value] of Object.entries(parameters)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined) problems.push(unsupportedField(name));
    else if (value === null) continue;
    else if (typeof value === 'string') input[rule.member] = value;
    else if (rule.form === 'text' && typeof value === 'object') problems.push(invalidField(name));
    else input[rule.member] = jsonText(value);
  }
  for (const [name, { isRequired }] of Object.entries(rules)) {
    if (isRequired === true && !Object.hasOwn(parameters, name)) problems.push(missingField(name));
  }
  return problems.length === 0 ? input : unusable(parameters, problems);
}

/** Why no call was made. */
export function unusable(parameters: Json, problems: readonly string[]): Failure {
  const list = problems.join(', ');
  return new Failure(
    'States.Runtime',
    `The Parameters '${jsonText(parameters)}' could not be used to start the Task: [${list}]`,
  );
}

export const notAnObject = 'The Parameters must be a JSON object';

export function missingField(name: string): string {
  return `The field '${name}' is required but was missing`;
}

/** What is wrong with the names of `parameters` where an integration takes only those of `known`. */
export function unsupportedFields(parameters: JsonObject, known: ReadonlySet<string>): string[] {
  return Object.keys(parameters)
    .filter((name) => !known.has(name))
    .map(unsupportedField);
}

export function unsupportedField(name: string): string {
  return `The field '${name}' is not supported by Step Functions`;
}

export function invalidField(name: string): string {
  return `The value of the field '${name}' has an invalid format`;
}
