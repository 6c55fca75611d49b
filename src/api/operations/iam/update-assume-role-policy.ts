import { operationOf } from '../typed-operation.ts';
import { changeEntity, role } from './entity.ts';
import { onEntity } from './permissions.ts';
import { checkTrustPolicy } from './policy-document.ts';

export const updateAssumeRolePolicy = operationOf<{
  readonly RoleName: string;
  readonly PolicyDocument: string;
}>('iam', {
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
