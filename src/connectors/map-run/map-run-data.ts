import type { Json, JsonObject } from '../../base/json.ts';

/** Where a Map Run's items come from, evaluated: an ItemReader with its Parameters or Arguments. */
export interface ItemReaderRequest {
  /** As the definition has it: `arn:aws:states:::s3:getObject` or `arn:aws:states:::s3:listObjectsV2`. */
  readonly resource: string;
  /** The API's own members: Bucket, Key, Prefix, VersionId. */
  readonly parameters: JsonObject;
  /** ReaderConfig with its paths evaluated: InputType, CSVHeaderLocation, MaxItems, Transformation. */
  readonly config: JsonObject;
  /** ItemsPointer or the evaluated path of the items within a JSON file, if there is one. */
  readonly itemsPointer: string | undefined;
}

/** One item as its source has it, before ItemSelector. */
export interface Item {
  readonly value: Json;
  /** The member's name, of an item that was an object's member. */
  readonly key?: string;
  /** Where this item comes from, if `OpenedItems.source` is but what led there: the object of a bucket that was listed. */
  readonly source?: string;
}

/**
 * What is known of a source once it was opened. A Map Run keeps it, so that a later reader can tell whether the source is the
 * one that was read before.
 */
export interface OpenedItems {
  /** `STATE_DATA`, `S3://bucket` or `S3://bucket/key`, as `$$.Map.Item.Source` shows it. */
  readonly source: string;
  /** Names the content, such as an object's ETag; undefined where the source has nothing of the kind. */
  readonly version: string | undefined;
  /** Items after the first `skipped`, read as they are asked for. Rejects with a Failure, `States.ItemReaderFailed`. */
  read(skipped: number): AsyncIterable<Item>;
}

/** Where results go: an evaluated ResultWriter. */
export interface ResultWriterRequest {
  /** `arn:aws:states:::s3:putObject`; undefined where results are formatted only. */
  readonly resource: string | undefined;
  /** Bucket and Prefix. */
  readonly parameters: JsonObject;
  /** WriterConfig: Transformation (NONE, COMPACT, FLATTEN) and OutputType (JSON, JSONL). */
  readonly config: JsonObject;
}

export type ChildStatus = 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING';

/** A child execution as result files show it; texts are JSON as the execution has it. */
export interface ChildResult {
  readonly status: ChildStatus;
  readonly executionArn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly input: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  /** Epoch milliseconds. */
  readonly startDate?: number;
  readonly stopDate?: number;
  readonly redriveCount: number;
}
