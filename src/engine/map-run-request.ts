import type { Json, JsonObject } from '../base/json.ts';

/**
 * What a Map Run is to do: the fields of its Map, evaluated. It is part of the log, so that members are only ever added; those
 * that a Map does not have are left out.
 */
export type MapRunRequest = {
  /** 0 asks for as many children at once as the service allows. */
  readonly maxConcurrency: number;
  readonly toleratedFailureCount?: number;
  readonly toleratedFailurePercentage?: number;
  /** Without it the items are those of the state's input. */
  readonly itemReader?: ItemReaderFields;
  readonly itemBatcher?: ItemBatcherFields;
  readonly resultWriter?: ResultWriterFields;
};

export type ItemReaderFields = {
  readonly resource: string;
  readonly parameters: JsonObject;
  /** ReaderConfig, with MaxItems as its path or expression gave it. */
  readonly config: JsonObject;
  readonly itemsPointer?: string;
};

export type ItemBatcherFields = {
  readonly batchInput?: Json;
  readonly maxItemsPerBatch?: number;
  readonly maxInputBytesPerBatch?: number;
};

export type ResultWriterFields = {
  /** Absent where results are formatted only. */
  readonly resource?: string;
  readonly parameters: JsonObject;
  readonly config: JsonObject;
};
