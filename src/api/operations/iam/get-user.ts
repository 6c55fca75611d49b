import { operationOf } from '../typed-operation.ts';
import { actingUserName } from './acting-user.ts';
import { getEntity, user } from './entity.ts';
import { userJson } from './entity-json.ts';
import { onEntity } from './permissions.ts';

const onUser = onEntity(user, 'GetUser');

export const getUser = operationOf<{ readonly UserName?: string }>('iam', {
  name: 'GetUser',
  permissions: (input, call) => {
    const { principal } = call.caller;
    if (input.UserName === undefined && principal.kind === 'Account') {
      return [{ action: 'iam:GetUser', resource: principal.arn }];
    }
    return onUser({ UserName: actingUserName(input, call) }, call);
  },
  run: async (input, call) => {
    const { principal } = call.caller;
    if (input.UserName === undefined && principal.kind === 'Account') {
      // The root user is older than anything in its account, and nobody knows by how much.
      return { User: { Path: '/', UserId: principal.userId, Arn: principal.arn, CreateDate: 0 } };
    }
    const { body } = await getEntity(user, call, actingUserName(input, call));
    return { User: userJson(body) };
  },
});
