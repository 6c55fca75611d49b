import { managedPolicyKey } from '../../../runtime/identity/entity-keys.ts';
import { uniqueId } from '../../../runtime/identity/unique-id.ts';
import type { ManagedPolicyBody } from '../../../store/resources/identity.ts';
import { operationOf } from '../typed-operation.ts';
import { commitChanges } from './commit-changes.ts';
import { iamArn } from './entity.ts';
import { tagsJson } from './entity-json.ts';
import { parseTags } from './entity-tags.ts';
import { EntityAlreadyExists } from './errors.ts';
import { listedPolicyJson } from './managed-policy.ts';
import { toCreate, type WireTag } from './permissions.ts';
import { checkManagedPolicy } from './policy-document.ts';

interface CreatePolicyInput {
  readonly PolicyName: string;
  readonly PolicyDocument: string;
  readonly Path?: string;
  readonly Description?: string;
  readonly Tags?: readonly WireTag[];
}

const action = { action: 'CreatePolicy', tagAction: 'TagPolicy' };

export const createPolicy = operationOf<CreatePolicyInput>('iam', {
  name: 'CreatePolicy',
  permissions: (input, call) =>
    toCreate(action, iamArn(call, `policy${input.Path ?? '/'}${input.PolicyName}`), input),
  run: async (input, call) => {
    const { services, caller } = call;
    checkManagedPolicy(input.PolicyDocument);
    const path = input.Path ?? '/';
    const at = services.clock.now();
    const body: ManagedPolicyBody = {
      arn: iamArn(call, `policy${path}${input.PolicyName}`),
      name: input.PolicyName,
      id: uniqueId('ANPA', services.newId()),
      path,
      description: input.Description,
      createdAt: at,
      updatedAt: at,
      versions: [{ id: 'v1', document: input.PolicyDocument, createdAt: at }],
      defaultVersionId: 'v1',
      nextVersionNumber: 2,
      attachmentCount: 0,
      boundaryCount: 0,
      tags: parseTags(input.Tags),
    };
    const key = managedPolicyKey(caller.place.account, body.name);
    await commitChanges(services.store, async () => {
      if ((await services.store.resources.get(key)) !== undefined) {
        const message = `A policy called ${body.name} already exists. Duplicate names are not allowed.`;
        throw new EntityAlreadyExists(message);
      }
      return { changes: [{ type: 'put', key, body, expectedRevision: 0 }], result: undefined };
    });
    return { Policy: { ...listedPolicyJson(body), ...tagsJson(body.tags) } };
  },
});
