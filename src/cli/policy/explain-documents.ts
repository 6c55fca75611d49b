import type { IAM } from '@aws-sdk/client-iam';
import type { Arn } from '../../base/arn.ts';

/** The policies of a user or role, as text by the names that simulations give them. */
export interface PrincipalDocuments {
  readonly attached: ReadonlyMap<string, string>;
  readonly boundary: { readonly id: string; readonly text: string } | undefined;
}

export interface NamedPrincipal {
  readonly type: 'user' | 'role';
  readonly name: string;
}

/** Reads every policy of `principal`. Rejects where the caller may not, or where there is no such principal. */
export async function readDocuments(iam: IAM, { type, name }: NamedPrincipal): Promise<PrincipalDocuments> {
  const entity = type === 'role' ? roleCalls(iam, name) : userCalls(iam, name);
  const attached = new Map<string, string>();
  for (const policyName of await entity.inlineNames()) {
    attached.set(`${type}_${name}_${policyName}`, decodeURIComponent(await entity.inline(policyName)));
  }
  for (const arn of await entity.attachedArns()) {
    const { id, text } = await readManaged(iam, arn);
    attached.set(id, text);
  }
  const boundaryArn = await entity.boundaryArn();
  return { attached, boundary: boundaryArn === undefined ? undefined : await readManaged(iam, boundaryArn) };
}

interface EntityCalls {
  inlineNames(): Promise<readonly string[]>;
  inline(policyName: string): Promise<string>;
  attachedArns(): Promise<readonly Arn[]>;
  boundaryArn(): Promise<Arn | undefined>;
}

function roleCalls(iam: IAM, RoleName: string): EntityCalls {
  return {
    inlineNames: () =>
      allPages(
        (Marker) => iam.listRolePolicies({ RoleName, Marker }),
        ({ PolicyNames = [] }) => PolicyNames,
      ),
    inline: async (PolicyName) => (await iam.getRolePolicy({ RoleName, PolicyName })).PolicyDocument ?? '',
    attachedArns: () =>
      allPages(
        (Marker) => iam.listAttachedRolePolicies({ RoleName, Marker }),
        ({ AttachedPolicies = [] }) => AttachedPolicies.flatMap(({ PolicyArn = [] }) => PolicyArn),
      ),
    boundaryArn: async () =>
      (await iam.getRole({ RoleName })).Role?.PermissionsBoundary?.PermissionsBoundaryArn,
  };
}

function userCalls(iam: IAM, UserName: string): EntityCalls {
  return {
    inlineNames: () =>
      allPages(
        (Marker) => iam.listUserPolicies({ UserName, Marker }),
        ({ PolicyNames = [] }) => PolicyNames,
      ),
    inline: async (PolicyName) => (await iam.getUserPolicy({ UserName, PolicyName })).PolicyDocument ?? '',
    attachedArns: () =>
      allPages(
        (Marker) => iam.listAttachedUserPolicies({ UserName, Marker }),
        ({ AttachedPolicies = [] }) => AttachedPolicies.flatMap(({ PolicyArn = [] }) => PolicyArn),
      ),
    boundaryArn: async () =>
      (await iam.getUser({ UserName })).User?.PermissionsBoundary?.PermissionsBoundaryArn,
  };
}

async function readManaged(
  iam: IAM,
  PolicyArn: Arn,
): Promise<{ readonly id: string; readonly text: string }> {
  const { Policy } = await iam.getPolicy({ PolicyArn });
  const { PolicyVersion } = await iam.getPolicyVersion({ PolicyArn, VersionId: Policy?.DefaultVersionId });
  return { id: Policy?.PolicyName ?? PolicyArn, text: decodeURIComponent(PolicyVersion?.Document ?? '') };
}

/** Pages of one list at most, in case a server goes on forever. */
const pagesMax = 1_000;

async function allPages<Answer extends { readonly Marker?: string | undefined }, Item>(
  read: (marker: string | undefined) => Promise<Answer>,
  itemsOf: (answer: Answer) => readonly Item[],
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let marker: string | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const answer = await read(marker);
    items.push(...itemsOf(answer));
    marker = answer.Marker;
    if (marker === undefined) break;
  }
  return items;
}
