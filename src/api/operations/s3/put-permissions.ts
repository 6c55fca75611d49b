import type { Permission } from '../../../runtime/identity/identity.ts';
import type { Call } from '../../operation.ts';
import { type BucketInput, getBucket } from './buckets.ts';
import type { SettingsInput } from './object-settings.ts';
import { objectPermission } from './permissions.ts';
import { requestTagContext, tagsOfHeader } from './tag-set.ts';

interface PutInput extends BucketInput, SettingsInput {
  readonly Key: string;
  readonly Tagging?: string;
}

/** The permissions to write an object; to tag it as well, where the request does. */
export async function putPermissions(input: PutInput, call: Call): Promise<readonly Permission[]> {
  const bucket = await getBucket(input, call);
  const { Key: key } = input;
  const tags = tagsOfHeader(input.Tagging);
  const context: Record<string, string | readonly string[]> = { ...requestTagContext(tags) };
  for (const [name, value] of conditionKeys(input)) if (value !== undefined) context[name] = value;
  const put = objectPermission('PutObject', { bucket, key }, call, context);
  if (tags.length === 0) return [put];
  return [put, objectPermission('PutObjectTagging', { bucket, key }, call, context)];
}

function conditionKeys(input: PutInput): readonly (readonly [string, string | undefined])[] {
  return [
    ['s3:x-amz-acl', input.ACL],
    ['s3:x-amz-server-side-encryption', input.ServerSideEncryption],
    ['s3:x-amz-storage-class', input.StorageClass],
  ];
}
