import { type Arn, parseArn } from '../../../base/arn.ts';
import type { Json, JsonObject } from '../../../base/json.ts';
import type { AuditedRole, NamedDocument } from '../../../policy-generator/audit/roles.ts';
import type { IamRequest } from '../../../policy-generator/role-changes.ts';
import { openRoleSession, type RoleSession } from '../role-session.ts';
import {
  boundaryFrom,
  documentFrom,
  type GivenRoles,
  managedFrom,
  objectsIn,
  textOf,
  textsIn,
} from './given-roles.ts';

export interface IamSource {
  /** Of a Stepwell server; undefined for AWS itself. */
  readonly url: string | undefined;
  readonly region: string;
  /** AWS profiles by the accounts they have credentials for. */
  readonly profiles: ReadonlyMap<string, string>;
}

/** Roles with these ARNs as IAM's API has them, each asked for with credentials of its own account. */
export async function iamRoles(arns: readonly Arn[], source: IamSource): Promise<GivenRoles> {
  const roles: AuditedRole[] = [];
  const problems: string[] = [];
  const byAccount = new Map<string, Arn[]>();
  for (const arn of arns) {
    const account = parseArn(arn)?.account ?? '';
    byAccount.set(account, [...(byAccount.get(account) ?? []), arn]);
  }
  for (const [account, ofAccount] of byAccount) {
    let session: RoleSession;
    try {
      session = await openRoleSession(account, source);
    } catch (error) {
      problems.push(`No role of account ${account} could be read: ${messageOf(error)}`);
      continue;
    }
    try {
      for (const arn of ofAccount) {
        const role = await readRole(arn, session).catch(
          (error: unknown) => `${arn} could not be read: ${messageOf(error)}`,
        );
        if (typeof role === 'string') problems.push(role);
        else roles.push(role);
      }
    } finally {
      session.close();
    }
  }
  return { roles, problems };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function readRole(arn: Arn, session: RoleSession): Promise<AuditedRole | string> {
  const RoleName = arn.slice(arn.lastIndexOf('/') + 1);
  const answer = await session.send({ action: 'GetRole', input: { RoleName } });
  if (answer === 'NoSuchEntity') return `There is no role ${arn}.`;
  const [role = {}] = objectsIn(answer.Role);
  if (role.Arn !== arn) return `The role ${RoleName} is ${String(role.Arn)}, not ${arn}.`;
  const inline: NamedDocument[] = [];
  for (const PolicyName of textsIn(
    await pagesOf(session, { action: 'ListRolePolicies', input: { RoleName } }, 'PolicyNames'),
  )) {
    const policy = await session.send({ action: 'GetRolePolicy', input: { RoleName, PolicyName } });
    const document = policy === 'NoSuchEntity' ? undefined : documentFrom(policy.PolicyDocument);
    if (document !== undefined) inline.push({ name: `inline policy ${PolicyName}`, document });
  }
  const listed = await pagesOf(
    session,
    { action: 'ListAttachedRolePolicies', input: { RoleName } },
    'AttachedPolicies',
  );
  const attached = objectsIn(listed).flatMap(({ PolicyArn }) => textOf(PolicyArn) ?? []);
  const [boundaryArn] = objectsIn(role.PermissionsBoundary).map(({ PermissionsBoundaryArn }) =>
    textOf(PermissionsBoundaryArn),
  );
  const documents = await readManaged(
    [...attached, ...(boundaryArn === undefined ? [] : [boundaryArn])],
    session,
  );
  const { policies, unknown } = managedFrom(attached, documents);
  const boundary = boundaryFrom(boundaryArn, documents);
  return {
    ...boundary,
    arn,
    trustPolicy: documentFrom(role.AssumeRolePolicyDocument),
    policies: [...inline, ...policies],
    unknownPolicyArns: [...unknown, ...(boundary.unknownPolicyArns ?? [])],
  };
}

/** The default version of each managed policy that the credentials may read. */
async function readManaged(arns: readonly Arn[], session: RoleSession): Promise<ReadonlyMap<Arn, Json>> {
  const documents = new Map<Arn, Json>();
  for (const PolicyArn of new Set(arns)) {
    const document = await readDefaultVersion(PolicyArn, session).catch(isRefused);
    if (document !== undefined) documents.set(PolicyArn, document);
  }
  return documents;
}

async function readDefaultVersion(PolicyArn: Arn, session: RoleSession): Promise<Json | undefined> {
  const found = await session.send({ action: 'GetPolicy', input: { PolicyArn } });
  const [policy] = found === 'NoSuchEntity' ? [] : objectsIn(found.Policy);
  const VersionId = textOf(policy?.DefaultVersionId);
  if (VersionId === undefined) return undefined;
  const version = await session.send({ action: 'GetPolicyVersion', input: { PolicyArn, VersionId } });
  const [read] = version === 'NoSuchEntity' ? [] : objectsIn(version.PolicyVersion);
  return documentFrom(read?.Document);
}

/** IAM answered, and did not let it be read. */
function isRefused(error: unknown): undefined {
  if (error instanceof Error && error.name.startsWith('AccessDenied')) return undefined;
  throw error;
}

/** More pages than any role has. */
const pagesMax = 1_000;

/** What all pages of a list have in `member`. */
async function pagesOf(session: RoleSession, request: IamRequest, member: string): Promise<readonly Json[]> {
  const found: Json[] = [];
  let input: JsonObject = request.input;
  for (let page = 0; page < pagesMax; page += 1) {
    const answer = await session.send({ ...request, input });
    if (answer === 'NoSuchEntity') return found;
    const items = answer[member];
    if (Array.isArray(items)) found.push(...(items as readonly Json[]));
    if (answer.IsTruncated !== true || typeof answer.Marker !== 'string') return found;
    input = { ...request.input, Marker: answer.Marker };
  }
  return found;
}
