import { type Arn, type Place, parseArn } from '../../base/arn.ts';
import type { GeneratedPolicies } from '../generate.ts';
import type { Machine } from '../machine.ts';
import type { Remark } from '../need.ts';
import type { PolicyDocument, TrustPolicyDocument } from '../policy.ts';
import { type ProfileName, profiles } from '../profiles.ts';
import type { ServiceAuthorization } from '../service-authorization.ts';
import { movedTo, type StandIn, standInFor } from './stand-in.ts';

/** The roles that state machines need, named and ready to be written down or made. */
export interface RoleSet {
  /** Where the machines are. */
  readonly place: Place;
  /** Absent where only another account's roles are asked for. */
  readonly executionRole: DeclaredRole | undefined;
  /** In order of their ARNs. */
  readonly targetRoles: readonly DeclaredRole[];
  readonly remarks: readonly Remark[];
  /** What the texts of `portable` documents have in place of the account and the region. */
  readonly standIn: StandIn;
}

export interface DeclaredRole {
  readonly roleArn: Arn;
  readonly account: string;
  readonly name: string;
  /** `/`, or `/team/`. */
  readonly path: string;
  readonly description: string;
  /** What the names of its policies are made of, and a number: another state machine's policies have other names. */
  readonly policyNameLead: string;
  readonly documents: RoleDocuments;
  /** The same, with stand-ins wherever the account and the region are the machine's and not written in its definition. */
  readonly portable: RoleDocuments;
  /** Whether its policies fit into the role itself; else they are policies of their own. */
  readonly isInline: boolean;
}

export interface RoleDocuments {
  readonly trustPolicy: TrustPolicyDocument;
  readonly policies: readonly NamedPolicy[];
}

export interface NamedPolicy {
  readonly name: string;
  readonly document: PolicyDocument;
}

/** The roles for `machines`, which all run as one execution role in one place. */
export function roleSetOf(
  machines: readonly Machine[],
  services: ServiceAuthorization,
  profile: ProfileName = 'least',
): RoleSet {
  const generate = profiles[profile];
  const [first] = machines;
  if (first === undefined) throw new RangeError('no state machine to write policies for');
  const { partition, account, region } = first;
  const standIn = standInFor(machines);
  const generated = generate(machines, services);
  const portable = generate(movedTo(machines, standIn), services);
  const names = machines.map(({ name }) => name).join(', ');
  const executionRole = declaredRole(first.executionRoleArn, {
    machineName: first.name,
    description: `Runs ${names}`,
    documents: generated.executionRole,
    portable: portable.executionRole,
  });
  const targetRoles = generated.targetRoles.map((role) =>
    declaredRole(role.roleArn, {
      machineName: first.name,
      description: `Does work for ${names} of account ${account}`,
      documents: role,
      portable: role,
    }),
  );
  const remarks = [...generated.remarks, ...[executionRole, ...targetRoles].flatMap(quotaRemarks)];
  return { place: { partition, account, region }, executionRole, targetRoles, remarks, standIn };
}

/** The accounts that have roles of `set`, the execution role's first. */
export function accountsOf({ executionRole, targetRoles }: RoleSet): readonly string[] {
  const targets = targetRoles.map(({ account }) => account).sort();
  return [...new Set(executionRole === undefined ? targets : [executionRole.account, ...targets])];
}

/** Of `set`, the roles of one account; remarks belong to the execution role's. */
export function rolesOfAccount(set: RoleSet, account: string): RoleSet {
  const isOwn = set.executionRole?.account === account;
  return {
    ...set,
    executionRole: isOwn ? set.executionRole : undefined,
    targetRoles: set.targetRoles.filter((role) => role.account === account),
    remarks: isOwn ? set.remarks : [],
  };
}

interface Declaration {
  readonly machineName: string;
  readonly description: string;
  readonly documents: GeneratedPolicies['executionRole'];
  readonly portable: GeneratedPolicies['executionRole'];
}

function declaredRole(
  roleArn: Arn,
  { machineName, description, documents, portable }: Declaration,
): DeclaredRole {
  const { account = '', resource = '' } = parseArn(roleArn) ?? {};
  const path = resource.slice('role'.length, resource.lastIndexOf('/') + 1);
  const name = resource.slice(resource.lastIndexOf('/') + 1);
  const policyNameLead = `${name}-${machineName.replace(/[^\w+=,.@-]/g, '-')}`.slice(
    0,
    policyNameLeadCharactersMax,
  );
  const characters = portable.policies.reduce((sum, document) => sum + JSON.stringify(document).length, 0);
  return {
    roleArn,
    account,
    name,
    path,
    description: description.length > descriptionCharactersMax ? 'Runs state machines' : description,
    policyNameLead,
    documents: namedDocuments(policyNameLead, documents),
    portable: namedDocuments(policyNameLead, portable),
    isInline: characters <= inlineCharactersMax,
  };
}

function namedDocuments(
  lead: string,
  { trustPolicy, policies }: GeneratedPolicies['executionRole'],
): RoleDocuments {
  return {
    trustPolicy,
    policies: policies.map((document, index) => ({ name: `${lead}-${index + 1}`, document })),
  };
}

/** Characters of a policy's name, less those of a number. Source: IAM User Guide, "IAM and AWS STS quotas". */
const policyNameLeadCharactersMax = 128 - 4;

/** Characters of a role's description. Source: IAM API Reference, "CreateRole". */
const descriptionCharactersMax = 1_000;

/** Characters of all inline policies of a role together, white space left out. Source: IAM User Guide, "IAM and AWS STS quotas". */
const inlineCharactersMax = 10_240;

/** Characters of a trust policy, before an account asks for more. Source: the same page. */
const trustPolicyCharactersMax = 2_048;

function quotaRemarks({ roleArn, documents: { trustPolicy } }: DeclaredRole): readonly Remark[] {
  const characters = JSON.stringify(trustPolicy).length;
  if (characters <= trustPolicyCharactersMax) return [];
  const message = `The trust policy of ${roleArn} has ${characters} characters, and IAM takes ${trustPolicyCharactersMax} unless the account's quota is raised (to 8,192 at most). Let its state machines run as several roles.`;
  return [{ path: '/', message }];
}
