import { Failure } from '../../../base/failure.ts';
import { isJsonArray, type Json, type JsonObject, jsonText, plainJson } from '../../../base/json.ts';
import { ownMember, withMember } from '../members.ts';
import { parsePath } from './parse-path.ts';
import { type Path, SyntaxProblem } from './path.ts';

/** A path that names one place, by names and indexes alone. */
export interface ReferencePath {
  readonly text: string;
  readonly places: readonly (string | number)[];
}

/** `text` as a reference path into the state's data. Throws SyntaxProblem. */
export function parseReferencePath(text: string): ReferencePath {
  const path = parsePath(text);
  if (path.root.kind !== 'Data') throw new SyntaxProblem(`'${text}' must begin with '$'`);
  return { text, places: placesOf(path) };
}

/** The names and indexes of a path. Throws SyntaxProblem where it is not a reference path. */
export function placesOf({ text, steps, calls }: Path): readonly (string | number)[] {
  const [call] = calls;
  if (call !== undefined)
    throw new SyntaxProblem(`'${text}' is not a reference path: it calls ${call.name}()`);
  return steps.map((step) => {
    if (step.kind === 'Property') return step.name;
    if (step.kind === 'Index' && step.index >= 0) return step.index;
    throw new SyntaxProblem(`'${text}' is not a reference path: it may lead to more than one value`);
  });
}

/**
 * `input` with `result` put where `path` points, as ResultPath does: objects on the way that are missing are made, array
 * members only replaced. Nothing is changed in place; what is not on the way is shared with `input`.
 *
 * AWS names the failure States.ReferencePathConflict, not States.ResultPathMatchFailure as its guide has it.
 */
export function applyResultPath(input: Json, { text, places }: ReferencePath, result: Json): Json | Failure {
  const output = put(plainJson(input), places, 0, plainJson(result));
  if (output !== undefined) return output;
  return new Failure(
    'States.ReferencePathConflict',
    `Unable to apply ReferencePath ${text} to input ${jsonText(input)}`,
  );
}

function put(
  value: Json | undefined,
  places: readonly (string | number)[],
  position: number,
  result: Json,
): Json | undefined {
  const place = places[position];
  if (place === undefined) return result;
  if (typeof place === 'number') {
    if (value === undefined || !isJsonArray(value) || place >= value.length) return undefined;
    const member = put(value[place], places, position + 1, result);
    return member === undefined ? undefined : value.with(place, member);
  }
  if (value !== undefined && (typeof value !== 'object' || value === null || isJsonArray(value)))
    return undefined;
  const object: JsonObject = value ?? {};
  const member = put(ownMember(object, place), places, position + 1, result);
  return member === undefined ? undefined : withMember(object, place, member);
}
