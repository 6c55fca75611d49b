import type { Json, JsonObject } from '../base/json.ts';

/**
 * A state machine as its author wrote it: the fields of the Amazon States Language under their own names.
 *
 * Types for a definition that `validateDefinition` let through; nothing else may be assumed to have these shapes. They
 * are aliases, not interfaces, so that a state can be handed on as the JSON object it is.
 *
 * Source: the Amazon States Language specification, and the Developer Guide for what AWS adds to it.
 */
export type StateMachine = States & {
  readonly QueryLanguage?: QueryLanguageName;
  readonly Version?: '1.0';
  readonly TimeoutSeconds?: number;
};

/** A `States` block and where it starts: the machine itself, a Parallel branch, or a Map's item processor. */
export type States = {
  readonly Comment?: string;
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
};

export type QueryLanguageName = 'JSONPath' | 'JSONata';

/** Whether executions of the machine are durable or short-lived: the API's StateMachineType. */
export type StateMachineType = 'STANDARD' | 'EXPRESS';

export type State =
  | PassState
  | TaskState
  | ChoiceState
  | WaitState
  | SucceedState
  | FailState
  | ParallelState
  | MapState;

type Common = {
  readonly Comment?: string;
  readonly QueryLanguage?: QueryLanguageName;
};

/** Fields that shape input and output, in both query languages. */
type DataFlow = {
  readonly InputPath?: string | null;
  readonly OutputPath?: string | null;
  readonly Output?: Json;
};

type Step = Common &
  DataFlow & { readonly Assign?: JsonObject; readonly Next?: string; readonly End?: boolean };

/** What Task, Parallel and Map share. */
type Work = Step & {
  readonly ResultSelector?: JsonObject;
  readonly ResultPath?: string | null;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
};

export type PassState = Step & {
  readonly Type: 'Pass';
  readonly Result?: Json;
  readonly ResultPath?: string | null;
  readonly Parameters?: Json;
};

export type TaskState = Work & {
  readonly Type: 'Task';
  readonly Resource: string;
  readonly Parameters?: Json;
  readonly Arguments?: Json;
  readonly Credentials?: JsonObject;
  readonly TimeoutSeconds?: number | string;
  readonly TimeoutSecondsPath?: string;
  readonly HeartbeatSeconds?: number | string;
  readonly HeartbeatSecondsPath?: string;
};

export type ChoiceState = Common &
  DataFlow & {
    readonly Type: 'Choice';
    readonly Choices: readonly ChoiceRule[];
    readonly Default?: string;
    readonly Assign?: JsonObject;
  };

/** A top-level Choice Rule: its operator stands among its fields under the operator's own name. */
export type ChoiceRule = JsonObject & { readonly Next: string };

export type WaitState = Step & {
  readonly Type: 'Wait';
  readonly Seconds?: number | string;
  readonly SecondsPath?: string;
  readonly Timestamp?: string;
  readonly TimestampPath?: string;
};

export type SucceedState = Common & DataFlow & { readonly Type: 'Succeed' };

export type FailState = Common & {
  readonly Type: 'Fail';
  readonly Error?: string;
  readonly ErrorPath?: string;
  readonly Cause?: string;
  readonly CausePath?: string;
};

export type ParallelState = Work & {
  readonly Type: 'Parallel';
  readonly Branches: readonly States[];
  readonly Parameters?: Json;
  readonly Arguments?: Json;
};

export type MapState = Work & {
  readonly Type: 'Map';
  /** The current name of `Iterator`; a Map has one of the two. */
  readonly ItemProcessor?: ItemProcessor;
  readonly Iterator?: ItemProcessor;
  readonly ItemsPath?: string;
  readonly Items?: Json;
  /** The current name of a Map's `Parameters`. */
  readonly ItemSelector?: Json;
  readonly Parameters?: Json;
  readonly ItemReader?: ItemReader;
  readonly ItemBatcher?: ItemBatcher;
  readonly ResultWriter?: ResultWriter;
  readonly Label?: string;
  readonly MaxConcurrency?: number | string;
  readonly MaxConcurrencyPath?: string;
  readonly ToleratedFailureCount?: number | string;
  readonly ToleratedFailureCountPath?: string;
  readonly ToleratedFailurePercentage?: number | string;
  readonly ToleratedFailurePercentagePath?: string;
};

export type ItemProcessor = States & { readonly ProcessorConfig?: ProcessorConfig };

export type ProcessorConfig = {
  readonly Mode?: MapMode;
  /** Present in DISTRIBUTED mode only. */
  readonly ExecutionType?: StateMachineType;
};

export type MapMode = 'INLINE' | 'DISTRIBUTED';

export type ItemReader = {
  readonly Resource: string;
  readonly ReaderConfig?: ReaderConfig;
  readonly Parameters?: Json;
  readonly Arguments?: Json;
};

export type ReaderConfig = {
  readonly InputType?: 'CSV' | 'JSON' | 'JSONL' | 'PARQUET' | 'MANIFEST';
  readonly ManifestType?: 'S3_INVENTORY' | 'ATHENA_DATA';
  readonly Transformation?: 'NONE' | 'LOAD_AND_FLATTEN';
  readonly CSVHeaderLocation?: 'FIRST_ROW' | 'GIVEN';
  readonly CSVHeaders?: readonly string[];
  readonly CSVDelimiter?: 'COMMA' | 'PIPE' | 'SEMICOLON' | 'SPACE' | 'TAB';
  readonly ItemsPointer?: string;
  readonly MaxItems?: number | string;
  readonly MaxItemsPath?: string;
};

export type ItemBatcher = {
  readonly BatchInput?: Json;
  readonly MaxItemsPerBatch?: number | string;
  readonly MaxItemsPerBatchPath?: string;
  readonly MaxInputBytesPerBatch?: number | string;
  readonly MaxInputBytesPerBatchPath?: string;
};

export type ResultWriter = {
  readonly Resource?: string;
  readonly WriterConfig?: WriterConfig;
  readonly Parameters?: Json;
  readonly Arguments?: Json;
};

export type WriterConfig = {
  readonly Transformation?: 'NONE' | 'COMPACT' | 'FLATTEN';
  readonly OutputType?: 'JSON' | 'JSONL';
};

export type Retrier = {
  readonly Comment?: string;
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: 'NONE' | 'FULL';
};

export type Catcher = {
  readonly Comment?: string;
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly ResultPath?: string | null;
  readonly Output?: Json;
  readonly Assign?: JsonObject;
};
