import { operationOf } from '../typed-operation.ts';
import { changePolicy } from './managed-policy.ts';
import { onPolicy } from './permissions.ts';
import { getVersion } from './policy-versions.ts';

export const setDefaultPolicyVersion = operationOf<{
  readonly PolicyArn: string;
  readonly VersionId: string;
}>('iam', {
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
