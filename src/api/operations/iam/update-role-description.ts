import { operationOf } from '../typed-operation.ts';
import { changeEntity, role } from './entity.ts';
import { roleJson } from './entity-json.ts';
import { onEntity } from './permissions.ts';

export const updateRoleDescription = operationOf<{
  readonly RoleName: string;
  readonly Description: string;
}>('iam', {
  name: 'UpdateRoleDescription',
  permissions: onEntity(role, 'UpdateRoleDescription'),
  run: async ({ RoleName, Description }, call) => {
    const body = await changeEntity(role, call, RoleName, (old) => ({ ...old, description: Description }));
    return { Role: roleJson(body) };
  },
});
