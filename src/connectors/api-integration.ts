import type { Place } from '../base/arn.ts';
import { assert } from '../base/assert.ts';
import type { Failure } from '../base/failure.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import type { ConnectorTask } from './connector.ts';
import type { ManagedRule } from './managed-rules.ts';

/**
 * The facts of an optimized integration that passes a task's parameters on to one action of a service's API, and, with
 * `.sync`, looks at the job that it started until the job has ended.
 *
 * Parameters, answers and descriptions have the names that definitions have for them: PascalCase, whatever the API's
 * own case.
 */
export interface ApiIntegration {
  /** As in a Task's `Resource`: `emr-serverless:startJobRun`. */
  readonly resource: string;
  readonly service: ServiceFacts;
  /** The API's: `StartJobRun`. */
  readonly action: string;
  /** The parameter by which the service knows a repeated call. Filled in where the definition leaves it out. */
  readonly idempotencyToken?: string;
  /** Whether calling twice is as good as calling once, without a token. */
  readonly isIdempotent?: true;
  /** Whether a task token may end the task instead: `.waitForTaskToken`. */
  readonly takesTaskToken?: true;
  /** What the API is given for the task's parameters, where that is not the same. */
  readonly toApi?: (parameters: JsonObject, task: ConnectorTask) => JsonObject;
  /** As `toApi`, for what must ask the service before. A Failure ends the task. */
  readonly resolve?: (parameters: JsonObject, request: ApiRequest) => Promise<JsonObject | Failure>;
  /** The result for the API's answer, where that is not the same. */
  readonly toResult?: (output: JsonObject, parameters: JsonObject) => JsonObject;
  /** Why an answer is no success, before what tells of the HTTP answer is added. */
  readonly findFailure?: (answer: JsonObject) => Failure | undefined;
  /** Why an answer is no success for a task that waits. */
  readonly findRefusal?: (result: JsonObject) => Failure | undefined;
  /** Of `.sync`. */
  readonly job?: JobFacts;
}

/** A service as optimized integrations call it and name its refusals. */
export interface ServiceFacts {
  /** As sessions name it: `emrserverless`. */
  readonly name: string;
  /** The first part of error names: `EMRServerless`. */
  readonly errorPrefix: string;
  /** As causes name the service: `AWSEMRServerless`. */
  readonly label: string;
  /** The error of refusals that the API does not model: `AWSEMRServerlessException`. */
  readonly generalException: string;
}

export interface JobFacts {
  /**
   * What names the job: members by the path that the result or, failing that, the task's parameters have them at
   * (`Build.Id`), or made from the result.
   */
  readonly names: Readonly<Record<string, string>> | ((result: JsonObject) => JsonObject);
  readonly poll: JobCall;
  /** The task's result, and the cause of its failure, where that is not the whole answer. Undefined while it lacks. */
  readonly describe?: (output: JsonObject, names: JsonObject) => JsonObject | undefined;
  /** How far the described job is. */
  readonly statusOf: (description: JsonObject) => Json | undefined;
  /** All other statuses are those of jobs that go on. */
  readonly outcomes: Readonly<Record<string, JobOutcome>>;
  /** Tells success from failure where a status that is a success here does not. */
  readonly outcomeOf?: (description: JsonObject) => JobOutcome;
  /** The code of a poll's refusal that says that there is no such job, and what that makes of the task. */
  readonly gone?: { readonly code: string; readonly outcome: JobOutcome };
  /** What ends the job, where stopping an execution ends it. */
  readonly cancel?: CancelCall;
  /** The rule by which AWS hears of the job's end, where it does. */
  readonly managedRule?: ManagedRule;
  /** The ARN under which the job's end is announced, if it is. */
  readonly completionName?: (names: JsonObject, place: Place) => string;
  /** What the poll would have answered, made from the detail of the announcing event; undefined where that says too little. */
  readonly ofEvent?: (detail: JsonObject, names: JsonObject) => JsonObject | undefined;
}

export type JobOutcome = 'Succeeded' | 'Failed';

export interface JobCall {
  readonly action: string;
  /** The job's names where left out. */
  readonly parameters?: (names: JsonObject) => JsonObject;
}

export interface CancelCall {
  readonly action: string;
  /** The job's names where left out; several where the job is ended by several calls. */
  readonly parameters?: (names: JsonObject) => JsonObject | readonly JsonObject[];
}

/** Makes a call of the task's service, with a definition's names in what is passed and what comes back. */
export type ApiRequest = (action: string, parameters: JsonObject) => Promise<JsonObject>;

/** The member of nested values that a dotted path names; lists are entered by position: `Tasks.0.TaskArn`. */
export function memberAt(value: Json | undefined, path: string): Json | undefined {
  let found: Json | undefined = value;
  for (const name of path.split('.')) {
    if (isJsonArray(found)) found = found[Number(name)];
    else found = isJsonObject(found) ? found[name] : undefined;
  }
  return found;
}

export function statusAt(path: string): (description: JsonObject) => Json | undefined {
  return (description) => memberAt(description, path);
}

/** The structure that a path names in an answer; undefined where it has none. */
export function structureAt(path: string): (output: JsonObject) => JsonObject | undefined {
  return (output) => {
    const found = memberAt(output, path);
    return isJsonObject(found) ? found : undefined;
  };
}

/** The first of the structures that an answer lists, under the name that an answer about one of them has. */
export function firstAs(name: string, list: Json | undefined): JsonObject | undefined {
  const first = structuresIn(list)[0];
  return first && { [name]: first };
}

export function structuresIn(list: Json | undefined): readonly JsonObject[] {
  return isJsonArray(list) ? list.filter(isJsonObject) : [];
}

/** A member that names something, of an answer that must have it. */
export function textOf(value: JsonObject, name: string): string {
  const text = value[name];
  assert(typeof text === 'string', `a text as ${name}`);
  return text;
}

/** Without the members that are not there. */
export function presentMembers(members: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(members).filter((member): member is [string, Json] => member[1] !== undefined),
  );
}

/** The resource that stands for an API's action of the same name: `sagemaker:createModel`. */
export function resourceOf(service: string, action: string): string {
  return `${service}:${action.charAt(0).toLowerCase()}${action.slice(1)}`;
}
