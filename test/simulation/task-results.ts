import { Failure } from '../../src/base/failure.ts';
import { type Json, jsonText } from '../../src/base/json.ts';
import type { ExecutionEvent } from '../../src/engine/event.ts';

/** What the event says a task ended with, or undefined where it does not end one by its result. */
export function endResultOf(event: ExecutionEvent): Json | Failure | undefined {
  switch (event.type) {
    case 'TaskSucceeded':
      return event.output;
    case 'TaskFailed':
    case 'TaskTimedOut':
    case 'TaskScheduleFailed':
      return new Failure(event.error, event.cause);
    default:
      return undefined;
  }
}

export function isSameResult(left: Json | Failure | undefined, right: Json | Failure | undefined): boolean {
  return textOf(left) === textOf(right);
}

function textOf(result: Json | Failure | undefined): string {
  if (result === undefined) return '';
  return result instanceof Failure ? `failed ${JSON.stringify(result)}` : jsonText(result);
}
