import type { JsonObject } from '../../../base/json.ts';
import type { ActivityBody } from '../../../store/resources/states.ts';
import { operationOf } from '../typed-operation.ts';
import { activityArnOf, activityKey } from './activities.ts';
import { checkName } from './arns.ts';
import { checkEncryptionConfiguration, isSameEncryption } from './encryption-check.ts';
import { ActivityAlreadyExists } from './errors.ts';
import { permissionsToCreate } from './tag-conditions.ts';
import { checkTags, type WireTag } from './tags.ts';

interface CreateActivityInput {
  readonly name: string;
  readonly encryptionConfiguration?: JsonObject;
  readonly tags?: readonly WireTag[];
}

/**
 * A name that is taken is answered as its first request was, unless the encryption differs; tags do not count and are not
 * applied.
 *
 * Source: API Reference, "CreateActivity", idempotency.
 */
export const createActivity = operationOf<CreateActivityInput>('states', {
  name: 'CreateActivity',
  permissions: ({ name, tags }, { caller }) =>
    permissionsToCreate('states:CreateActivity', activityArnOf(caller.place, name), tags),
  async run({ name, encryptionConfiguration, tags }, { caller, services }) {
    checkName(name);
    checkEncryptionConfiguration(encryptionConfiguration, caller.place);
    const activityArn = activityArnOf(caller.place, name);
    const body: ActivityBody = {
      createdAt: services.clock.now(),
      encryptionConfiguration,
      tags: checkTags(tags, activityArn),
    };
    const key = activityKey({ name, ...caller.place });
    const { resources } = services.store;
    let existing = await resources.get(key);
    if (existing === undefined) {
      const outcome = await resources.write([{ type: 'put', key, body, expectedRevision: 0 }]);
      if (outcome === 'written') return { activityArn, creationDate: body.createdAt };
      existing = await resources.get(key);
    }
    if (
      existing === undefined ||
      !isSameEncryption(existing.body.encryptionConfiguration, encryptionConfiguration)
    )
      throw new ActivityAlreadyExists(activityArn);
    return { activityArn, creationDate: existing.body.createdAt };
  },
});
