import { uniqueId } from '../../../runtime/identity/unique-id.ts';
import type { UserBody } from '../../../store/resources/identity.ts';
import { operationOf } from '../typed-operation.ts';
import { commitChanges } from './commit-changes.ts';
import { iamArn, user } from './entity.ts';
import { startBounding } from './entity-boundary.ts';
import { userJson } from './entity-json.ts';
import { parseTags } from './entity-tags.ts';
import { EntityAlreadyExists } from './errors.ts';
import { toCreate, type WireTag } from './permissions.ts';

interface CreateUserInput {
  readonly UserName: string;
  readonly Path?: string;
  readonly PermissionsBoundary?: string;
  readonly Tags?: readonly WireTag[];
}

const action = { action: 'CreateUser', tagAction: 'TagUser' };

export const createUser = operationOf<CreateUserInput>('iam', {
  name: 'CreateUser',
  permissions: (input, call) =>
    toCreate(action, iamArn(call, `user${input.Path ?? '/'}${input.UserName}`), input),
  run: async (input, call) => {
    const { services, caller } = call;
    const path = input.Path ?? '/';
    const body: UserBody = {
      arn: iamArn(call, `user${path}${input.UserName}`),
      name: input.UserName,
      id: uniqueId('AIDA', services.newId()),
      path,
      createdAt: services.clock.now(),
      inlinePolicies: [],
      attachedPolicyArns: [],
      permissionsBoundaryArn: input.PermissionsBoundary,
      tags: parseTags(input.Tags),
      accessKeyIds: [],
    };
    await commitChanges(services.store, async () => {
      if ((await user.find(services.store, caller.place.account, body.name)) !== undefined) {
        throw new EntityAlreadyExists(`User with name ${body.name} already exists.`);
      }
      const bounding = await startBounding(call, body.permissionsBoundaryArn);
      return { changes: [user.put(caller.place.account, body, 0), ...bounding], result: undefined };
    });
    return { User: userJson(body) };
  },
});
