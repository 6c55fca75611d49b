import { ValidationException } from '../../../base/aws-error.ts';
import { ResourceNotFoundException } from '../../../eventbridge/errors.ts';
import { busOf, changeBus } from './buses.ts';
import { eventsOperation } from './events-operation.ts';

interface RemovePermissionInput {
  readonly EventBusName?: string;
  readonly StatementId?: string;
  readonly RemoveAllPermissions?: boolean;
}

export const removePermission = eventsOperation<RemovePermissionInput>({
  name: 'RemovePermission',
  permissions: () => [{ action: 'events:RemovePermission', resource: '*' }],
  run: async ({ EventBusName, StatementId, RemoveAllPermissions }, call) => {
    if (RemoveAllPermissions !== true && StatementId === undefined) {
      throw new ValidationException('Parameter StatementId must be specified.');
    }
    await changeBus(call, busOf(EventBusName, call), (body) => {
      if (RemoveAllPermissions === true) return { ...body, statements: [] };
      if (body.statements.length === 0)
        throw new ResourceNotFoundException('EventBus does not have a policy.');
      const statements = body.statements.filter(({ Sid }) => Sid !== StatementId);
      if (statements.length === body.statements.length) {
        throw new ResourceNotFoundException('Statement with the provided id does not exist.');
      }
      return { ...body, statements };
    });
    return {};
  },
});
