import type { Arn } from '../../../base/arn.ts';
import type { PolicyVersion } from '../../../store/resources/identity.ts';
import type { Call } from '../../operation.ts';
import { getPolicy, noSuchVersion } from './managed-policy.ts';

/** The versions of a managed policy, the account's own or AWS's. */
export interface PolicyVersions {
  /** In order of creation. */
  readonly versions: readonly PolicyVersion[];
  readonly defaultVersionId: string;
}

/** Throws NoSuchEntity where there is no such policy. */
export async function getVersions(call: Call, arn: Arn): Promise<PolicyVersions> {
  const found = await getPolicy(call, arn);
  if (found.owner === 'account') return found.policy.body;
  const { versionId, document, createdAt } = found.policy;
  return { versions: [{ id: versionId, document, createdAt }], defaultVersionId: versionId };
}

/** The version called `versionId`; throws NoSuchEntity. */
export function getVersion(
  versions: readonly PolicyVersion[],
  { arn, versionId }: { readonly arn: Arn; readonly versionId: string },
): PolicyVersion {
  const version = versions.find(({ id }) => id === versionId);
  if (version === undefined) throw noSuchVersion(arn, versionId);
  return version;
}
