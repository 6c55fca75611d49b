import { operationOf } from '../typed-operation.ts';
import { getEntity, role } from './entity.ts';
import { roleJson } from './entity-json.ts';
import { onEntity } from './permissions.ts';

export const getRole = operationOf<{ readonly RoleName: string }>('iam', {
  name: 'GetRole',
  permissions: onEntity(role, 'GetRole'),
  run: async ({ RoleName }, call) => {
    const { body } = await getEntity(role, call, RoleName);
    return { Role: roleJson(body) };
  },
});
