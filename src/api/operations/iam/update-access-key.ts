import { accessKeyKey } from '../../../runtime/identity/entity-keys.ts';
import { operationOf } from '../typed-operation.ts';
import { getAccessKey } from './access-key.ts';
import { actingUserName } from './acting-user.ts';
import { commitChanges } from './commit-changes.ts';
import { getEntity, user } from './entity.ts';
import { onEntity } from './permissions.ts';

interface UpdateAccessKeyInput {
  readonly UserName?: string;
  readonly AccessKeyId: string;
  readonly Status: 'Active' | 'Inactive';
}

const onUser = onEntity(user, 'UpdateAccessKey');

export const updateAccessKey = operationOf<UpdateAccessKeyInput>('iam', {
  name: 'UpdateAccessKey',
  permissions: (input, call) => onUser({ UserName: actingUserName(input, call) }, call),
  run: (input, call) =>
    commitChanges(call.services.store, async () => {
      const accessKeyId = input.AccessKeyId;
      const { body: owner } = await getEntity(user, call, actingUserName(input, call));
      const { body, revision } = await getAccessKey(call, { accessKeyId, userName: owner.name });
      const key = accessKeyKey(accessKeyId);
      const changed = { ...body, status: input.Status };
      return { changes: [{ type: 'put', key, body: changed, expectedRevision: revision }], result: {} };
    }),
});
