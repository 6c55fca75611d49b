import { uniqueId } from '../../../runtime/identity/unique-id.ts';
import type { RoleBody } from '../../../store/resources/identity.ts';
import { operationOf } from '../typed-operation.ts';
import { commitChanges } from './commit-changes.ts';
import { iamArn, role } from './entity.ts';
import { startBounding } from './entity-boundary.ts';
import { boundaryJson, createdRoleJson, tagsJson } from './entity-json.ts';
import { parseTags } from './entity-tags.ts';
import { EntityAlreadyExists } from './errors.ts';
import { toCreate, type WireTag } from './permissions.ts';
import { checkTrustPolicy } from './policy-document.ts';

interface CreateRoleInput {
  readonly RoleName: string;
  readonly AssumeRolePolicyDocument: string;
  readonly Path?: string;
  readonly Description?: string;
  /** Seconds. */
  readonly MaxSessionDuration?: number;
  readonly PermissionsBoundary?: string;
  readonly Tags?: readonly WireTag[];
}

/** How long sessions of a role last where nothing else is said. */
const sessionSecondsDefault = 3600;

const action = { action: 'CreateRole', tagAction: 'TagRole' };

export const createRole = operationOf<CreateRoleInput>('iam', {
  name: 'CreateRole',
  permissions: (input, call) =>
    toCreate(action, iamArn(call, `role${input.Path ?? '/'}${input.RoleName}`), input),
  run: async (input, call) => {
    const { services, caller } = call;
    const path = input.Path ?? '/';
    checkTrustPolicy(input.AssumeRolePolicyDocument);
    const body: RoleBody = {
      arn: iamArn(call, `role${path}${input.RoleName}`),
      name: input.RoleName,
      id: uniqueId('AROA', services.newId()),
      path,
      createdAt: services.clock.now(),
      description: input.Description,
      assumeRolePolicyDocument: input.AssumeRolePolicyDocument,
      maxSessionDurationSeconds: input.MaxSessionDuration ?? sessionSecondsDefault,
      inlinePolicies: [],
      attachedPolicyArns: [],
      permissionsBoundaryArn: input.PermissionsBoundary,
      tags: parseTags(input.Tags),
    };
    await commitChanges(services.store, async () => {
      if ((await role.find(services.store, caller.place.account, body.name)) !== undefined) {
        throw new EntityAlreadyExists(`Role with name ${body.name} already exists.`);
      }
      const bounding = await startBounding(call, body.permissionsBoundaryArn);
      return { changes: [role.put(caller.place.account, body, 0), ...bounding], result: undefined };
    });
    return { Role: { ...createdRoleJson(body), ...boundaryJson(body), ...tagsJson(body.tags) } };
  },
});
