import { getEntity, role } from './entity.ts';
import { roleJson } from './entity-json.ts';
import { iamOperation } from './iam-operation.ts';
import { onEntity } from './permissions.ts';

export const getRole = iamOperation<{ readonly RoleName: string }>({
  name: 'GetRole',
  permissions: onEntity(role, 'GetRole'),
  run: async ({ RoleName }, call) => {
    const { body } = await getEntity(role, call, RoleName);
    return { Role: roleJson(body) };
  },
});
