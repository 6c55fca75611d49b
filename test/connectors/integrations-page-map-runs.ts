import type { Json, JsonObject } from '../../src/base/json.ts';
import { type Answerer, madeName } from './integrations-page-runs.ts';

/** A distributed Map that reads from S3 or writes there, run as a workflow by a whole server. */
export interface MapRun {
  readonly resource: string;
  readonly field: 'ItemReader' | 'ResultWriter';
  readonly answerers: readonly Answerer[];
  /** The first of them begins. */
  readonly states: JsonObject;
  /** What the workflow gives. */
  readonly result: Json;
}

/** What is in the bucket before a Map runs, by key. */
export const sourceObjects: Readonly<Record<string, string>> = {
  'items.json': '[{"n":1},{"n":2},{"n":3}]',
  'items.jsonl': '{"n":1}\n{"n":2}\n',
  'items.csv': 'n,of\n1,orders\n2,"orders, too"\n',
  'listed/a.txt': 'one',
  'listed/b.txt': 'three',
};

const answerers = ['embedded', 'moto'] as const;

export const mapRuns: readonly MapRun[] = [
  reads('s3:getObject', objectOf('items.json', { InputType: 'JSON' }), [{ n: 1 }, { n: 2 }, { n: 3 }]),
  reads('s3:getObject', objectOf('items.jsonl', { InputType: 'JSONL', MaxItems: 1 }), [{ n: 1 }]),
  reads('s3:getObject', objectOf('items.csv', { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' }), [
    { n: '1', of: 'orders' },
    { n: '2', of: 'orders, too' },
  ]),
  reads('s3:listObjectsV2', { Parameters: { Bucket: madeName, Prefix: 'listed/' } }, [
    { Key: 'listed/a.txt', Size: 3 },
    { Key: 'listed/b.txt', Size: 5 },
  ]),
  {
    resource: 's3:putObject',
    field: 'ResultWriter',
    answerers,
    states: {
      Write: {
        ...aMap({
          ItemReader: readerOf('s3:getObject', objectOf('items.json', { InputType: 'JSON' })),
          ResultWriter: {
            Resource: 'arn:aws:states:::s3:putObject',
            Parameters: { Bucket: madeName, Prefix: 'written' },
            WriterConfig: { OutputType: 'JSON', Transformation: 'COMPACT' },
          },
        }),
        ResultPath: '$',
        Next: 'ReadManifest',
      },
      ReadManifest: reading(
        '{% $states.input.ResultWriterDetails.Key %}',
        '{% $parse($states.result.Body).ResultFiles.SUCCEEDED[0].Key %}',
        { Next: 'ReadResults' },
      ),
      ReadResults: reading('{% $states.input %}', '{% $parse($states.result.Body) %}', { End: true }),
    },
    result: [{ n: 1 }, { n: 2 }, { n: 3 }],
  },
];

/** Gives the items as the children got them. */
function reads(resource: string, reader: JsonObject, items: Json): MapRun {
  const states = { Read: { ...aMap({ ItemReader: readerOf(resource, reader) }), End: true } };
  return { resource, field: 'ItemReader', answerers, states, result: items };
}

function readerOf(resource: string, reader: JsonObject): JsonObject {
  return { Resource: `arn:aws:states:::${resource}`, ...reader };
}

function objectOf(key: string, ReaderConfig: JsonObject): JsonObject {
  return { ReaderConfig, Parameters: { Bucket: madeName, Key: key } };
}

/** Each child gives what it got. */
function aMap(fields: JsonObject): JsonObject {
  return {
    Type: 'Map',
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'Give',
      States: { Give: { Type: 'Pass', End: true } },
    },
    ...fields,
  };
}

/** Gets the object with `Key` from the bucket. */
function reading(Key: string, Output: string, next: JsonObject): JsonObject {
  return {
    Type: 'Task',
    QueryLanguage: 'JSONata',
    Resource: 'arn:aws:states:::aws-sdk:s3:getObject',
    Arguments: { Bucket: madeName, Key },
    Output,
    ...next,
  };
}
