import type { Arn } from '../../../base/arn.ts';
import type { IamEntityBody } from '../../../store/resources/identity.ts';
import type { ResourceChange } from '../../../store/store.ts';
import type { Call, Operation } from '../../operation.ts';
import { operationOf } from '../typed-operation.ts';
import { commitChanges } from './commit-changes.ts';
import { type EntityInput, type EntityType, getEntity } from './entity.ts';
import { policyUsage } from './entity-attachments.ts';
import { NoSuchEntity } from './errors.ts';
import { onEntity } from './permissions.ts';

// The permissions boundary of a role or a user. The policy counts whom it bounds, so both change together.

interface BoundaryInput extends EntityInput {
  readonly PermissionsBoundary: Arn;
}

export function putBoundary<Body extends IamEntityBody>(type: EntityType<Body>): Operation {
  const name = `Put${type.title}PermissionsBoundary`;
  return operationOf<BoundaryInput>('iam', {
    name,
    permissions: onEntity(type, name),
    run: async (input, call) => {
      await replaceBoundary(type, call, type.nameIn(input), input.PermissionsBoundary);
      return {};
    },
  });
}

export function deleteBoundary<Body extends IamEntityBody>(type: EntityType<Body>): Operation {
  const name = `Delete${type.title}PermissionsBoundary`;
  return operationOf<EntityInput>('iam', {
    name,
    permissions: onEntity(type, name),
    run: async (input, call) => {
      await replaceBoundary(type, call, type.nameIn(input), undefined);
      return {};
    },
  });
}

/** The changes that count `arn` as a boundary once more; none where `arn` is undefined. Throws NoSuchEntity. */
export async function startBounding(call: Call, arn: Arn | undefined): Promise<readonly ResourceChange[]> {
  if (arn === undefined) return [];
  const usage = await policyUsage(call, arn, (body) => ({ ...body, boundaryCount: body.boundaryCount + 1 }));
  if (usage === undefined) throw new NoSuchEntity(`Scope ARN: ${arn} does not exist or is not attachable.`);
  return usage;
}

/** The changes that count `arn` as a boundary once less. */
export async function stopBounding(call: Call, arn: Arn | undefined): Promise<readonly ResourceChange[]> {
  if (arn === undefined) return [];
  const usage = await policyUsage(call, arn, (body) => ({ ...body, boundaryCount: body.boundaryCount - 1 }));
  return usage ?? [];
}

function replaceBoundary<Body extends IamEntityBody>(
  type: EntityType<Body>,
  call: Call,
  name: string,
  arn: Arn | undefined,
): Promise<void> {
  return commitChanges(call.services.store, async () => {
    const entity = await getEntity(type, call, name);
    if (entity.body.permissionsBoundaryArn === arn) return { changes: [], result: undefined };
    const started = await startBounding(call, arn);
    const stopped = await stopBounding(call, entity.body.permissionsBoundaryArn);
    const body = { ...entity.body, permissionsBoundaryArn: arn };
    const put = type.put(call.caller.place.account, body, entity.revision);
    return { changes: [put, ...started, ...stopped], result: undefined };
  });
}
