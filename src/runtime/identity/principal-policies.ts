import type { Arn } from '../../base/arn.ts';
import type { ApplicablePolicies } from '../../iam/applicable-policies.ts';
import { parsePolicy } from '../../iam/parse-policy.ts';
import type { SourcedPolicy } from '../../iam/policy.ts';
import { type AccountPrincipal, isAccountPrincipal, type Principal } from '../../iam/principal.ts';
import type { IamEntityBody } from '../../store/resources/identity.ts';
import type { Store } from '../../store/store.ts';
import { findAwsManagedPolicy } from './aws-managed-policies.ts';
import {
  compileInlinePolicies,
  compileManagedPolicy,
  compileSessionPolicy,
  missingPolicy,
  type PolicySource,
} from './compiled-policies.ts';
import { managedPolicyKey, parseIamArn, roleKey, userKey } from './entity-keys.ts';
import type { SessionGrant } from './session-grant.ts';

/** What an organization attaches on each level from its root down to an account, as documents by name. */
export type ServiceControlPolicies = readonly Readonly<Record<string, string>>[];

/** The policies that speak about principals, whatever they call. */
export interface PrincipalPolicies {
  /** `unknown-role` where `principal` is a session of a role that is not in the store and never was. */
  find(principal: Principal): Promise<ApplicablePolicies | 'unknown-role'>;
  /** Remembers what `principal`, a role session, was opened with. */
  openSession(principal: Principal, grant: SessionGrant): void;
  grantOf(principal: Principal): SessionGrant | undefined;
  /** Undefined where `account` is in no organization. */
  serviceControlOf(account: string): ApplicablePolicies['serviceControl'];
}

export interface PrincipalPoliciesOptions {
  readonly store: Store;
  /** By account; one that is missing is in no organization. */
  readonly serviceControlPolicies?: Readonly<Record<string, ServiceControlPolicies>> | undefined;
}

export function createPrincipalPolicies({
  store,
  serviceControlPolicies = {},
}: PrincipalPoliciesOptions): PrincipalPolicies {
  const serviceControl = compileServiceControl(serviceControlPolicies);
  const grants = new WeakMap<Principal, SessionGrant>();
  const assembled = new WeakMap<Principal, Assembled>();

  /** How to find the managed policy `arn`, worked out once; what it finds may change with every call. */
  function lookupOf(arn: Arn, account: string): FindSource {
    const aws = findAwsManagedPolicy(arn);
    if (aws !== undefined) return async () => aws;
    const parts = parseIamArn(arn);
    if (parts?.type !== 'policy' || parts.account !== account) return async () => undefined;
    const key = managedPolicyKey(account, parts.name);
    return async () => {
      const policy = await store.resources.get(key);
      return policy?.body.arn === arn ? policy.body : undefined;
    };
  }

  async function assemble(
    principal: AccountPrincipal,
    entity: IamEntityBody | undefined,
  ): Promise<ApplicablePolicies> {
    const grant = grants.get(principal);
    const known = assembled.get(principal);
    const isKnown = known !== undefined && known.entity === entity;
    const arns = isKnown ? known.arns : managedArns(entity, grant);
    const lookups = isKnown ? known.lookups : arns.map((arn) => lookupOf(arn, principal.account));
    const sources = lookups.length === 0 ? noSources : await Promise.all(lookups.map((find) => find()));
    if (isKnown && isSame(known.sources, sources)) return known.policies;
    const levels = serviceControl.get(principal.account);
    const policies = join(principal, { entity, grant, arns, sources }, levels);
    assembled.set(principal, { entity, arns, lookups, sources, policies });
    return policies;
  }

  return {
    find: async (principal) => {
      if (!isAccountPrincipal(principal)) return noPolicies;
      const entity = principal.kind === 'Account' ? undefined : await findEntity(store, principal);
      if (entity === undefined && principal.kind === 'AssumedRole' && principal.roleId === undefined) {
        return 'unknown-role';
      }
      return assemble(principal, entity);
    },
    openSession: (principal, grant) => {
      grants.set(principal, grant);
    },
    grantOf: (principal) => grants.get(principal),
    serviceControlOf: (account) => serviceControl.get(account),
  };
}

const noPolicies: ApplicablePolicies = { identity: [] };
const noSources: readonly (PolicySource | undefined)[] = [];

/** A principal's policies with the stored bodies they were made from, which tell whether they still hold. */
interface Assembled {
  readonly entity: IamEntityBody | undefined;
  readonly arns: readonly Arn[];
  readonly lookups: readonly FindSource[];
  readonly sources: readonly (PolicySource | undefined)[];
  readonly policies: ApplicablePolicies;
}

type FindSource = () => Promise<PolicySource | undefined>;

/** The role or user itself; undefined where it is gone, or where a successor has its name. */
async function findEntity(
  store: Store,
  principal: Exclude<AccountPrincipal, { kind: 'Account' }>,
): Promise<IamEntityBody | undefined> {
  const isSession = principal.kind === 'AssumedRole';
  const name = isSession ? nameOf(principal.roleArn) : principal.userName;
  const key = isSession ? roleKey(principal.account, name) : userKey(principal.account, name);
  const body = (await store.resources.get<'Role' | 'User'>(key))?.body;
  const arn = isSession ? principal.roleArn : principal.arn;
  const id = isSession ? principal.roleId : principal.userId;
  return body?.arn === arn && (id === undefined || body.id === id) ? body : undefined;
}

function nameOf(arn: Arn): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

/** Attached policies, then the boundary, then what the session was narrowed by. */
function managedArns(entity: IamEntityBody | undefined, grant: SessionGrant | undefined): readonly Arn[] {
  const attached = entity?.attachedPolicyArns ?? [];
  const boundary = entity?.permissionsBoundaryArn;
  const session = grant?.sessionPolicyArns ?? [];
  if (boundary === undefined && session.length === 0) return attached;
  return [...attached, ...(boundary === undefined ? [] : [boundary]), ...session];
}

function isSame(
  left: readonly (PolicySource | undefined)[],
  right: readonly (PolicySource | undefined)[],
): boolean {
  return left.length === right.length && left.every((source, index) => source === right[index]);
}

interface Parts {
  readonly entity: IamEntityBody | undefined;
  readonly grant: SessionGrant | undefined;
  readonly arns: readonly Arn[];
  readonly sources: readonly (PolicySource | undefined)[];
}

function join(
  principal: AccountPrincipal,
  { entity, grant, arns, sources }: Parts,
  serviceControl: ApplicablePolicies['serviceControl'],
): ApplicablePolicies {
  const owner = entity?.arn ?? principal.arn;
  const managed = arns.map((arn, index) => {
    const source = sources[index];
    return source === undefined ? missingPolicy(arn, owner) : compileManagedPolicy(source, { arn, owner });
  });
  const attachedCount = entity?.attachedPolicyArns.length ?? 0;
  const sessionStart = attachedCount + (entity?.permissionsBoundaryArn === undefined ? 0 : 1);
  const inlineSession =
    grant?.sessionPolicy === undefined ? [] : [compileSessionPolicy(grant.sessionPolicy, owner)];
  // One that was deleted a moment ago grants nothing; only what narrows must not be missed.
  const attached = managed.slice(0, attachedCount).filter((_, index) => sources[index] !== undefined);
  return {
    identity: [...(entity === undefined ? [] : compileInlinePolicies(entity)), ...attached],
    boundary: sessionStart > attachedCount ? managed[attachedCount] : undefined,
    session: [...inlineSession, ...managed.slice(sessionStart)],
    serviceControl,
  };
}

function compileServiceControl(
  byAccount: Readonly<Record<string, ServiceControlPolicies>>,
): ReadonlyMap<string, readonly (readonly SourcedPolicy[])[]> {
  return new Map(
    Object.entries(byAccount).map(([account, levels]) => [
      account,
      levels.map((level) =>
        Object.entries(level).map(([name, document]) => {
          return { policy: parsePolicy(document, 'service-control'), name, owner: account, account };
        }),
      ),
    ]),
  );
}
