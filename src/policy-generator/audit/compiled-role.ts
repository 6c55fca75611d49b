import { type Arn, parseArn } from '../../base/arn.ts';
import type { ApplicablePolicies } from '../../iam/applicable-policies.ts';
import { type RoleSession, roleSession } from '../../iam/principal.ts';
import type { RequestContext } from '../../iam/request.ts';
import { type Bounds, boundsOf, type PolicySource, parseSource } from './policy-source.ts';
import type { AuditedRole, AuditedRoles, NamedDocument } from './roles.ts';

/** A role with its policies compiled, ready to be asked. */
export interface CompiledRole {
  readonly arn: Arn;
  readonly account: string;
  /** Any session of the role. */
  readonly principal: RoleSession;
  readonly identity: readonly PolicySource[];
  readonly boundary: PolicySource | undefined;
  readonly trust: PolicySource | undefined;
  /** From the organization's root down. */
  readonly serviceControl: readonly (readonly PolicySource[])[] | undefined;
  readonly unknownPolicyArns: readonly Arn[];
  readonly malformed: readonly MalformedDocument[];
  /** What applies to the role's calls that bring `context`, the trust policy left out. */
  policiesFor(context: RequestContext): Bounds<ApplicablePolicies>;
}

interface MalformedDocument {
  readonly name: string;
  readonly problem: string;
}

/** `role` compiled; undefined where its ARN is no role's. */
export function compileRole(
  role: AuditedRole,
  organization: Pick<AuditedRoles, 'serviceControlPolicies'>,
): CompiledRole | undefined {
  const { arn } = role;
  const parts = parseArn(arn);
  if (parts?.service !== 'iam' || !parts.resource.startsWith('role/')) return undefined;
  const { account } = parts;
  const malformed: MalformedDocument[] = [];
  const parsed = (
    document: NamedDocument,
    place: Pick<PolicySource, 'type' | 'kind' | 'owner'>,
  ): readonly PolicySource[] => {
    const source = parseSource(document, { ...place, account });
    if (typeof source !== 'string') return [source];
    malformed.push({ name: document.name, problem: source });
    return [];
  };
  const identity = role.policies.flatMap((document) =>
    parsed(document, { type: 'identity-based policy', kind: 'identity', owner: arn }),
  );
  const [boundary] =
    role.permissionsBoundary === undefined
      ? []
      : parsed(role.permissionsBoundary, { type: 'permissions boundary', kind: 'identity', owner: arn });
  const [trust] =
    role.trustPolicy === undefined
      ? []
      : parsed(
          { name: 'trust policy', document: role.trustPolicy },
          { type: 'trust policy', kind: 'trust', owner: arn },
        );
  const serviceControl = organization.serviceControlPolicies?.[account]?.map((level) =>
    level.flatMap((document) =>
      parsed(document, { type: 'service control policy', kind: 'service-control', owner: account }),
    ),
  );
  return {
    arn,
    account,
    principal: roleSession({ roleArn: arn, sessionName: 'any' }),
    identity,
    boundary,
    trust,
    serviceControl,
    unknownPolicyArns: role.unknownPolicyArns ?? [],
    malformed,
    policiesFor: policiesByKeys({ identity, boundary, serviceControl }),
  };
}

/** Every call of an execution has these, or certainly has not. Source: IAM User Guide, "AWS global condition context keys". */
const alwaysKnown: readonly string[] = [
  'aws:principalarn',
  'aws:principalaccount',
  'aws:principaltype',
  'aws:principalisawsservice',
  'aws:principalservicename',
  'aws:username',
  'aws:resourceaccount',
  'aws:requestedregion',
  'aws:securetransport',
  'aws:sourcearn',
  'aws:sourceaccount',
  'sts:externalid',
];

/** In lower case. */
export function knownKeysOf(context: RequestContext): ReadonlySet<string> {
  return new Set([...alwaysKnown, ...Object.keys(context).map((key) => key.toLowerCase())]);
}

type Sources = Pick<CompiledRole, 'identity' | 'boundary' | 'serviceControl'>;

/** Policies differ only by which condition keys a request has, and there are few such sets. */
function policiesByKeys(sources: Sources): CompiledRole['policiesFor'] {
  const known = new Map<string, Bounds<ApplicablePolicies>>();
  return (context) => {
    const key = Object.keys(context).sort().join('\0');
    const found = known.get(key);
    if (found !== undefined) return found;
    const bounds = boundsOfAll(sources, knownKeysOf(context));
    known.set(key, bounds);
    return bounds;
  };
}

function boundsOfAll(
  { identity, boundary, serviceControl }: Sources,
  knownKeys: ReadonlySet<string>,
): Bounds<ApplicablePolicies> {
  const all = {
    identity: identity.map((source) => boundsOf(source, knownKeys)),
    boundary: boundary && boundsOf(boundary, knownKeys),
    serviceControl: serviceControl?.map((level) => level.map((source) => boundsOf(source, knownKeys))),
  };
  const taken = (which: keyof Bounds<unknown>): ApplicablePolicies => ({
    identity: all.identity.map((bounds) => bounds[which]),
    boundary: all.boundary?.[which],
    serviceControl: all.serviceControl?.map((level) => level.map((bounds) => bounds[which])),
  });
  return { certain: taken('certain'), possible: taken('possible') };
}
