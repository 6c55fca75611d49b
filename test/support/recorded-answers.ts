import { assert } from '../../src/base/assert.ts';
import { Failure } from '../../src/base/failure.ts';
import { isJsonObject, type Json, type JsonObject, jsonEquals } from '../../src/base/json.ts';
import type { CallTask } from '../../src/engine/command.ts';
import { fails, reports, type Script, submits, succeeds } from './engine-driver.ts';

/** Answers each call of a task with what the recorded history says came of it, in the recorded order. */
export function answersFrom(events: readonly JsonObject[]): (call: CallTask) => Script {
  const open = events.filter(({ type }) => scheduled.test(String(type)));
  return ({ stateName, parameters }) => {
    const ofState = open.filter((event) => stateOf(events, event) === stateName);
    const event = ofState.find((one) => jsonEquals(inputOf(one), parameters)) ?? ofState[0];
    assert(event !== undefined, `a recorded call of ${stateName} with ${JSON.stringify(parameters)}`);
    open.splice(open.indexOf(event), 1);
    return scriptAfter(events, event);
  };
}

const scheduled = /^(Task|LambdaFunction|Activity)Scheduled$/;
const outcome = /^(Task|LambdaFunction|Activity)(Started|Submitted|Succeeded|Failed|TimedOut)$/;

function stateOf(events: readonly JsonObject[], event: JsonObject): Json | undefined {
  let current: JsonObject | undefined = event;
  while (current !== undefined && !isJsonObject(current.stateEnteredEventDetails)) {
    const { previousEventId } = current as JsonObject;
    current = events.find(({ id }) => id === previousEventId);
  }
  const details = current?.stateEnteredEventDetails;
  return isJsonObject(details) ? details.name : undefined;
}

function scriptAfter(events: readonly JsonObject[], call: JsonObject): Script {
  const script = [];
  let current: JsonObject | undefined = call;
  let isSubmitted = false;
  while (current !== undefined) {
    const { id } = current as JsonObject;
    current = events.find((event) => event.previousEventId === id && outcome.test(String(event.type)));
    if (current === undefined) break;
    const details = detailsOf(current);
    const afterSeconds = (Number(current.id) - Number(call.id)) / 1000;
    const type = String(current.type);
    if (type.endsWith('Submitted')) {
      isSubmitted = true;
      script.push(submits(valueIn(details.output), undefined, afterSeconds));
    } else if (type.endsWith('Succeeded')) {
      const end = isSubmitted ? reports : succeeds;
      script.push(end(valueIn(details.output), afterSeconds));
    } else if (type.endsWith('Failed')) {
      const error = String(details.error);
      const cause = textOf(details.cause);
      script.push(
        isSubmitted ? reports(new Failure(error, cause), afterSeconds) : fails(error, cause, afterSeconds),
      );
    }
  }
  return script;
}

function inputOf(event: JsonObject): Json {
  const { input, parameters } = detailsOf(event);
  return valueIn(input ?? parameters);
}

function detailsOf(event: JsonObject): JsonObject {
  return Object.values(event).find(isJsonObject) ?? {};
}

/** Recordings have objects parsed, and everything else as JSON text. */
function valueIn(recorded: Json | undefined): Json {
  return typeof recorded === 'string' ? (JSON.parse(recorded) as Json) : (recorded ?? null);
}

function textOf(recorded: Json | undefined): string | undefined {
  return recorded === undefined || typeof recorded === 'string' ? recorded : JSON.stringify(recorded);
}
