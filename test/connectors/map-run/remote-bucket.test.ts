import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { JsonObject } from '../../../src/base/json.ts';
import type { Session } from '../../../src/connectors/connector.ts';
import { openItems } from '../../../src/connectors/map-run/item-reader.ts';
import type { ChildResult } from '../../../src/connectors/map-run/map-run-data.ts';
import { writeResults } from '../../../src/connectors/map-run/result-writer.ts';
import { aMotoServer, motoProblem } from '../../cross-account/a-moto-server.ts';
import { aParquetFile } from './a-parquet-file.ts';
import { aRemoteSession } from './a-remote-session.ts';
import { aRequest, failureOf, itemsOf, valuesOf } from './reading.ts';

const Bucket = 'items';

describe.skipIf(motoProblem !== undefined)("an S3 that is called with the AWS SDK's client", () => {
  let moto: Awaited<ReturnType<typeof aMotoServer>>;
  let session: Session;
  const call = async (action: string, input: JsonObject) =>
    (await session.request('s3', action, { Bucket, ...input })).output;

  beforeAll(async () => {
    moto = await aMotoServer();
    await vi.waitUntil(() => moto.isUp(), { timeout: 30_000, interval: 100 });
    session = aRemoteSession(moto.url);
    await call('CreateBucket', {});
  });

  afterAll(() => moto.close());

  const bytes = (key: string) =>
    session.request('s3', 'GetObject', { Bucket, Key: key }, { bodyBytesMax: 1000 });

  test('gives bytes only where they are asked for', async () => {
    await call('PutObject', { Key: 'bytes', Body: 'é€' });
    const asBytes = await bytes('bytes');
    expect([Buffer.from(asBytes.body ?? []).toString(), asBytes.output.Body]).toEqual(['é€', undefined]);
    const asText = await session.request('s3', 'GetObject', { Bucket, Key: 'bytes' });
    expect([asText.body, asText.output.Body]).toEqual([undefined, 'é€']);
  });

  test('gives the items of a file that takes several ranges', async () => {
    const text = Array.from({ length: 60_000 }, (_, index) => `${index},${'é'.repeat(50)}\n`).join('');
    await call('PutObject', { Key: 'file', Body: `n,t\n${text}` });
    const request = aRequest(
      { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
      { parameters: { Bucket } },
    );
    const values = await valuesOf(request, session);
    expect(values).toHaveLength(60_000);
    expect(values.at(-1)).toEqual({ n: '59999', t: 'é'.repeat(50) });
    const { version } = await openItems(request, session);
    await call('PutObject', { Key: 'file', Body: 'n,t\n1,2\n' });
    expect(await failureOf(openItems(request, session, version))).toContain('is not what it was');
  });

  test('gives an empty file, and says that a file is missing', async () => {
    await call('PutObject', { Key: 'empty', Body: '' });
    expect(
      await valuesOf(aRequest({ InputType: 'JSONL' }, { parameters: { Bucket, Key: 'empty' } }), session),
    ).toEqual([]);
    expect(
      await failureOf(
        valuesOf(aRequest({ InputType: 'JSONL' }, { parameters: { Bucket, Key: 'gone' } }), session),
      ),
    ).toContain('States.ItemReaderFailed: Reading s3://items/gone failed: The specified key does not exist.');
  });

  test('lists objects, and gives what results were written to it', async () => {
    const child = (name: string): ChildResult => ({
      status: 'SUCCEEDED',
      executionArn: `arn:aws:states:us-east-1:111111111111:execution:m/map:${name}`,
      name,
      stateMachineArn: 'arn:aws:states:us-east-1:111111111111:stateMachine:m/map',
      input: '{}',
      output: JSON.stringify({ name, text: 'x'.repeat(100_000) }),
      redriveCount: 0,
    });
    const children = async function* () {
      for (let index = 0; index < 150; index += 1) yield child(String(index));
    };
    const writer = {
      resource: 'arn:aws:states:::s3:putObject',
      parameters: { Bucket, Prefix: 'out' },
      config: { Transformation: 'COMPACT', OutputType: 'JSON' },
    };
    await writeResults(
      writer,
      session,
      { mapRunArn: 'arn:aws:states:us-east-1:1:mapRun:m/map:run-1' },
      children(),
    );
    const listing = aRequest({}, { resource: 'listObjectsV2', parameters: { Bucket, Prefix: 'out/' } });
    const listed = await valuesOf(listing, session);
    expect(listed.map((value) => Object(value).Key)).toEqual([
      'out/run-1/SUCCEEDED_0.json',
      'out/run-1/manifest.json',
    ]);
    expect(Object(listed[0])).toMatchObject({ LastModified: expect.any(Number), StorageClass: 'STANDARD' });
    const flattened = aRequest(
      { InputType: 'JSON', Transformation: 'LOAD_AND_FLATTEN' },
      { resource: 'listObjectsV2', parameters: { Bucket, Prefix: 'out/run-1/S' } },
    );
    const items = await itemsOf(flattened, session);
    expect(items.map(({ value }) => Object(value).name)).toEqual(
      Array.from({ length: 150 }, (_, index) => String(index)),
    );
  });

  test('gives the rows of a Parquet file', async () => {
    const file = aParquetFile([[{ name: 'n', type: 'integer', values: [1n, 2n] }]]);
    const answer = await fetch(`${moto.url}/items/rows.parquet`, {
      method: 'PUT',
      body: new Uint8Array(file),
      headers: {
        authorization: 'AWS4-HMAC-SHA256 Credential=111111111111/20250101/us-east-1/s3/aws4_request',
      },
    });
    expect(answer.status).toBe(200);
    const request = aRequest({ InputType: 'PARQUET' }, { parameters: { Bucket, Key: 'rows.parquet' } });
    expect(await valuesOf(request, session)).toEqual([{ n: 1 }, { n: 2 }]);
  });
});
