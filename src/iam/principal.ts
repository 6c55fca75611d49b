import { type Arn, parseArn } from '../base/arn.ts';
import { assert } from '../base/assert.ts';

/**
 * Who makes a request. Built with the functions below, which work out once what every evaluation asks for.
 *
 * Source: IAM User Guide, "AWS JSON policy elements: Principal" and "IAM identifiers".
 */
export type Principal =
  | AccountRoot
  | IamUser
  | RoleSession
  | ServicePrincipal
  | FederatedPrincipal
  | AnonymousPrincipal;

/** The principals that belong to an account and have that account's identity policies. */
export type AccountPrincipal = AccountRoot | IamUser | RoleSession;

/** Tags by key. Of a role session: the role's tags, overlaid with the session's. */
export type PrincipalTags = Readonly<Record<string, string>>;

export interface AccountRoot {
  readonly kind: 'Account';
  readonly arn: Arn;
  readonly account: string;
  readonly userId: string;
  readonly canonicalUserId: string | undefined;
}

export interface IamUser {
  readonly kind: 'User';
  readonly arn: Arn;
  readonly account: string;
  readonly userName: string;
  /** The user's unique id (`AIDA…`), where it is known. */
  readonly userId: string | undefined;
  readonly canonicalUserId: string | undefined;
  readonly tags: PrincipalTags | undefined;
}

export interface RoleSession {
  readonly kind: 'AssumedRole';
  /** The session's own ARN: `arn:aws:sts::<account>:assumed-role/<role name>/<session name>`. */
  readonly arn: Arn;
  readonly roleArn: Arn;
  readonly account: string;
  readonly sessionName: string;
  /** The role's unique id (`AROA…`), where it is known. */
  readonly roleId: string | undefined;
  /** `<role id>:<session name>`, where the role's id is known. */
  readonly userId: string | undefined;
  readonly isServiceLinked: boolean;
  readonly canonicalUserId: string | undefined;
  readonly tags: PrincipalTags | undefined;
}

/** A service that acts for itself, such as Step Functions assuming an execution role. */
export interface ServicePrincipal {
  readonly kind: 'Service';
  /** The global name: `states.amazonaws.com`. */
  readonly name: string;
  /** Where the service makes the call from; policies may name it as `states.<region>.amazonaws.com`. */
  readonly region: string | undefined;
}

/** Someone an identity provider vouches for, in AssumeRoleWithWebIdentity and AssumeRoleWithSAML. */
export interface FederatedPrincipal {
  readonly kind: 'Federated';
  /** The provider's ARN, or its name where IAM knows it by name (`cognito-identity.amazonaws.com`). */
  readonly provider: string;
}

export interface AnonymousPrincipal {
  readonly kind: 'Anonymous';
}

/** The root user of `account`. */
export function accountRoot({
  account,
  partition = 'aws',
  canonicalUserId,
}: {
  readonly account: string;
  readonly partition?: string;
  readonly canonicalUserId?: string | undefined;
}): AccountRoot {
  const arn = `arn:${partition}:iam::${account}:root`;
  return { kind: 'Account', arn, account, userId: account, canonicalUserId };
}

/** The IAM user with this ARN. */
export function iamUser({
  arn,
  userId,
  canonicalUserId,
  tags,
}: {
  readonly arn: Arn;
  readonly userId?: string | undefined;
  readonly canonicalUserId?: string | undefined;
  readonly tags?: PrincipalTags | undefined;
}): IamUser {
  const { account, resource } = partsOf(arn, 'user/');
  return { kind: 'User', arn, account, userName: lastSegment(resource), userId, canonicalUserId, tags };
}

/** The session that assuming `roleArn` under `sessionName` opens. */
export function roleSession({
  roleArn,
  sessionName,
  roleId,
  canonicalUserId,
  tags,
}: {
  readonly roleArn: Arn;
  readonly sessionName: string;
  readonly roleId?: string | undefined;
  readonly canonicalUserId?: string | undefined;
  readonly tags?: PrincipalTags | undefined;
}): RoleSession {
  const { partition, account, resource } = partsOf(roleArn, 'role/');
  return {
    kind: 'AssumedRole',
    arn: `arn:${partition}:sts::${account}:assumed-role/${lastSegment(resource)}/${sessionName}`,
    roleArn,
    account,
    sessionName,
    roleId,
    userId: roleId === undefined ? undefined : `${roleId}:${sessionName}`,
    isServiceLinked: resource.startsWith('role/aws-service-role/'),
    canonicalUserId,
    tags,
  };
}

/** The service called `name` (`states.amazonaws.com`), acting from `region`. */
export function servicePrincipal({
  name,
  region,
}: {
  readonly name: string;
  readonly region?: string | undefined;
}): ServicePrincipal {
  return { kind: 'Service', name, region };
}

export function federatedPrincipal(provider: string): FederatedPrincipal {
  return { kind: 'Federated', provider };
}

export const anonymous: AnonymousPrincipal = { kind: 'Anonymous' };

/** Whether identity policies, boundaries, session policies and service control policies speak about `principal`. */
export function isAccountPrincipal(principal: Principal): principal is AccountPrincipal {
  return principal.kind === 'AssumedRole' || principal.kind === 'User' || principal.kind === 'Account';
}

/** What error messages call `principal`: its ARN, or the name of what has none. */
export function principalName(principal: Principal): string {
  switch (principal.kind) {
    case 'Account':
    case 'User':
    case 'AssumedRole':
      return principal.arn;
    case 'Service':
      return principal.name;
    case 'Federated':
      return principal.provider;
    case 'Anonymous':
      return 'anonymous';
  }
  return principal satisfies never;
}

function partsOf(arn: Arn, type: 'user/' | 'role/') {
  const parts = parseArn(arn);
  assert(parts?.service === 'iam' && parts.resource.startsWith(type), `an IAM ${type}… ARN, not ${arn}`);
  return parts;
}

function lastSegment(resource: string): string {
  return resource.slice(resource.lastIndexOf('/') + 1);
}
