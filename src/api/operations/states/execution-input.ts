import { ValidationException } from '../../../base/aws-error.ts';
import { exceedsBytes, type Json } from '../../../base/json.ts';
import { payloadBytesMax } from '../../../engine/limits.ts';
import { InvalidExecutionInput } from './errors.ts';
import { parseJsonText } from './json-text.ts';

/** An execution's input. Throws InvalidExecutionInput, or ValidationException where it takes too many bytes. */
export function parseExecutionInput(text: string): Json {
  if (text === '') throw new InvalidExecutionInput('Invalid execution input.');
  if (exceedsBytes(text, payloadBytesMax)) {
    throw new ValidationException(
      "1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less than or equal to 262144",
    );
  }
  return parseJsonText(text, (problem) => new InvalidExecutionInput(problem));
}
