import type { CompiledState, CompiledTask } from '../../../../asl/compiled.ts';
import { ValidationException } from '../../../../base/aws-error.ts';
import { Failure } from '../../../../base/failure.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../../../base/json.ts';
import { parseJsonText } from '../json-text.ts';
import { checkMockedAnswer, type FieldValidationMode } from './mock-schema.ts';

/** The API's MockInput. */
export interface MockInput {
  readonly result?: string;
  readonly errorOutput?: { readonly error?: string; readonly cause?: string };
  readonly fieldValidationMode?: FieldValidationMode;
}

/** What stands in for the work of the state. */
export interface Mock {
  readonly result: Json | Failure;
}

/**
 * The mock for a test of `state`. Throws ValidationException where the state takes none, or not this one.
 *
 * Source of every wording: recorded answers.
 */
export async function parseMock(
  { result: text, errorOutput, fieldValidationMode = 'STRICT' }: MockInput,
  compiled: CompiledState,
  state: JsonObject,
): Promise<Mock> {
  if ((text === undefined) === (errorOutput === undefined)) {
    throw new ValidationException(
      'A test mock should have only one of the following fields: [result, errorOutput].',
    );
  }
  const { type } = compiled;
  if (type !== 'Task' && type !== 'Map' && type !== 'Parallel') {
    throw new ValidationException(`State type '${type}' is not supported when a mock is specified`);
  }
  if (text === undefined) return { result: new Failure(errorOutput?.error, errorOutput?.cause) };
  const result = parseJsonText(text, () => new ValidationException('Mocked result must be valid JSON'));
  if (compiled.type === 'Task') await checkTaskResult(result, compiled, fieldValidationMode);
  else if (compiled.type === 'Map' && state.ResultWriter !== undefined) requireObject(result);
  else requireArray(result);
  if (compiled.type === 'Parallel' && isJsonArray(result) && result.length !== compiled.branches.length) {
    throw new ValidationException(
      'Mocked result must contain the same number of items as number of Parallel branches.',
    );
  }
  return { result };
}

/** What a function, an activity or whoever has a task's token answers is theirs to choose. */
async function checkTaskResult(
  result: Json,
  { resource }: CompiledTask,
  mode: FieldValidationMode,
): Promise<void> {
  if (resource.kind !== 'Integration' || resource.pattern === 'WaitForTaskToken') return;
  if (!isJsonObject(result)) throw notAnObject();
  if (mode !== 'NONE') await checkMockedAnswer(result, resource, mode);
}

function requireObject(result: Json): void {
  if (!isJsonObject(result)) throw notAnObject();
}

function requireArray(result: Json): void {
  if (!isJsonArray(result)) throw new ValidationException('Mocked result must be an array.');
}

function notAnObject(): ValidationException {
  return new ValidationException('Mocked result must be a JSON object.');
}
