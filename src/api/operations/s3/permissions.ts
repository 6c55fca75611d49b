import { AccessDeniedException } from '../../../base/aws-error.ts';
import { parsePolicy } from '../../../iam/parse-policy.ts';
import type { Policy, SourcedPolicy } from '../../../iam/policy.ts';
import type { Permission } from '../../../runtime/identity/identity.ts';
import type { S3BucketBody } from '../../../store/resources/s3.ts';
import type { Call } from '../../operation.ts';
import { type BucketInput, bucketArn, getBucket } from './buckets.ts';

type Context = Readonly<Record<string, string | readonly string[]>>;

/** The permission for `s3:<name>` on a bucket. The bucket's policy has its say, so that other accounts may be let in. */
export function bucketPermission(
  name: string,
  bucket: S3BucketBody,
  call: Call,
  context?: Context,
): Permission {
  return permission({ name, bucket, resource: bucketArn(bucket) }, call, context);
}

export function objectPermission(
  name: string,
  { bucket, key }: { readonly bucket: S3BucketBody; readonly key: string },
  call: Call,
  context?: Context,
): Permission {
  return permission({ name, bucket, resource: `${bucketArn(bucket)}/${key}` }, call, context);
}

/** The permission for one action on the bucket that a request names. */
export function onBucket(name: string): (input: BucketInput, call: Call) => Promise<readonly Permission[]> {
  return async (input, call) => [bucketPermission(name, await getBucket(input, call), call)];
}

/** The permission for one action on the object that a request names. */
export function onObject(
  name: string,
): (input: BucketInput & { readonly Key: string }, call: Call) => Promise<readonly Permission[]> {
  return async (input, call) => [
    objectPermission(name, { bucket: await getBucket(input, call), key: input.Key }, call),
  ];
}

/** Whether the caller may do one thing more, on which only depends how much an answer says. */
export async function isAllowed(permission: Permission, call: Call): Promise<boolean> {
  return (await denialOf(permission, call)) === undefined;
}

/** The error where the caller lacks `permission`, as S3 spells it. */
export async function denialOf(
  permission: Permission,
  call: Call,
): Promise<AccessDeniedException | undefined> {
  try {
    await call.services.identity.authorize(call.caller, permission);
    return undefined;
  } catch (error) {
    if (!(error instanceof AccessDeniedException)) throw error;
    return new AccessDeniedException(error.message, { code: 'AccessDenied', status: 403 });
  }
}

interface Asked {
  readonly name: string;
  readonly bucket: S3BucketBody;
  readonly resource: string;
}

function permission(
  { name, bucket, resource }: Asked,
  { caller }: Call,
  context: Context | undefined,
): Permission {
  // An ARN of S3 has no account, so the policy says whose the bucket is. The owner needs none where there is none.
  const isOwn = caller.place.account === bucket.account && caller.principal.kind !== 'Anonymous';
  return {
    action: `s3:${name}`,
    resource,
    ...(context !== undefined && { context }),
    ...((bucket.policy !== undefined || !isOwn) && { resourcePolicy: sourcedPolicy(bucket) }),
  };
}

const compiled = new WeakMap<S3BucketBody, SourcedPolicy>();

/** The bucket's policy ready to be asked, compiled once per stored body. */
function sourcedPolicy(bucket: S3BucketBody): SourcedPolicy {
  const known = compiled.get(bucket);
  if (known !== undefined) return known;
  const sourced = {
    policy: bucket.policy === undefined ? nobody : parsePolicy(bucket.policy, 'resource'),
    name: 'bucket policy',
    owner: bucketArn(bucket),
    account: bucket.account,
  };
  compiled.set(bucket, sourced);
  return sourced;
}

/** A policy that lets nobody in. */
const nobody: Policy = {
  kind: 'resource',
  version: '2012-10-17',
  statements: [],
  byService: new Map(),
  forOtherServices: { denies: [], allows: [] },
};
