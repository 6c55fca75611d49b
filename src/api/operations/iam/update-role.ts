import { operationOf } from '../typed-operation.ts';
import { changeEntity, role } from './entity.ts';
import { onEntity } from './permissions.ts';

interface UpdateRoleInput {
  readonly RoleName: string;
  readonly Description?: string;
  /** Seconds. */
  readonly MaxSessionDuration?: number;
}

export const updateRole = operationOf<UpdateRoleInput>('iam', {
  name: 'UpdateRole',
  permissions: onEntity(role, 'UpdateRole'),
  run: async ({ RoleName, Description, MaxSessionDuration }, call) => {
    await changeEntity(role, call, RoleName, (body) => ({
      ...body,
      description: Description ?? body.description,
      maxSessionDurationSeconds: MaxSessionDuration ?? body.maxSessionDurationSeconds,
    }));
    return {};
  },
});
