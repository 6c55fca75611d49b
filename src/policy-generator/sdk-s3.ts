import type { TaskCall } from './calls.ts';
import { fieldResources, hasField, onlyAtRunTime } from './field.ts';
import { memberOf, type TextPattern } from './foreseen.ts';
import type { ArnOf } from './named-resource.ts';
import { namedResources } from './named-resource.ts';
import type { Need, Needs, Remark } from './need.ts';
import { arnPattern, resourcePart } from './resource-pattern.ts';

/** S3's actions on objects, which depend on the version that is meant and on what is written with the object. */
export function s3Needs(action: string, call: TaskCall): Needs | undefined {
  const names = objectActions[action];
  if (names === undefined) return undefined;
  const key = action === 'deleteObjects' ? undefined : 'Key';
  const { resources, remarks } = objectResources(call, key);
  const needs: Need[] = [
    {
      group: 'call',
      actions: [...names.flatMap((name) => versionsOf(name, call)), ...writtenBesides(action, call)].map(
        (name) => `s3:${name}`,
      ),
      resources,
    },
  ];
  if (action !== 'copyObject' && action !== 'uploadPartCopy') return { needs, remarks };
  const source = fieldResources(call, 'CopySource', copySource);
  needs.push({ group: 'call', actions: ['s3:GetObject'], resources: source.resources });
  return { needs, remarks: [...remarks, ...source.remarks] };
}

/** By the action of the API. Source: Amazon S3 User Guide, "Required permissions for Amazon S3 API operations". */
const objectActions: Readonly<Record<string, readonly string[]>> = {
  abortMultipartUpload: ['AbortMultipartUpload'],
  completeMultipartUpload: ['PutObject'],
  copyObject: ['PutObject'],
  createMultipartUpload: ['PutObject'],
  deleteObject: ['DeleteObject'],
  deleteObjects: ['DeleteObject'],
  deleteObjectTagging: ['DeleteObjectTagging'],
  getObject: ['GetObject'],
  getObjectAcl: ['GetObjectAcl'],
  getObjectAttributes: ['GetObject', 'GetObjectAttributes'],
  getObjectTagging: ['GetObjectTagging'],
  headObject: ['GetObject'],
  listParts: ['ListMultipartUploadParts'],
  putObject: ['PutObject'],
  putObjectAcl: ['PutObjectAcl'],
  putObjectTagging: ['PutObjectTagging'],
  uploadPart: ['PutObject'],
  uploadPartCopy: ['PutObject'],
};

/** A version asks for another action than the latest one does. */
function versionsOf(name: string, call: TaskCall): readonly string[] {
  const ofVersion = name.replace('Object', 'ObjectVersion');
  const isVersioned = /^(?:Get|Delete|PutObject(?:Acl|Tagging))/.test(name);
  const version = memberOf(call.parameters, 'VersionId');
  if (!isVersioned || version.kind === 'Absent') return [name];
  return version.kind === 'Text' ? [ofVersion] : [name, ofVersion];
}

function writtenBesides(action: string, call: TaskCall): readonly string[] {
  if (!['putObject', 'copyObject', 'createMultipartUpload'].includes(action)) return [];
  return writtenWith.filter(([field]) => hasField(call, field)).map(([, name]) => name);
}

const writtenWith: readonly (readonly [field: string, name: string])[] = [
  ['ACL', 'PutObjectAcl'],
  ['Tagging', 'PutObjectTagging'],
  ['ObjectLockMode', 'PutObjectRetention'],
  ['ObjectLockLegalHoldStatus', 'PutObjectLegalHold'],
];

/** The object that `Bucket` and the parameter `keyField` name; without a key, all of the bucket's. */
function objectResources(
  call: TaskCall,
  keyField: string | undefined,
): { readonly resources: readonly string[]; readonly remarks: readonly Remark[] } {
  const buckets = namedResources(memberOf(call.parameters, 'Bucket'), bucket, call.place);
  if (buckets === undefined || buckets.includes('*'))
    return { resources: ['*'], remarks: [onlyAtRunTime(call, 'Bucket')] };
  const key = keyField === undefined ? undefined : memberOf(call.parameters, keyField);
  const keys = key?.kind === 'Text' ? key.patterns.map(resourcePart) : ['*'];
  const resources = buckets.flatMap((arn) =>
    keys.map((name) => (arn.includes(':accesspoint/') ? `${arn}/object/${name}` : `${arn}/${name}`)),
  );
  const isDynamic =
    key !== undefined && (key.kind !== 'Text' || key.patterns.some(({ length }) => length > 1));
  return { resources, remarks: isDynamic ? [onlyAtRunTime(call, 'Key')] : [] };
}

/** A bucket's name, or the ARN of a bucket or an access point. */
const bucket: ArnOf = (pattern, { partition }) => {
  const [first = ''] = pattern;
  if (first.startsWith('arn:')) return arnPattern(pattern);
  if (mayBeArn(pattern)) return undefined;
  return `arn:${partition}:s3:::${resourcePart(pattern)}`;
};

/** `bucket/key`, in a URL's letters, or `arn:…:accesspoint/name/object/key`; perhaps with a version behind. */
const copySource: ArnOf = (pattern, { partition }) => {
  const [first = ''] = pattern;
  if (first.startsWith('arn:')) return arnPattern(pattern);
  if (mayBeArn(pattern)) return undefined;
  const pieces = pattern.map((piece) => decodedPath(piece).replace(/^\//, ''));
  return `arn:${partition}:s3:::${resourcePart([...pieces.slice(0, -1), (pieces.at(-1) ?? '').replace(/\?versionId=.*$/, '')])}`;
};

function mayBeArn([first = '', ...more]: TextPattern): boolean {
  return first === '' || (more.length > 0 && 'arn:'.startsWith(first));
}

function decodedPath(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
