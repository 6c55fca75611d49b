import type { Arn } from '../../../base/arn.ts';
import type { IamEntityBody } from '../../../store/resources/identity.ts';
import type { Call } from '../../operation.ts';
import { eachResource } from './paging.ts';

/** How often a policy is attached, and how many entities it bounds. */
export interface PolicyUses {
  readonly attachmentCount: number;
  readonly boundaryCount: number;
}

const unused: PolicyUses = { attachmentCount: 0, boundaryCount: 0 };

/**
 * Goes through the roles and users of the caller's account and counts what they use.
 *
 * The account's own policies count for themselves; this is for AWS's, of which the store knows nothing.
 */
export async function countPolicyUses(call: Call): Promise<(arn: Arn) => PolicyUses> {
  const uses = new Map<Arn, PolicyUses>();
  const count = (body: IamEntityBody) => {
    for (const arn of body.attachedPolicyArns) {
      const before = uses.get(arn) ?? unused;
      uses.set(arn, { ...before, attachmentCount: before.attachmentCount + 1 });
    }
    const boundary = body.permissionsBoundaryArn;
    if (boundary === undefined) return;
    const before = uses.get(boundary) ?? unused;
    uses.set(boundary, { ...before, boundaryCount: before.boundaryCount + 1 });
  };
  const { account } = call.caller.place;
  for await (const { body } of eachResource(call.services.store, { kind: 'Role', account })) count(body);
  for await (const { body } of eachResource(call.services.store, { kind: 'User', account })) count(body);
  return (arn) => uses.get(arn) ?? unused;
}
