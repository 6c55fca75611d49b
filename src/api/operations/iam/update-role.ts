import { changeEntity, role } from './entity.ts';
import { iamOperation } from './iam-operation.ts';
import { onEntity } from './permissions.ts';

interface UpdateRoleInput {
  readonly RoleName: string;
  readonly Description?: string;
  /** Seconds. */
  readonly MaxSessionDuration?: number;
}

export const updateRole = iamOperation<UpdateRoleInput>({
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
