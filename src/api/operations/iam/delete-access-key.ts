import { accessKeyKey } from '../../../runtime/identity/entity-keys.ts';
import { operationOf } from '../typed-operation.ts';
import { getAccessKey } from './access-key.ts';
import { actingUserName } from './acting-user.ts';
import { commitChanges } from './commit-changes.ts';
import { getEntity, user } from './entity.ts';
import { onEntity } from './permissions.ts';

interface DeleteAccessKeyInput {
  readonly UserName?: string;
  readonly AccessKeyId: string;
}

const onUser = onEntity(user, 'DeleteAccessKey');

export const deleteAccessKey = operationOf<DeleteAccessKeyInput>('iam', {
  name: 'DeleteAccessKey',
  permissions: (input, call) => onUser({ UserName: actingUserName(input, call) }, call),
  run: (input, call) =>
    commitChanges(call.services.store, async () => {
      const accessKeyId = input.AccessKeyId;
      const owner = await getEntity(user, call, actingUserName(input, call));
      const stored = await getAccessKey(call, { accessKeyId, userName: owner.body.name });
      const accessKeyIds = owner.body.accessKeyIds.filter((other) => other !== accessKeyId);
      const body = { ...owner.body, accessKeyIds };
      const key = accessKeyKey(accessKeyId);
      return {
        changes: [
          user.put(call.caller.place.account, body, owner.revision),
          { type: 'delete', key, expectedRevision: stored.revision },
        ],
        result: {},
      };
    }),
});
