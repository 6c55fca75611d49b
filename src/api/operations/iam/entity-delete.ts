import type { IamEntityBody } from '../../../store/resources/identity.ts';
import type { Call, Operation } from '../../operation.ts';
import { operationOf } from '../typed-operation.ts';
import { commitChanges } from './commit-changes.ts';
import { type EntityInput, type EntityType, getEntity } from './entity.ts';
import { stopBounding } from './entity-boundary.ts';
import { DeleteConflict } from './errors.ts';
import { onEntity } from './permissions.ts';

/** Deletes a role or a user that nothing hangs on any more; `checkOwn` refuses for what only its type has. */
export function deleteEntity<Body extends IamEntityBody>(
  type: EntityType<Body>,
  checkOwn: (body: Body) => void,
): Operation {
  const name = `Delete${type.title}`;
  return operationOf<EntityInput>('iam', {
    name,
    permissions: onEntity(type, name),
    run: async (input, call) => {
      await deleteByName(type, call, type.nameIn(input), checkOwn);
      return {};
    },
  });
}

function deleteByName<Body extends IamEntityBody>(
  type: EntityType<Body>,
  call: Call,
  name: string,
  checkOwn: (body: Body) => void,
): Promise<void> {
  return commitChanges(call.services.store, async () => {
    const entity = await getEntity(type, call, name);
    if (entity.body.attachedPolicyArns.length > 0) {
      throw new DeleteConflict('Cannot delete entity, must detach all policies first.');
    }
    if (entity.body.inlinePolicies.length > 0) {
      throw new DeleteConflict('Cannot delete entity, must delete policies first.');
    }
    checkOwn(entity.body);
    const stopped = await stopBounding(call, entity.body.permissionsBoundaryArn);
    return { changes: [type.delete(call.caller.place.account, entity), ...stopped], result: undefined };
  });
}
