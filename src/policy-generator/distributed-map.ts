import { formatArn } from '../base/arn.ts';
import type { DistributedMap, StorageCall } from './calls.ts';
import { exactText, type Foreseen, memberOf, type TextPattern } from './foreseen.ts';
import { machineArnOf } from './machine.ts';
import type { Need, Needs, Remark } from './need.ts';
import type { Condition } from './policy.ts';
import { escapeResource, resourcePart } from './resource-pattern.ts';

/**
 * Reading items, running child executions and writing results.
 *
 * The machine is named by its ARN as text, so that the role's policy and the machine can be made in either order.
 *
 * Source: Developer Guide, "IAM policies for using Distributed Map states".
 */
export function distributedMapNeeds(map: DistributedMap): Needs {
  const reader = map.itemReader === undefined ? nothing : readerNeeds(map, map.itemReader);
  const writer = map.resultWriter === undefined ? nothing : writerNeeds(map, map.resultWriter);
  return {
    needs: [...childNeeds(map), ...reader.needs, ...writer.needs],
    remarks: [...reader.remarks, ...writer.remarks],
  };
}

const nothing: Needs = { needs: [], remarks: [] };

/** Express children end by themselves: they can be neither described nor stopped, and a redrive starts them anew. */
function childNeeds({ machine, label, executionType }: DistributedMap): readonly Need[] {
  const start: Need = {
    group: 'call',
    actions: ['states:StartExecution'],
    resources: [escapeResource(machineArnOf(machine))],
  };
  if (executionType === 'EXPRESS') return [start];
  const { partition, region, account, name } = machine;
  const labelPart = label.kind === 'Text' ? label.patterns.map(resourcePart) : ['*'];
  const children = labelPart.map((part) =>
    formatArn({
      partition,
      service: 'states',
      region,
      account,
      resource: `execution:${escapeResource(name)}/${part}:*`,
    }),
  );
  return [
    start,
    { group: 'call', actions: ['states:RedriveExecution'], resources: children },
    { group: 'poll', actions: ['states:DescribeExecution'], resources: children },
    { group: 'cancel', actions: ['states:StopExecution'], resources: children },
  ];
}

function readerNeeds(map: DistributedMap, reader: StorageCall): Needs {
  const found = bucketOf(map, reader, 'ItemReader');
  const read = reader.integration === 's3:listObjectsV2' ? listNeeds : objectNeeds;
  return read({ map, call: reader, field: 'ItemReader', ...found });
}

function writerNeeds(map: DistributedMap, writer: StorageCall): Needs {
  const { buckets, remarks } = bucketOf(map, writer, 'ResultWriter');
  const prefix = memberOf(writer.parameters, 'Prefix');
  const below = prefix.kind === 'Text' ? prefix.patterns.map(resourcePart) : [''];
  const resources = (buckets ?? ['*']).flatMap((bucket) =>
    bucket === '*' ? ['*'] : below.map((path) => `${bucket}/${folder(path)}*`),
  );
  return {
    needs: [{ group: 'call', actions: writing, resources }],
    remarks: [
      ...remarks,
      ...(isWritten(prefix) ? [] : [onlyAtRunTime(map, writer, 'ResultWriter', 'Prefix')]),
      {
        path: `${map.path}/ResultWriter`,
        message:
          'If the bucket is encrypted with a customer managed key, add kms:GenerateDataKey, kms:Encrypt and kms:Decrypt on that key.',
      },
    ],
  };
}

/** Results are written in parts, and read again when a Map Run is redriven. */
const writing = ['s3:PutObject', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload'];

/** What a prefix stands before: results lie in a folder of it. */
function folder(path: string): string {
  return path === '' || path.endsWith('/') || path.endsWith('*') ? path : `${path}/`;
}

interface FoundBucket {
  /** Their ARNs; undefined where it may be any. */
  readonly buckets: readonly string[] | undefined;
  readonly remarks: readonly Remark[];
}

function bucketOf(map: DistributedMap, call: StorageCall, field: string): FoundBucket {
  const bucket = memberOf(call.parameters, 'Bucket');
  if (bucket.kind === 'Text' && bucket.patterns.every(isKnown)) {
    const { partition } = map.place;
    return {
      buckets: bucket.patterns.map((pattern) => `arn:${partition}:s3:::${resourcePart(pattern)}`),
      remarks: isWritten(bucket) ? [] : [onlyAtRunTime(map, call, field, 'Bucket')],
    };
  }
  return { buckets: undefined, remarks: [onlyAtRunTime(map, call, field, 'Bucket')] };
}

/** Whether the definition has all of it, or nothing. */
function isWritten(value: Foreseen): boolean {
  return value.kind === 'Text' ? value.patterns.every(({ length }) => length === 1) : value.kind === 'Absent';
}

function isKnown([first = '']: TextPattern): boolean {
  return first !== '';
}

interface Reading extends FoundBucket {
  readonly map: DistributedMap;
  readonly call: StorageCall;
  readonly field: string;
}

/** Listing a bucket, and reading the listed objects where their content is the items. */
function listNeeds({ map, call, field, buckets, remarks }: Reading): Needs {
  const prefix = memberOf(call.parameters, 'Prefix');
  const prefixes = prefix.kind === 'Text' ? prefix.patterns.map(resourcePart) : undefined;
  const needs: Need[] = [
    {
      group: 'call',
      actions: ['s3:ListBucket'],
      resources: buckets ?? ['*'],
      condition: prefixes === undefined || prefixes.includes('') ? undefined : prefixIs(prefixes),
    },
  ];
  const more = [...remarks];
  if (!isWritten(prefix)) more.push(onlyAtRunTime(map, call, field, 'Prefix'));
  const transformation = memberOf(call.readerConfig, 'Transformation');
  if (transformation.kind !== 'Absent' && exactText(transformation) !== 'NONE') {
    const below = prefixes ?? [''];
    needs.push({
      group: 'call',
      actions: ['s3:GetObject'],
      resources: buckets?.flatMap((bucket) =>
        below.map((path) => `${bucket}/${path.endsWith('*') ? path : `${path}*`}`),
      ) ?? ['*'],
    });
    more.push(encryption(map, field));
  }
  return { needs, remarks: more };
}

function prefixIs(prefixes: readonly string[]): Condition {
  return { StringLike: { 's3:prefix': prefixes } };
}

/** Reading one object, and where that is a manifest the objects that it lists. */
function objectNeeds({ map, call, field, buckets, remarks }: Reading): Needs {
  const key = memberOf(call.parameters, 'Key');
  const keys = key.kind === 'Text' ? key.patterns : [['', '']];
  const objects = buckets?.flatMap((bucket) => keys.map((name) => `${bucket}/${resourcePart(name)}`));
  const more = [...remarks];
  if (!isWritten(key)) more.push(onlyAtRunTime(map, call, field, 'Key'));
  more.push(encryption(map, field));
  const actions = versionActions(memberOf(call.parameters, 'VersionId'));
  const needs: Need[] = [{ group: 'call', actions, resources: objects ?? ['*'] }];
  const listed = listedObjects(call, buckets, keys);
  if (listed !== undefined) {
    needs.push({ group: 'call', actions: ['s3:GetObject'], resources: listed });
    if (listed.includes('*'))
      more.push({
        path: `${map.path}/${field}/ReaderConfig`,
        message:
          'The files that the manifest lists may lie in any bucket, so the policy allows all objects. Narrow it to those that it will list.',
      });
  }
  return { needs, remarks: more };
}

function versionActions(version: Foreseen): readonly string[] {
  if (version.kind === 'Absent') return ['s3:GetObject'];
  return version.kind === 'Text' ? ['s3:GetObjectVersion'] : ['s3:GetObject', 's3:GetObjectVersion'];
}

/**
 * What the manifest lists. That of an S3 inventory stands in a folder of its date, beside the folder `data` of the files; one
 * that Athena wrote lists files in whatever place its query said.
 */
function listedObjects(
  { readerConfig }: StorageCall,
  buckets: readonly string[] | undefined,
  keys: readonly TextPattern[],
): readonly string[] | undefined {
  const type = exactText(memberOf(readerConfig, 'ManifestType'));
  const inputType = memberOf(readerConfig, 'InputType');
  const isManifest = exactText(inputType) === 'MANIFEST' || type !== undefined;
  if (!isManifest && (inputType.kind === 'Text' || inputType.kind === 'Absent')) return undefined;
  if (buckets === undefined || type === 'ATHENA_DATA') return ['*'];
  return buckets.flatMap((bucket) => keys.map((key) => `${bucket}/${inventoryFolder(key)}*`));
}

function inventoryFolder(key: TextPattern): string {
  const folders = /^((?:.*\/)?)[^/]+\/manifest\.json$/.exec(key[0] ?? '');
  return key.length === 1 && folders !== null ? `${escapeResource(folders[1] ?? '')}data/` : '';
}

function encryption({ path }: DistributedMap, field: string): Remark {
  return {
    path: `${path}/${field}`,
    message: 'If the objects are encrypted with a customer managed key, add kms:Decrypt on that key.',
  };
}

function onlyAtRunTime(
  { path }: DistributedMap,
  { parametersField }: StorageCall,
  field: string,
  name: string,
): Remark {
  return {
    path: `${path}/${field}/${parametersField}/${name}`,
    message: `${name} is only known when an execution runs, so the policy allows whatever it may name. Narrow it to what it will.`,
  };
}
