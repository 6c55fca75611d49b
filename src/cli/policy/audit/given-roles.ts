import type { Arn } from '../../../base/arn.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../../base/json.ts';
import type { AuditedRole, AuditedRoles, NamedDocument } from '../../../policy-generator/audit/roles.ts';

/** Roles from one source, and what kept some of them from being read. */
export interface GivenRoles extends AuditedRoles {
  /** Sentences for whoever runs the audit. */
  readonly problems: readonly string[];
}

/** Where the audited machines are, for sources that leave it out. */
export interface SourcePlace {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  readonly executionRoleArn: Arn;
}

/** The roles of all `sources`; of a role that several have, the policies of each. */
export function joinRoles(sources: readonly GivenRoles[]): GivenRoles {
  const byArn = new Map<Arn, AuditedRole>();
  for (const role of sources.flatMap(({ roles }) => roles)) {
    const known = byArn.get(role.arn);
    byArn.set(role.arn, known === undefined ? role : joined(known, role));
  }
  const organizations = sources.map(({ serviceControlPolicies = {} }) =>
    Object.entries(serviceControlPolicies),
  );
  return {
    roles: [...byArn.values()],
    serviceControlPolicies: Object.fromEntries(organizations.flat()),
    problems: sources.flatMap(({ problems }) => problems),
  };
}

function joined(left: AuditedRole, right: AuditedRole): AuditedRole {
  return {
    arn: left.arn,
    trustPolicy: left.trustPolicy ?? right.trustPolicy,
    policies: [...left.policies, ...right.policies],
    permissionsBoundary: left.permissionsBoundary ?? right.permissionsBoundary,
    unknownPolicyArns: [...(left.unknownPolicyArns ?? []), ...(right.unknownPolicyArns ?? [])],
  };
}

/** A policy document as files have it: a value, its JSON, or its JSON as IAM's API encodes it. */
export function documentFrom(value: Json | undefined): Json | undefined {
  if (typeof value !== 'string') return value;
  const text = value.startsWith('%7B') ? decodeURIComponent(value) : value;
  try {
    return JSON.parse(text) as Json;
  } catch {
    // Whoever reads it says what is wrong with it.
    return text;
  }
}

/** The members of a list; a value by itself counts as a list of one, and none as none. */
export function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return isJsonArray(value) ? value : [value];
}

export function objectsIn(value: Json | undefined): readonly JsonObject[] {
  return listOf(value).filter(isJsonObject);
}

export function textsIn(value: Json | undefined): readonly string[] {
  return listOf(value).filter((item) => typeof item === 'string');
}

export function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A boundary by its ARN: one whose document is unknown lets nothing be said, and is left out. */
export function boundaryFrom(
  arn: string | undefined,
  documents: ReadonlyMap<Arn, Json>,
): Pick<AuditedRole, 'permissionsBoundary' | 'unknownPolicyArns'> {
  if (arn === undefined) return {};
  const document = documents.get(arn);
  return document === undefined
    ? { unknownPolicyArns: [arn] }
    : { permissionsBoundary: { name: arn, document } };
}

/** Managed policies by their ARNs: those whose documents are known, and the others. */
export function managedFrom(
  arns: readonly string[],
  documents: ReadonlyMap<Arn, Json>,
): { readonly policies: readonly NamedDocument[]; readonly unknown: readonly Arn[] } {
  const policies = arns.flatMap((name) => {
    const document = documents.get(name);
    return document === undefined ? [] : [{ name, document }];
  });
  return { policies, unknown: arns.filter((arn) => !documents.has(arn)) };
}
