import type { JsonObject } from '../../../base/json.ts';
import { listAwsManagedPolicies } from '../../../runtime/identity/aws-managed-policies.ts';
import type { Call } from '../../operation.ts';
import { operationOf } from '../typed-operation.ts';
import { awsPolicyJson, listedPolicyJson } from './managed-policy.ts';
import { eachResource, type PageInput, pageOf } from './paging.ts';
import { countPolicyUses, type PolicyUses } from './policy-entities.ts';

interface ListPoliciesInput extends PageInput {
  readonly Scope?: 'All' | 'AWS' | 'Local';
  readonly OnlyAttached?: boolean;
  readonly PathPrefix?: string;
  readonly PolicyUsageFilter?: 'PermissionsPolicy' | 'PermissionsBoundary';
}

interface ListedPolicy {
  readonly arn: string;
  readonly path: string;
  readonly uses: PolicyUses;
  readonly json: JsonObject;
}

export const listPolicies = operationOf<ListPoliciesInput>('iam', {
  name: 'ListPolicies',
  permissions: () => [{ action: 'iam:ListPolicies', resource: '*' }],
  run: async (input, call) => {
    const scope = input.Scope ?? 'All';
    const listed = [
      ...(scope === 'Local' ? [] : await awsPolicies(call)),
      ...(scope === 'AWS' ? [] : await ownPolicies(call)),
    ];
    // Of an ARN only account and name differ, so AWS's come after the account's own.
    const wanted = listed.filter((policy) => isWanted(policy, input)).sort(byArn);
    const page = pageOf(wanted, input, ({ arn }) => arn);
    return { Policies: page.items.map(({ json }) => json), ...page.members };
  },
});

async function awsPolicies(call: Call): Promise<readonly ListedPolicy[]> {
  const usesOf = await countPolicyUses(call);
  return listAwsManagedPolicies(call.caller.place.partition).map((policy) => {
    const uses = usesOf(policy.arn);
    return { arn: policy.arn, path: policy.path, uses, json: awsPolicyJson(policy, uses) };
  });
}

async function ownPolicies(call: Call): Promise<readonly ListedPolicy[]> {
  const { account } = call.caller.place;
  const listed: ListedPolicy[] = [];
  for await (const { body } of eachResource(call.services.store, { kind: 'ManagedPolicy', account })) {
    listed.push({ arn: body.arn, path: body.path, uses: body, json: listedPolicyJson(body) });
  }
  return listed;
}

function isWanted({ path, uses }: ListedPolicy, input: ListPoliciesInput): boolean {
  if (!path.startsWith(input.PathPrefix ?? '/')) return false;
  const isAttached = uses.attachmentCount > 0;
  const isBoundary = uses.boundaryCount > 0;
  if (input.PolicyUsageFilter === 'PermissionsPolicy' && !isAttached) return false;
  if (input.PolicyUsageFilter === 'PermissionsBoundary' && !isBoundary) return false;
  return input.OnlyAttached !== true || isAttached || isBoundary;
}

function byArn(left: ListedPolicy, right: ListedPolicy): number {
  return left.arn < right.arn ? -1 : 1;
}
