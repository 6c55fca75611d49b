import type { Arn } from '../../../base/arn.ts';
import { parseIamArn } from '../../../runtime/identity/entity-keys.ts';
import type { IamEntityBody, ManagedPolicyBody } from '../../../store/resources/identity.ts';
import type { ResourceChange } from '../../../store/store.ts';
import type { Call, Operation } from '../../operation.ts';
import { operationOf } from '../typed-operation.ts';
import { commitChanges } from './commit-changes.ts';
import { type EntityInput, type EntityType, getEntity } from './entity.ts';
import { LimitExceeded, NoSuchEntity } from './errors.ts';
import { findPolicy, noSuchPolicy, putPolicy } from './managed-policy.ts';
import { type PageInput, pageOf } from './paging.ts';
import { onEntity } from './permissions.ts';

// Managed policies attached to a role or a user. The policy counts its attachments, so both change together.

interface AttachmentInput extends EntityInput {
  readonly PolicyArn: Arn;
}

/** Managed policies of one role or one user. Source: IAM User Guide, "IAM and STS quotas". */
const attachedPoliciesMax = 10;

export function attachPolicy<Body extends IamEntityBody>(type: EntityType<Body>): Operation {
  const name = `Attach${type.title}Policy`;
  return operationOf<AttachmentInput>('iam', {
    name,
    permissions: onEntity(type, name),
    run: (input, call) =>
      commitChanges(call.services.store, async () => {
        const arn = input.PolicyArn;
        const entity = await getEntity(type, call, type.nameIn(input));
        const attachedPolicyArns = [...entity.body.attachedPolicyArns, arn];
        const usage = await policyUsage(call, arn, (body) => {
          return { ...body, attachmentCount: body.attachmentCount + 1 };
        });
        if (usage === undefined) {
          throw new NoSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
        }
        if (entity.body.attachedPolicyArns.includes(arn)) return { changes: [], result: {} };
        if (attachedPolicyArns.length > attachedPoliciesMax) {
          throw new LimitExceeded(`Cannot exceed quota for PoliciesPer${type.title}: ${attachedPoliciesMax}`);
        }
        const body = { ...entity.body, attachedPolicyArns };
        const put = type.put(call.caller.place.account, body, entity.revision);
        return { changes: [put, ...usage], result: {} };
      }),
  });
}

export function detachPolicy<Body extends IamEntityBody>(type: EntityType<Body>): Operation {
  const name = `Detach${type.title}Policy`;
  return operationOf<AttachmentInput>('iam', {
    name,
    permissions: onEntity(type, name),
    run: (input, call) =>
      commitChanges(call.services.store, async () => {
        const arn = input.PolicyArn;
        const entity = await getEntity(type, call, type.nameIn(input));
        const attachedPolicyArns = entity.body.attachedPolicyArns.filter((attached) => attached !== arn);
        if (attachedPolicyArns.length === entity.body.attachedPolicyArns.length) throw noSuchPolicy(arn);
        const usage = await policyUsage(call, arn, (body) => {
          return { ...body, attachmentCount: body.attachmentCount - 1 };
        });
        const body = { ...entity.body, attachedPolicyArns };
        const put = type.put(call.caller.place.account, body, entity.revision);
        return { changes: [put, ...(usage ?? [])], result: {} };
      }),
  });
}

export function listAttachedPolicies<Body extends IamEntityBody>(type: EntityType<Body>): Operation {
  const name = `ListAttached${type.title}Policies`;
  return operationOf<EntityInput & PageInput & { readonly PathPrefix?: string }>('iam', {
    name,
    permissions: onEntity(type, name),
    run: async (input, call) => {
      const { body } = await getEntity(type, call, type.nameIn(input));
      const prefix = input.PathPrefix ?? '/';
      const arns = body.attachedPolicyArns.filter((arn) => pathOf(arn).startsWith(prefix)).sort();
      const page = pageOf(arns, input, (arn) => arn);
      const attached = page.items.map((arn) => ({ PolicyName: nameOf(arn), PolicyArn: arn }));
      return { AttachedPolicies: attached, ...page.members };
    },
  });
}

/**
 * The change that counts one use more or less of the policy `arn`; empty for AWS's own, whose uses nobody counts, and
 * undefined where there is no such policy.
 */
export async function policyUsage(
  call: Call,
  arn: Arn,
  count: (body: ManagedPolicyBody) => ManagedPolicyBody,
): Promise<readonly ResourceChange[] | undefined> {
  const found = await findPolicy(call, arn);
  if (found === undefined) return undefined;
  return found.owner === 'aws' ? [] : [putPolicy(found.policy, count(found.policy.body))];
}

function nameOf(arn: Arn): string {
  return parseIamArn(arn)?.name ?? arn;
}

function pathOf(arn: Arn): string {
  return parseIamArn(arn)?.path ?? '/';
}
