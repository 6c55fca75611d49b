import { operationOf } from '../typed-operation.ts';
import { DeleteConflict } from './errors.ts';
import { changePolicy } from './managed-policy.ts';
import { onPolicy } from './permissions.ts';
import { getVersion } from './policy-versions.ts';

export const deletePolicyVersion = operationOf<{
  readonly PolicyArn: string;
  readonly VersionId: string;
}>('iam', {
  name: 'DeletePolicyVersion',
  permissions: onPolicy('DeletePolicyVersion'),
  run: async ({ PolicyArn, VersionId }, call) => {
    await changePolicy(call, PolicyArn, (body) => {
      const { id } = getVersion(body.versions, { arn: PolicyArn, versionId: VersionId });
      if (id === body.defaultVersionId) {
        throw new DeleteConflict('Cannot delete the default version of a policy.');
      }
      return { ...body, versions: body.versions.filter((version) => version.id !== id) };
    });
    return {};
  },
});
