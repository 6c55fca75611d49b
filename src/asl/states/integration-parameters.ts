import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { inField, type Place, reportError } from '../place.ts';

/**
 * What is wrong with the names of a Task's parameters, where it is known which ones its integration takes.
 *
 * A parameter whose value only an execution has is not looked at, as AWS does not: it is refused when the task runs.
 * Neither is what lies deeper, and a task without parameters, since it passes its input on.
 */
export function validateIntegrationParameters(state: JsonObject, place: Place): void {
  const field = place.language === 'JSONata' ? 'Arguments' : 'Parameters';
  const { Resource: arn, [field]: given } = state;
  if (typeof arn !== 'string' || given === undefined || !isJsonObject(given)) return;
  const known = place.checking.findParameters?.(arn);
  if (known === undefined) return;
  const names = new Set<string>();
  for (const [name, value] of Object.entries(given)) {
    names.add(plainName(name, place));
    if (!isEvaluated(name, value, place) && !known.names.has(name)) {
      // The quotes of this message and the next are AWS's.
      reportError(inField(place, field), `The field "${name}" is not supported by Step Functions`);
    }
  }
  for (const name of known.required) {
    if (!names.has(name))
      reportError(inField(place, field), `The field '${name}' is required but was missing`);
  }
}

function plainName(name: string, { language }: Place): string {
  return language === 'JSONPath' && name.endsWith('.$') ? name.slice(0, -'.$'.length) : name;
}

function isEvaluated(name: string, value: Json, { language }: Place): boolean {
  if (language === 'JSONPath') return name.endsWith('.$');
  return typeof value === 'string' && value.startsWith('{%');
}
