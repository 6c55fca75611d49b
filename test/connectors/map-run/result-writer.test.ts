import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/base/json.ts';
import { formatResults } from '../../../src/connectors/map-run/format-results.ts';
import type { ChildResult, ResultWriterRequest } from '../../../src/connectors/map-run/map-run-data.ts';
import { writeResults } from '../../../src/connectors/map-run/result-writer.ts';
import { aBucket, refusal } from './a-bucket.ts';
import { failureOf } from './reading.ts';

const id = 'ad9b5f27-090b-3ac6-9beb-243cd77144a7';
const mapRunArn = `arn:aws:states:us-east-1:111111111111:mapRun:orders/map:${id}`;

function aChild(name: string, fields: Partial<ChildResult> = {}): ChildResult {
  return {
    status: 'SUCCEEDED',
    executionArn: `arn:aws:states:us-east-1:111111111111:execution:orders/map:${name}`,
    name,
    stateMachineArn: 'arn:aws:states:us-east-1:111111111111:stateMachine:orders/map',
    input: `{"of": "${name}"}`,
    startDate: Date.UTC(2025, 1, 4, 1, 49, 28, 609),
    stopDate: Date.UTC(2025, 1, 4, 1, 49, 28, 683),
    redriveCount: 0,
    ...fields,
  };
}

const children: readonly ChildResult[] = [
  aChild('a', { output: '[1, {"x": 2.0}]' }),
  aChild('b', { status: 'FAILED', error: 'Oops', cause: 'it broke' }),
  aChild('c', { output: '{"y":\n3}' }),
  aChild('d', { status: 'TIMED_OUT', error: 'States.Timeout' }),
  aChild('e', { status: 'PENDING' }),
  aChild('f', { status: 'ABORTED' }),
  aChild('g', { output: '[]' }),
];

const [first = aChild('')] = children;

async function* each<Value>(values: Iterable<Value>) {
  yield* values;
}

function aRequest(config: JsonObject = {}, parameters: JsonObject = {}): ResultWriterRequest {
  return {
    resource: 'arn:aws:states:::s3:putObject',
    parameters: { Bucket: 'b', Prefix: 'out', ...parameters },
    config,
  };
}

/** What a child that succeeded looks like, in the members' order. */
const succeeded = {
  ExecutionArn: first.executionArn,
  Input: '{"of": "a"}',
  InputDetails: { Included: true },
  Name: 'a',
  Output: '[1, {"x": 2.0}]',
  OutputDetails: { Included: true },
  RedriveCount: 0,
  RedriveStatus: 'NOT_REDRIVABLE',
  RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
  StartDate: '2025-02-04T01:49:28.609Z',
  StateMachineArn: first.stateMachineArn,
  Status: 'SUCCEEDED',
  StopDate: '2025-02-04T01:49:28.683Z',
};

const failed = {
  Cause: 'it broke',
  Error: 'Oops',
  ExecutionArn: first.executionArn.replace(/a$/, 'b'),
  Input: '{"of": "b"}',
  InputDetails: { Included: true },
  Name: 'b',
  OutputDetails: { Included: true },
  RedriveCount: 0,
  RedriveStatus: 'REDRIVABLE_BY_MAP_RUN',
  StartDate: '2025-02-04T01:49:28.609Z',
  StateMachineArn: first.stateMachineArn,
  Status: 'FAILED',
  StopDate: '2025-02-04T01:49:28.683Z',
};

describe('results that are exported', () => {
  test('lie in files by status, which a manifest lists', async () => {
    const { session, objects } = aBucket();
    const result = await writeResults(aRequest(), session, { mapRunArn }, each(children));
    expect(JSON.stringify(result)).toBe(
      JSON.stringify({
        MapRunArn: mapRunArn,
        ResultWriterDetails: { Bucket: 'b', Key: `out/${id}/manifest.json` },
      }),
    );
    const size = (name: string) => objects.get(`out/${id}/${name}`)?.length;
    expect(objects.get(`out/${id}/manifest.json`)?.toString()).toBe(
      JSON.stringify({
        DestinationBucket: 'b',
        MapRunArn: mapRunArn,
        ResultFiles: {
          FAILED: [{ Key: `out/${id}/FAILED_0.json`, Size: size('FAILED_0.json') }],
          PENDING: [{ Key: `out/${id}/PENDING_0.json`, Size: size('PENDING_0.json') }],
          SUCCEEDED: [{ Key: `out/${id}/SUCCEEDED_0.json`, Size: size('SUCCEEDED_0.json') }],
        },
      }),
    );
    const entries = (name: string) => JSON.parse(String(objects.get(`out/${id}/${name}`)));
    expect(JSON.stringify(entries('SUCCEEDED_0.json')[0])).toBe(JSON.stringify(succeeded));
    expect(entries('SUCCEEDED_0.json')).toHaveLength(3);
    expect(JSON.stringify(entries('FAILED_0.json')[0])).toBe(JSON.stringify(failed));
    expect(entries('FAILED_0.json').map(({ Status }: JsonObject) => Status)).toEqual([
      'FAILED',
      'TIMED_OUT',
      'ABORTED',
    ]);
    expect(entries('PENDING_0.json')).toEqual([
      { Input: '{"of": "e"}', InputDetails: { Included: true }, Status: 'PENDING' },
    ]);
  });

  test.each([
    {
      Transformation: 'COMPACT',
      OutputType: 'JSON',
      file: 'SUCCEEDED_0.json',
      text: '[[1, {"x": 2.0}],{"y":3},[]]',
    },
    { Transformation: 'FLATTEN', OutputType: 'JSON', file: 'SUCCEEDED_0.json', text: '[1,{"x":2},{"y":3}]' },
    {
      Transformation: 'COMPACT',
      OutputType: 'JSONL',
      file: 'SUCCEEDED_0.jsonl',
      text: '[1, {"x": 2.0}]\n{"y":3}\n[]\n',
    },
    {
      Transformation: 'FLATTEN',
      OutputType: 'JSONL',
      file: 'SUCCEEDED_0.jsonl',
      text: '1\n{"x":2}\n{"y":3}\n',
    },
  ])('are transformed: $Transformation $OutputType', async ({ file, text, ...config }) => {
    const { session, objects } = aBucket();
    await writeResults(aRequest(config), session, { mapRunArn }, each(children));
    expect(String(objects.get(`out/${id}/${file}`))).toBe(text);
    const kinds = [...objects.keys()].map((key) => key.slice(`out/${id}/`.length).replace(/_.*/, ''));
    expect(kinds.sort()).toEqual(['FAILED', 'PENDING', 'SUCCEEDED', 'manifest.json']);
    expect(String(objects.get(`out/${id}/${file.replace('SUCCEEDED', 'FAILED')}`))).toContain(
      JSON.stringify(failed),
    );
  });

  test.each([
    { parameters: { Prefix: 'a/b/' }, key: `a/b/${id}/manifest.json` },
    { parameters: { Prefix: '' }, key: `${id}/manifest.json` },
  ])('lie where the Prefix says: $parameters', async ({ parameters, key }) => {
    const { session, objects } = aBucket();
    await writeResults(aRequest({}, parameters), session, { mapRunArn }, each([]));
    expect([...objects.keys()]).toEqual([key]);
    expect(JSON.parse(String(objects.get(key))).ResultFiles).toEqual({
      FAILED: [],
      PENDING: [],
      SUCCEEDED: [],
    });
  });

  test('fill more files where one would grow too large', async () => {
    const { session, objects } = aBucket();
    const run = { mapRunArn, fileBytesMax: 1500 };
    await writeResults(aRequest(), session, run, each(Array.from({ length: 7 }, () => first)));
    const { SUCCEEDED } = JSON.parse(String(objects.get(`out/${id}/manifest.json`))).ResultFiles;
    expect(SUCCEEDED.map(({ Key }: JsonObject) => Key)).toEqual(
      [0, 1, 2, 3].map((index) => `out/${id}/SUCCEEDED_${index}.json`),
    );
    const counts = SUCCEEDED.map(({ Key, Size }: { Key: string; Size: number }) => {
      expect(objects.get(Key)?.length).toBe(Size);
      expect(Size).toBeLessThanOrEqual(1500);
      return JSON.parse(String(objects.get(Key))).length;
    });
    expect(counts).toEqual([2, 2, 2, 1]);
  });

  test('are uploaded in parts where they are large, and not held', async () => {
    const { session, objects, calls } = aBucket();
    const output = JSON.stringify('é'.repeat(60_000));
    let given = 0;
    const large = async function* () {
      for (; given < 200; given += 1) yield aChild(String(given), { output });
    };
    let heldMax = 0;
    const watched = {
      ...session,
      request: (service: string, action: string, input: JsonObject) => {
        if (action === 'UploadPart') heldMax = Math.max(heldMax, String(input.Body).length);
        return session.request(service, action, input);
      },
    };
    await writeResults(aRequest({ Transformation: 'COMPACT' }), watched, { mapRunArn }, large());
    expect(calls.map(({ action }) => action)).toEqual([
      'CreateMultipartUpload',
      'UploadPart',
      'UploadPart',
      'UploadPart',
      'CompleteMultipartUpload',
      'PutObject',
    ]);
    expect(heldMax).toBeLessThan(9 * 1024 * 1024);
    expect(JSON.parse(String(objects.get(`out/${id}/SUCCEEDED_0.json`)))).toHaveLength(200);
  });

  test('leave nothing behind where S3 refuses', async () => {
    const output = JSON.stringify('x'.repeat(200_000));
    const { session, objects, uploads } = aBucket(
      {},
      {
        refuse: ({ action, input }) =>
          action === 'UploadPart' && input.PartNumber === 2
            ? refusal('PermanentRedirect', 301, 'The bucket is in another region')
            : undefined,
      },
    );
    const large = Array.from({ length: 100 }, (_, index) => aChild(String(index), { output }));
    expect(await failureOf(writeResults(aRequest(), session, { mapRunArn }, each(large)))).toBe(
      `States.ResultWriterFailed: Writing s3://b/out/${id}/ failed: The bucket is in another region (Service: S3, Status Code: 301, Request ID: r-1)`,
    );
    expect([objects.size, uploads.size]).toEqual([0, 0]);
  });

  test('that cannot be read fail as they fail, without a file', async () => {
    const { session, objects } = aBucket();
    const broken = async function* () {
      yield first;
      throw new Error('the store is away');
    };
    expect(await failureOf(writeResults(aRequest(), session, { mapRunArn }, broken()))).toBe(
      'Error: the store is away',
    );
    expect(objects.size).toBe(0);
  });
});

describe('results that are not exported', () => {
  test.each([
    { config: {}, result: [[1, { x: 2 }], { y: 3 }] },
    { config: { Transformation: 'COMPACT', OutputType: 'JSON' }, result: [[1, { x: 2 }], { y: 3 }] },
    { config: { Transformation: 'FLATTEN', OutputType: 'JSON' }, result: [1, { x: 2 }, { y: 3 }] },
    { config: { Transformation: 'FLATTEN', OutputType: 'JSONL' }, result: '1\n{"x":2}\n{"y":3}' },
  ])('are the result of the Map: $config', async ({ config, result }) => {
    const some = children.filter(({ name }) => name === 'a' || name === 'c');
    expect(await formatResults(config, some, 'Map')).toEqual(result);
  });

  test('show a child that did not succeed itself', async () => {
    const some = children.filter(({ name }) => name === 'b' || name === 'c');
    expect(await formatResults({ Transformation: 'FLATTEN' }, some, 'Map')).toEqual([failed, { y: 3 }]);
    expect(await formatResults({ Transformation: 'NONE' }, [first], 'Map')).toEqual([succeeded]);
  });

  test('are refused once they are more than a result may hold', async () => {
    const output = JSON.stringify('é'.repeat(60_000));
    let given = 0;
    const large = async function* () {
      for (; given < 1000; given += 1) yield aChild('x', { output });
    };
    expect(await failureOf(formatResults({}, large(), 'My Map'))).toBe(
      "States.DataLimitExceeded: The state/task 'My Map' returned a result with a size exceeding the maximum number of bytes service limit.",
    );
    expect(given).toBeLessThan(4);
  });
});
