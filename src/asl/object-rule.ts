import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import type { QueryLanguageName } from './definition.ts';
import { inField, type Place, reportError, type ValueRule } from './place.ts';

/** Which fields an object of a definition has, and what holds between them. */
export interface ObjectRule {
  readonly fields: Readonly<Record<string, Field>>;
  readonly required?: readonly string[];
  /** Groups of which exactly one field must be present. */
  readonly exactlyOneOf?: readonly (readonly string[])[];
  /** Groups of which at most one field may be present. */
  readonly atMostOneOf?: readonly (readonly string[])[];
}

export interface Field {
  readonly rule: ValueRule;
  /** The only query language that has the field; undefined for both. */
  readonly language: QueryLanguageName | undefined;
}

export function field(rule: ValueRule): Field {
  return { rule, language: undefined };
}

export function jsonPathField(rule: ValueRule): Field {
  return { rule, language: 'JSONPath' };
}

export function jsonataField(rule: ValueRule): Field {
  return { rule, language: 'JSONata' };
}

/**
 * Checks `value` against `rule` and each of its fields against theirs, and tells whether it is an object at all.
 *
 * The wording of every message here was read off AWS's own answers.
 */
export function validateObject(value: Json, rule: ObjectRule, place: Place): value is JsonObject {
  if (!isJsonObject(value)) {
    reportError(place, 'Expected value of type Object');
    return false;
  }
  const missing = (rule.required ?? []).filter((name) => !Object.hasOwn(value, name));
  if (missing.length > 0) reportError(place, `These fields are required: [${missing.join(', ')}]`);
  for (const names of rule.exactlyOneOf ?? []) requireExactlyOne(value, names, place);
  for (const names of rule.atMostOneOf ?? []) requireAtMostOne(value, names, place);
  for (const [name, member] of Object.entries(value)) validateField(name, member, rule, place);
  return true;
}

/** `objectOf(rule)` as the rule of a field. */
export function objectOf(rule: ObjectRule): ValueRule {
  return (value, place) => {
    validateObject(value, rule, place);
  };
}

function validateField(name: string, member: Json, rule: ObjectRule, place: Place): void {
  const known = Object.hasOwn(rule.fields, name) ? rule.fields[name] : undefined;
  if (known === undefined) {
    reportError(place, `Field '${name}' is not supported`);
  } else if (known.language !== undefined && known.language !== place.language) {
    reportError(
      place,
      `The QueryLanguage is set to '${place.language}', but field '${name}' is only supported for the '${known.language}' QueryLanguage`,
    );
  } else {
    known.rule(member, inField(place, name));
  }
}

function requireExactlyOne(value: JsonObject, names: readonly string[], place: Place): void {
  if (presentOf(value, names) === 0) {
    reportError(place, `This object should have only one of the following fields: [${names.join(', ')}]`);
  }
  requireAtMostOne(value, names, place);
}

function requireAtMostOne(value: JsonObject, names: readonly string[], place: Place): void {
  if (presentOf(value, names) > 1) {
    reportError(place, `There should only be one of the following fields: [${names.join(', ')}]`);
  }
}

/** `End: false` says nothing, as if it were not there. */
function presentOf(value: JsonObject, names: readonly string[]): number {
  return names.filter((name) => Object.hasOwn(value, name) && !(name === 'End' && value[name] === false))
    .length;
}
