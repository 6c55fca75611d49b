import type { Arn } from '../../../base/arn.ts';
import type { JsonObject } from '../../../base/json.ts';
import {
  type AwsManagedPolicy,
  findAwsManagedPolicy,
} from '../../../runtime/identity/aws-managed-policies.ts';
import { managedPolicyKey, parseIamArn } from '../../../runtime/identity/entity-keys.ts';
import type { ManagedPolicyBody, PolicyVersion } from '../../../store/resources/identity.ts';
import type { Resource, ResourceChange } from '../../../store/store.ts';
import type { Call } from '../../operation.ts';
import { optional } from '../typed-operation.ts';
import { commitChanges } from './commit-changes.ts';
import { InvalidInput, NoSuchEntity } from './errors.ts';
import { encodeDocument } from './policy-document.ts';

/** A managed policy that the caller's account can attach: its own, or one of AWS's. */
export type AttachablePolicy =
  | { readonly owner: 'account'; readonly policy: Resource<'ManagedPolicy'> }
  | { readonly owner: 'aws'; readonly policy: AwsManagedPolicy };

/** The managed policy of the caller's account or of AWS with this ARN; throws InvalidInput for what is no such ARN. */
export async function findPolicy(call: Call, arn: Arn): Promise<AttachablePolicy | undefined> {
  const parts = parseIamArn(arn);
  if (parts?.type !== 'policy') throw new InvalidInput(`ARN ${arn} is not valid.`);
  if (parts.account === 'aws') {
    const policy = findAwsManagedPolicy(arn);
    return policy === undefined ? undefined : { owner: 'aws', policy };
  }
  const policy = await findOwnPolicy(call, arn);
  return policy === undefined ? undefined : { owner: 'account', policy };
}

/** Like `findPolicy`, but throws NoSuchEntity where there is none. */
export async function getPolicy(call: Call, arn: Arn): Promise<AttachablePolicy> {
  const policy = await findPolicy(call, arn);
  if (policy === undefined) throw noSuchPolicy(arn);
  return policy;
}

/** Replaces the body of a policy of the caller's account by what `change` makes of it. */
export function changePolicy(
  call: Call,
  arn: Arn,
  change: (body: ManagedPolicyBody) => ManagedPolicyBody,
): Promise<ManagedPolicyBody> {
  return commitChanges(call.services.store, async () => {
    const policy = await getOwnPolicy(call, arn);
    const changed = change(policy.body);
    return { changes: [putPolicy(policy, changed)], result: changed };
  });
}

/** A policy of the caller's account; throws NoSuchEntity, also for AWS's, which nobody changes. */
export async function getOwnPolicy(call: Call, arn: Arn): Promise<Resource<'ManagedPolicy'>> {
  const policy = await findOwnPolicy(call, arn);
  if (policy === undefined) throw noSuchPolicy(arn);
  return policy;
}

export function putPolicy(policy: Resource<'ManagedPolicy'>, body: ManagedPolicyBody): ResourceChange {
  const { account, region, name, revision } = policy;
  const key = { kind: 'ManagedPolicy', account, region, name } as const;
  return { type: 'put', key, body, expectedRevision: revision };
}

export function noSuchPolicy(arn: Arn): NoSuchEntity {
  return new NoSuchEntity(`Policy ${arn} was not found.`);
}

export function noSuchVersion(arn: Arn, versionId: string): NoSuchEntity {
  return new NoSuchEntity(`Policy ${arn} version ${versionId} does not exist or is not attachable.`);
}

/** A policy as lists show it. */
export function listedPolicyJson(body: ManagedPolicyBody): JsonObject {
  return {
    PolicyName: body.name,
    PolicyId: body.id,
    Arn: body.arn,
    Path: body.path,
    DefaultVersionId: body.defaultVersionId,
    AttachmentCount: body.attachmentCount,
    PermissionsBoundaryUsageCount: body.boundaryCount,
    IsAttachable: true,
    CreateDate: body.createdAt,
    UpdateDate: body.updatedAt,
  };
}

/** One of AWS's policies as lists show it. */
export function awsPolicyJson(
  policy: AwsManagedPolicy,
  usage: { readonly attachmentCount: number; readonly boundaryCount: number },
): JsonObject {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.versionId,
    AttachmentCount: usage.attachmentCount,
    PermissionsBoundaryUsageCount: usage.boundaryCount,
    IsAttachable: true,
    CreateDate: policy.createdAt,
    UpdateDate: policy.updatedAt,
  };
}

/** A version, with its document where `withDocument`. */
export function versionJson(
  version: PolicyVersion,
  defaultVersionId: string,
  { withDocument }: { readonly withDocument: boolean },
): JsonObject {
  return {
    ...optional('Document', withDocument ? encodeDocument(version.document) : undefined),
    VersionId: version.id,
    IsDefaultVersion: version.id === defaultVersionId,
    CreateDate: version.createdAt,
  };
}

async function findOwnPolicy(call: Call, arn: Arn): Promise<Resource<'ManagedPolicy'> | undefined> {
  const parts = parseIamArn(arn);
  const { account, partition } = call.caller.place;
  if (parts?.type !== 'policy' || parts.account !== account || parts.partition !== partition)
    return undefined;
  const policy = await call.services.store.resources.get(managedPolicyKey(account, parts.name));
  return policy?.body.arn === arn ? policy : undefined;
}
