import { accessKeyKey } from '../../../runtime/identity/entity-keys.ts';
import type { UserBody } from '../../../store/resources/identity.ts';
import type { ResourceChange } from '../../../store/store.ts';
import type { Call } from '../../operation.ts';
import type { Decided } from '../commit-changes.ts';
import { operationOf } from '../typed-operation.ts';
import { commitChanges } from './commit-changes.ts';
import { getEntity, iamArn, type StoredEntity, user } from './entity.ts';
import { EntityAlreadyExists } from './errors.ts';
import { onEntity } from './permissions.ts';

interface UpdateUserInput {
  readonly UserName: string;
  readonly NewUserName?: string;
  readonly NewPath?: string;
}

const onUser = onEntity(user, 'UpdateUser');

export const updateUser = operationOf<UpdateUserInput>('iam', {
  name: 'UpdateUser',
  permissions: async (input, call) => {
    const onOld = await onUser(input, call);
    if (input.NewUserName === undefined && input.NewPath === undefined) return onOld;
    const { account } = call.caller.place;
    const path = input.NewPath ?? (await user.find(call.services.store, account, input.UserName))?.body.path;
    const resource = iamArn(call, `user${path ?? '/'}${input.NewUserName ?? input.UserName}`);
    return [...onOld, { action: 'iam:UpdateUser', resource }];
  },
  run: async (input, call) => {
    await commitChanges(call.services.store, () => renameUser(input, call));
    return {};
  },
});

async function renameUser(input: UpdateUserInput, call: Call): Promise<Decided<undefined>> {
  const { account } = call.caller.place;
  const old = await getEntity(user, call, input.UserName);
  const name = input.NewUserName ?? old.body.name;
  const path = input.NewPath ?? old.body.path;
  const body: UserBody = { ...old.body, name, path, arn: iamArn(call, `user${path}${name}`) };
  const isSameKey = name.toLowerCase() === old.body.name.toLowerCase();
  if (isSameKey) {
    const keys = name === old.body.name ? [] : await handOverKeys(call, old, name);
    return { changes: [user.put(account, body, old.revision), ...keys], result: undefined };
  }
  if ((await user.find(call.services.store, account, name)) !== undefined) {
    throw new EntityAlreadyExists(`User with name ${name} already exists.`);
  }
  const keys = await handOverKeys(call, old, name);
  return { changes: [user.delete(account, old), user.put(account, body, 0), ...keys], result: undefined };
}

/** Access keys name their user, so a rename passes them on. */
async function handOverKeys(
  call: Call,
  { body }: StoredEntity<UserBody>,
  userName: string,
): Promise<readonly ResourceChange[]> {
  const changes: ResourceChange[] = [];
  for (const accessKeyId of body.accessKeyIds) {
    const key = accessKeyKey(accessKeyId);
    const stored = await call.services.store.resources.get(key);
    if (stored === undefined) continue;
    changes.push({
      type: 'put',
      key,
      body: { ...stored.body, userName },
      expectedRevision: stored.revision,
    });
  }
  return changes;
}
