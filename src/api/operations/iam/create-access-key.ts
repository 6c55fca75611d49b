import { randomBytes } from 'node:crypto';
import { accessKeyKey } from '../../../runtime/identity/entity-keys.ts';
import { uniqueId } from '../../../runtime/identity/unique-id.ts';
import type { AccessKeyBody } from '../../../store/resources/identity.ts';
import { operationOf } from '../typed-operation.ts';
import { actingUserName } from './acting-user.ts';
import { commitChanges } from './commit-changes.ts';
import { getEntity, user } from './entity.ts';
import { LimitExceeded } from './errors.ts';
import { onEntity } from './permissions.ts';

/** Source: IAM User Guide, "IAM and STS quotas". */
const accessKeysMax = 2;

/** Bytes of a secret: 40 characters of base64. */
const secretBytes = 30;

const onUser = onEntity(user, 'CreateAccessKey');

export const createAccessKey = operationOf<{ readonly UserName?: string }>('iam', {
  name: 'CreateAccessKey',
  permissions: (input, call) => onUser({ UserName: actingUserName(input, call) }, call),
  run: (input, call) => {
    const { account, partition } = call.caller.place;
    const { services } = call;
    const accessKeyId = uniqueId('AKIA', services.newId());
    const secretAccessKey = randomBytes(secretBytes).toString('base64');
    return commitChanges(services.store, async () => {
      const { body, revision } = await getEntity(user, call, actingUserName(input, call));
      if (body.accessKeyIds.length >= accessKeysMax) {
        throw new LimitExceeded(`Cannot exceed quota for AccessKeysPerUser: ${accessKeysMax}`);
      }
      const key: AccessKeyBody = {
        account,
        partition,
        userName: body.name,
        secretAccessKey,
        status: 'Active',
        createdAt: services.clock.now(),
      };
      const owner = { ...body, accessKeyIds: [...body.accessKeyIds, accessKeyId] };
      return {
        changes: [
          user.put(account, owner, revision),
          { type: 'put', key: accessKeyKey(accessKeyId), body: key, expectedRevision: 0 },
        ],
        result: {
          AccessKey: {
            UserName: body.name,
            AccessKeyId: accessKeyId,
            Status: key.status,
            SecretAccessKey: secretAccessKey,
            CreateDate: key.createdAt,
          },
        },
      };
    });
  },
});
