import { Failure } from '../../base/failure.ts';
import { isJsonObject, type Json, type JsonObject, parseJson } from '../../base/json.ts';

/**
 * What a function answered with: a value, or the Failure of a function that threw, timed out or crashed.
 *
 * `output` is the answer of Lambda's Invoke. The Failure's error is whatever the payload calls its type, such as
 * `Sandbox.Timedout` or the name of an exception's class. Its cause is the payload as Lambda sent it where a Task names
 * its function, and the payload written compactly for `lambda:invoke` (both recorded).
 */
export function functionAnswer(output: JsonObject, cause: 'as sent' | 'compact'): Json | Failure {
  const payload = typeof output.Payload === 'string' ? output.Payload : '';
  return output.FunctionError === undefined ? parsePayload(payload) : functionFailure(payload, cause);
}

function functionFailure(payload: string, cause: 'as sent' | 'compact'): Failure {
  const report = parsePayload(payload);
  const errorType = isJsonObject(report) ? report.errorType : undefined;
  if (typeof errorType === 'string' && errorType !== '') {
    return new Failure(errorType, cause === 'compact' ? JSON.stringify(report) : payload);
  }
  return new Failure(
    'Lambda.Unknown',
    `The cause could not be determined because Lambda did not return an error type. Returned payload: ${payload}`,
  );
}

/** A payload need not be JSON: a custom runtime may answer with any text, and InvocationType Event with none. */
function parsePayload(payload: string): Json {
  try {
    return parseJson(payload);
  } catch {
    return payload;
  }
}
