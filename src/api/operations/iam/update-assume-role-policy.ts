import { changeEntity, role } from './entity.ts';
import { iamOperation } from './iam-operation.ts';
import { onEntity } from './permissions.ts';
import { checkTrustPolicy } from './policy-document.ts';

export const updateAssumeRolePolicy = iamOperation<{
  readonly RoleName: string;
  readonly PolicyDocument: string;
}>({
  name: 'UpdateAssumeRolePolicy',
  permissions: onEntity(role, 'UpdateAssumeRolePolicy'),
  run: async ({ RoleName, PolicyDocument }, call) => {
    checkTrustPolicy(PolicyDocument);
    await changeEntity(role, call, RoleName, (body) => {
      return { ...body, assumeRolePolicyDocument: PolicyDocument };
    });
    return {};
  },
});
