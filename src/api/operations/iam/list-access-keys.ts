import type { JsonObject } from '../../../base/json.ts';
import { accessKeyKey } from '../../../runtime/identity/entity-keys.ts';
import { operationOf } from '../typed-operation.ts';
import { actingUserName } from './acting-user.ts';
import { getEntity, user } from './entity.ts';
import { type PageInput, pageOf } from './paging.ts';
import { onEntity } from './permissions.ts';

const onUser = onEntity(user, 'ListAccessKeys');

export const listAccessKeys = operationOf<PageInput & { readonly UserName?: string }>('iam', {
  name: 'ListAccessKeys',
  permissions: (input, call) => onUser({ UserName: actingUserName(input, call) }, call),
  run: async (input, call) => {
    const { body } = await getEntity(user, call, actingUserName(input, call));
    const page = pageOf([...body.accessKeyIds].sort(), input, (accessKeyId) => accessKeyId);
    const metadata: JsonObject[] = [];
    for (const accessKeyId of page.items) {
      const key = await call.services.store.resources.get(accessKeyKey(accessKeyId));
      if (key === undefined) continue;
      metadata.push({
        UserName: body.name,
        AccessKeyId: accessKeyId,
        Status: key.body.status,
        CreateDate: key.body.createdAt,
      });
    }
    return { AccessKeyMetadata: metadata, ...page.members };
  },
});
