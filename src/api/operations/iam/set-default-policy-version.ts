import { iamOperation } from './iam-operation.ts';
import { changePolicy } from './managed-policy.ts';
import { onPolicy } from './permissions.ts';
import { getVersion } from './policy-versions.ts';

export const setDefaultPolicyVersion = iamOperation<{
  readonly PolicyArn: string;
  readonly VersionId: string;
}>({
  name: 'SetDefaultPolicyVersion',
  permissions: onPolicy('SetDefaultPolicyVersion'),
  run: async ({ PolicyArn, VersionId }, call) => {
    const at = call.services.clock.now();
    await changePolicy(call, PolicyArn, (body) => {
      const { id } = getVersion(body.versions, { arn: PolicyArn, versionId: VersionId });
      return { ...body, defaultVersionId: id, updatedAt: at };
    });
    return {};
  },
});
