import type { Evaluated } from '../base/failure.ts';
import type { Json, JsonObject } from '../base/json.ts';

/**
 * A state machine made ready to run: every path, template and condition parsed once and turned into a closure, whichever
 * query language it is written in. The engine knows only this form.
 */
export interface CompiledStateMachine extends CompiledStates {
  /** Bound on the whole execution, or undefined for none. */
  readonly timeoutSeconds: number | undefined;
}

/** One `States` block: the machine's own, a Parallel branch's, or a Map's item processor's. */
export interface CompiledStates {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, CompiledState>;
}

/** What an expression may see. */
export interface Scope {
  /** The state's raw input, before InputPath. */
  readonly input: Json;
  /** The Context object. Built on first use, so states that do not ask pay nothing. */
  context(): JsonObject;
  readonly variables: Variables;
  readonly surroundings: Surroundings;
}

/** Workflow variables by name, those of enclosing scopes included. */
export type Variables = Readonly<Record<string, Json>>;

/** All of the world that a decision may see. */
export interface Surroundings {
  /** Epoch milliseconds; one turn happens at one time. */
  readonly at: number;
  /** Uniform in [0, 1). */
  random(): number;
  /** A version 4 UUID. */
  newId(): string;
}

/** A field's value, or the Failure its evaluation came to. A cause lacks the "An error occurred…" lead the engine adds. */
export type Evaluate<T> = (scope: Scope) => Evaluated<T>;

/** What a state hands on: its output, and the variables it assigned (undefined where it assigns none). */
export interface Outcome {
  readonly output: Json;
  readonly assigned: Variables | undefined;
}

/** From the state's result, or a Catcher's error output, to its Outcome. */
export type Conclude = (scope: Scope, result: Json) => Evaluated<Outcome>;

interface CompiledCommon {
  readonly name: string;
}

/** The state that follows; undefined where the state has `End: true`. */
interface CompiledStep extends CompiledCommon {
  readonly next: string | undefined;
}

export type CompiledState =
  | CompiledPass
  | CompiledTask
  | CompiledChoice
  | CompiledWait
  | CompiledSucceed
  | CompiledFail
  | CompiledParallel
  | CompiledMap;

export type StateType = CompiledState['type'];

export interface CompiledPass extends CompiledStep {
  readonly type: 'Pass';
  readonly conclude: (scope: Scope) => Evaluated<Outcome>;
}

export interface CompiledSucceed extends CompiledCommon {
  readonly type: 'Succeed';
  readonly conclude: (scope: Scope) => Evaluated<Outcome>;
}

export interface CompiledFail extends CompiledCommon {
  readonly type: 'Fail';
  readonly error: Evaluate<string | undefined>;
  readonly cause: Evaluate<string | undefined>;
}

export interface CompiledWait extends CompiledStep {
  readonly type: 'Wait';
  /** When the wait ends, in epoch milliseconds, counted from `surroundings.at`; may lie in the past. */
  readonly until: Evaluate<number>;
  readonly conclude: (scope: Scope) => Evaluated<Outcome>;
}

export interface CompiledChoice extends CompiledCommon {
  readonly type: 'Choice';
  /** The state to go to and what it is given, or `States.NoChoiceMatched`. */
  readonly choose: (scope: Scope) => Evaluated<Choice>;
}

export interface Choice extends Outcome {
  readonly next: string;
}

/** What Task, Parallel and Map share. */
interface CompiledWork extends CompiledStep {
  readonly conclude: Conclude;
  readonly retriers: readonly CompiledRetrier[];
  readonly catchers: readonly CompiledCatcher[];
}

export interface CompiledRetrier {
  readonly errorEquals: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number | undefined;
  readonly jitterStrategy: 'NONE' | 'FULL';
}

export interface CompiledCatcher {
  readonly errorEquals: readonly string[];
  readonly next: string;
  /** `result` is the Error Output: `{ Error, Cause }`. */
  readonly conclude: Conclude;
}

export interface CompiledTask extends CompiledWork {
  readonly type: 'Task';
  readonly resource: TaskResource;
  /** The task's parameters: the effective input after Parameters, or Arguments. */
  readonly input: Evaluate<Json>;
  /** `Credentials.RoleArn`; undefined where the state has no Credentials. */
  readonly targetRoleArn: Evaluate<string> | undefined;
  /** Undefined where the state names none. */
  readonly timeoutSeconds: Evaluate<number> | undefined;
  readonly heartbeatSeconds: Evaluate<number> | undefined;
}

/** How a Task learns that its work is done. */
export type IntegrationPattern = 'RequestResponse' | 'Sync' | 'WaitForTaskToken';

/** A Task's `Resource`, taken apart. */
export type TaskResource =
  | { readonly kind: 'LambdaFunction'; readonly arn: string }
  | { readonly kind: 'Activity'; readonly arn: string }
  | {
      readonly kind: 'Integration';
      readonly arn: string;
      /** As in history events: `lambda`, `states`, `aws-sdk:s3`. */
      readonly resourceType: string;
      /** As in history events: `invoke`, `startExecution.sync:2`, `sendMessage.waitForTaskToken`. */
      readonly resource: string;
      /** `resource` without its pattern's suffix: `startExecution`. */
      readonly action: string;
      readonly pattern: IntegrationPattern;
      /** The number after `.sync:`; 1 for `.sync`; undefined where the pattern is not Sync. */
      readonly syncVersion: number | undefined;
    };

export interface CompiledParallel extends CompiledWork {
  readonly type: 'Parallel';
  /** Every branch's input. */
  readonly input: Evaluate<Json>;
  readonly branches: readonly CompiledStates[];
}

export interface CompiledMap extends CompiledWork {
  readonly type: 'Map';
  /** Whether the iterations run inside the execution or as executions of their own. */
  readonly mode: 'INLINE' | 'DISTRIBUTED';
  readonly items: Evaluate<readonly Json[]>;
  /** The input of the iteration whose `Map.Item` stands in `scope.context()`. */
  readonly itemInput: (scope: Scope, item: Json) => Evaluated<Json>;
  /** 0 asks for as many as the service allows. */
  readonly maxConcurrency: Evaluate<number>;
  readonly toleratedFailureCount: Evaluate<number> | undefined;
  readonly toleratedFailurePercentage: Evaluate<number> | undefined;
  readonly itemProcessor: CompiledStates;
  /** Undefined in INLINE mode. */
  readonly distributed: CompiledDistribution | undefined;
}

/** What only a Map has whose iterations run as executions of their own. */
export interface CompiledDistribution {
  /** As written, or made of the state's name: it is part of the children's ARNs. */
  readonly label: string;
  readonly executionType: 'STANDARD' | 'EXPRESS';
  /** Where the items come from, if not from the state's input. */
  readonly itemReader: CompiledItemReader | undefined;
  readonly itemBatcher: CompiledItemBatcher | undefined;
  readonly resultWriter: CompiledResultWriter | undefined;
}

export interface CompiledItemReader {
  readonly resource: string;
  readonly parameters: Evaluate<Json>;
  /** ReaderConfig as written. */
  readonly config: JsonObject;
  readonly itemsPointer: Evaluate<string> | undefined;
  /** 0 asks for all. */
  readonly maxItems: Evaluate<number> | undefined;
}

export interface CompiledItemBatcher {
  readonly batchInput: Evaluate<Json> | undefined;
  readonly maxItemsPerBatch: Evaluate<number> | undefined;
  readonly maxInputBytesPerBatch: Evaluate<number> | undefined;
}

export interface CompiledResultWriter {
  /** Undefined where results are formatted only. */
  readonly resource: string | undefined;
  readonly parameters: Evaluate<Json> | undefined;
  /** WriterConfig as written. */
  readonly config: JsonObject;
}
