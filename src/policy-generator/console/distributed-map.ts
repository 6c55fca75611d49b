import { formatArn } from '../../base/arn.ts';
import type { DistributedMap, StorageCall } from '../calls.ts';
import { exactText, memberOf } from '../foreseen.ts';
import type { PolicyStatement } from '../policy.ts';

/**
 * What the console writes for a distributed Map: starting its child executions and looking at them, reading the items, writing
 * the results.
 *
 * Source: Developer Guide, "IAM policies for using Distributed Map states".
 */
export function distributedMapStatements(map: DistributedMap): readonly PolicyStatement[] {
  const { machine, place } = map;
  const own = (resource: string) => formatArn({ ...place, service: 'states', resource });
  return [
    allow(['states:StartExecution'], [own(`stateMachine:${machine.name}`)]),
    allow(['states:DescribeExecution'], [own(`execution:${machine.name}:*`)]),
    ...(map.itemReader === undefined ? [] : reading(map.itemReader, place.partition)),
    ...(map.resultWriter === undefined ? [] : writing(map.resultWriter, place.partition)),
  ];
}

function reading(reader: StorageCall, partition: string): readonly PolicyStatement[] {
  const bucket = textOf(reader, 'Bucket');
  if (reader.integration === 's3:listObjectsV2') return listing(reader, bucket, partition);
  const key = textOf(reader, 'Key');
  if (bucket === undefined || key === undefined) return [allow(['s3:GetObject'], ['*'])];
  const object = `arn:${partition}:s3:::${bucket}/${key}`;
  const isManifest = exactText(memberOf(reader.readerConfig, 'InputType')) === 'MANIFEST';
  return [allow(['s3:GetObject'], isManifest ? [object, inventoryData(object)] : [object])];
}

/** An inventory keeps its data beside the folder that has the manifest. */
function inventoryData(manifest: string): string {
  const [bucket, ...folders] = manifest.split('/');
  return [bucket, ...folders.slice(0, -2), 'data', '*'].join('/');
}

function listing(
  reader: StorageCall,
  bucket: string | undefined,
  partition: string,
): readonly PolicyStatement[] {
  if (bucket === undefined) return [allow(['s3:ListBucket'], ['*']), allow(['s3:GetObject'], ['*'])];
  const arn = `arn:${partition}:s3:::${bucket}`;
  const prefix = textOf(reader, 'Prefix');
  if (prefix === undefined) return [allow(['s3:ListBucket'], [arn]), allow(['s3:GetObject'], [`${arn}/*`])];
  return [
    { ...allow(['s3:ListBucket'], [arn]), Condition: { StringLike: { 's3:prefix': [prefix] } } },
    allow(['s3:GetObject'], [`${arn}/${prefix}${prefix.endsWith('/') ? '' : '/'}*`]),
  ];
}

function writing(writer: StorageCall, partition: string): readonly PolicyStatement[] {
  const bucket = textOf(writer, 'Bucket');
  const prefix = textOf(writer, 'Prefix');
  const below = prefix === undefined ? '' : `${prefix.replace(/\/$/, '')}/`;
  const isAnywhere = bucket === undefined || memberOf(writer.parameters, 'Prefix').kind === 'Unknown';
  const actions = ['PutObject', 'GetObject', 'ListMultipartUploadParts', 'AbortMultipartUpload'];
  return [
    allow(
      actions.map((action) => `s3:${action}`),
      isAnywhere ? ['*'] : [`arn:${partition}:s3:::${bucket}/${below}*`],
    ),
  ];
}

function textOf({ parameters }: StorageCall, name: string): string | undefined {
  const text = exactText(memberOf(parameters, name));
  return text === '' ? undefined : text;
}

function allow(Action: readonly string[], Resource: readonly string[]): PolicyStatement {
  return { Effect: 'Allow', Action, Resource };
}
