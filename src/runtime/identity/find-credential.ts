import type { Arn } from '../../base/arn.ts';
import { type AccountPrincipal, accountRoot, iamUser } from '../../iam/principal.ts';
import type { AccessKeyBody, UserBody } from '../../store/resources/identity.ts';
import type { Store } from '../../store/store.ts';
import { findRole } from './assume-role.ts';
import { accessKeyKey, userKey } from './entity-keys.ts';
import type { Credential } from './identity.ts';
import type { PrincipalPolicies } from './principal-policies.ts';
import { openRoleSession } from './role-sessions.ts';
import type { SessionCredentials } from './session-credentials.ts';

export interface CredentialsOptions {
  readonly store: Store;
  readonly policies: PrincipalPolicies;
  readonly sessions: SessionCredentials;
}

export type FindCredential = (
  accessKeyId: string,
  sessionToken: string | undefined,
) => Promise<Credential | undefined>;

/** Opened tokens that are kept, so that only the first request of a session deciphers its token. */
const openedTokensMax = 10_000;

/** Long-term keys come from the store, temporary ones from what their own token says. */
export function createFindCredential(options: CredentialsOptions): FindCredential {
  const opened = new Map<string, Credential>();
  const principals = new WeakMap<UserBody | AccessKeyBody, AccountPrincipal>();

  async function findTemporary(accessKeyId: string, sessionToken: string) {
    const known = opened.get(sessionToken);
    if (known !== undefined) return known.accessKeyId === accessKeyId ? known : undefined;
    const credential = await openToken(options, accessKeyId, sessionToken);
    if (credential === undefined) return undefined;
    if (opened.size >= openedTokensMax) opened.clear();
    opened.set(sessionToken, credential);
    return credential;
  }

  async function findLongTerm(accessKeyId: string): Promise<Credential | undefined> {
    const key = (await options.store.resources.get(accessKeyKey(accessKeyId)))?.body;
    if (key === undefined || key.status !== 'Active') return undefined;
    const principal = await findOwner(options.store, key, principals);
    if (principal === undefined) return undefined;
    const { account, secretAccessKey } = key;
    return {
      accessKeyId,
      secretAccessKey,
      sessionToken: undefined,
      principal,
      account,
      expiresAt: undefined,
    };
  }

  return async (accessKeyId, sessionToken) =>
    sessionToken === undefined ? findLongTerm(accessKeyId) : findTemporary(accessKeyId, sessionToken);
}

async function openToken(
  { store, policies, sessions }: CredentialsOptions,
  accessKeyId: string,
  sessionToken: string,
): Promise<Credential | undefined> {
  const grant = sessions.open(accessKeyId, sessionToken);
  if (grant === undefined) return undefined;
  const role = await findRole(store, grant.roleArn);
  const { principal, account, expiresAt } = openRoleSession(policies, grant, role);
  const secretAccessKey = sessions.secretAccessKeyOf(accessKeyId);
  return { accessKeyId, secretAccessKey, sessionToken, principal, account, expiresAt };
}

/** One principal object per stored body, because what is known about a principal is kept by its object. */
async function findOwner(
  store: Store,
  key: AccessKeyBody,
  principals: WeakMap<UserBody | AccessKeyBody, AccountPrincipal>,
): Promise<AccountPrincipal | undefined> {
  const { account, partition, userName } = key;
  const body = userName === undefined ? key : (await store.resources.get(userKey(account, userName)))?.body;
  if (body === undefined) return undefined;
  const known = principals.get(body);
  if (known !== undefined) return known;
  const principal = 'id' in body ? principalOf(body) : accountRoot({ account, partition });
  principals.set(body, principal);
  return principal;
}

function principalOf({ arn, id, tags }: UserBody & { readonly arn: Arn }): AccountPrincipal {
  const byKey = Object.fromEntries(tags.map(({ key, value }) => [key, value]));
  return iamUser({ arn, userId: id, tags: tags.length === 0 ? undefined : byKey });
}
