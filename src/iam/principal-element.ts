import { isAccountId, parseArn } from '../base/arn.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { MalformedPolicyDocument, syntaxErrors } from './malformed-policy-document.ts';
import type { Principal } from './principal.ts';

/**
 * How closely a statement names who calls. What an Allow in a resource policy is worth depends on it: naming the
 * account only delegates to that account's identity policies; naming a role leaves the session within its boundary
 * and session policies; naming the principal itself (or everyone) grants outright.
 *
 * Source: IAM User Guide, "Policy evaluation for requests within a single account".
 */
export const principalMatch = { none: 0, account: 1, role: 2, self: 3 } as const;

export type PrincipalMatch = (typeof principalMatch)[keyof typeof principalMatch];

export type MatchPrincipal = (principal: Principal, isBounded: boolean) => PrincipalMatch;

/** A Principal or NotPrincipal element, its members sorted by what they name. */
export interface PrincipalElement {
  readonly isEveryone: boolean;
  readonly accounts: ReadonlySet<string>;
  /** ARNs and unique ids of users, roles and sessions. */
  readonly identities: ReadonlySet<string>;
  readonly services: readonly ServiceName[];
  readonly federated: ReadonlySet<string>;
  readonly canonicalUsers: ReadonlySet<string>;
}

/** `states.amazonaws.com`, or `states.eu-west-1.amazonaws.com` with its region. */
interface ServiceName {
  readonly service: string;
  readonly region: string | undefined;
}

/** Statements of policies that hang on an identity speak about whoever they hang on. */
export const matchWhoeverHasIt: MatchPrincipal = () => principalMatch.self;

export function compilePrincipal(element: PrincipalElement): MatchPrincipal {
  if (element.isEveryone) return () => principalMatch.self;
  return (principal) => match(element, principal);
}

/**
 * A statement with NotPrincipal spares a caller only if it lists all that the caller is: a session with its role
 * and its account. It never spares a caller that has a permissions boundary.
 *
 * Source: IAM User Guide, "AWS JSON policy elements: NotPrincipal".
 */
export function compileNotPrincipal(element: PrincipalElement): MatchPrincipal {
  return (principal, isBounded) =>
    !isBounded && isListed(element, principal) ? principalMatch.none : principalMatch.self;
}

function match(element: PrincipalElement, principal: Principal): PrincipalMatch {
  const { accounts, identities } = element;
  switch (principal.kind) {
    case 'AssumedRole':
      if (identities.has(principal.arn)) return principalMatch.self;
      if (namesIdentity(identities, principal.roleArn, principal.roleId)) return principalMatch.role;
      break;
    case 'User':
      if (namesIdentity(identities, principal.arn, principal.userId)) return principalMatch.self;
      break;
    case 'Account':
      return namesAccount(element, principal) ? principalMatch.self : principalMatch.none;
    case 'Service':
      return namesService(element.services, principal) ? principalMatch.self : principalMatch.none;
    case 'Federated':
      return element.federated.has(principal.provider) ? principalMatch.self : principalMatch.none;
    case 'Anonymous':
      return principalMatch.none;
    default:
      return principal satisfies never;
  }
  if (accounts.has(principal.account)) return principalMatch.account;
  return namesAccount(element, principal) ? principalMatch.account : principalMatch.none;
}

function isListed(element: PrincipalElement, principal: Principal): boolean {
  if (element.isEveryone) return true;
  const closest = match(element, principal);
  if (closest !== principalMatch.self) return false;
  switch (principal.kind) {
    case 'AssumedRole':
      return (
        namesIdentity(element.identities, principal.roleArn, principal.roleId) &&
        namesAccount(element, principal)
      );
    case 'User':
      return namesAccount(element, principal);
    case 'Account':
    case 'Service':
    case 'Federated':
    case 'Anonymous':
      return true;
  }
  return principal satisfies never;
}

function namesIdentity(identities: ReadonlySet<string>, arn: string, id: string | undefined): boolean {
  return identities.has(arn) || (id !== undefined && identities.has(id));
}

function namesAccount(
  { accounts, canonicalUsers }: PrincipalElement,
  { account, canonicalUserId }: { readonly account: string; readonly canonicalUserId: string | undefined },
): boolean {
  return accounts.has(account) || (canonicalUserId !== undefined && canonicalUsers.has(canonicalUserId));
}

function namesService(
  services: readonly ServiceName[],
  principal: { readonly name: string; readonly region: string | undefined },
): boolean {
  if (services.length === 0) return false;
  const caller = parseServiceName(principal.name);
  const region = caller.region ?? principal.region;
  return services.some(
    (named) => named.service === caller.service && (named.region === undefined || named.region === region),
  );
}

/** Some services are called `<service>.amazonaws.com.cn` in China, where policies may use either name. */
function parseServiceName(name: string): ServiceName {
  const match = /^(.+?)(?:\.([a-z]{2}(?:-[a-z]+)+-\d+))?\.amazonaws\.com(?:\.cn)?$/.exec(name);
  const [, service = name, region] = match ?? [];
  return { service, region };
}

/**
 * The element at `place` sorted by what its members name.
 *
 * Throws MalformedPolicyDocument for what cannot be a principal. A trust policy takes no bare `"*"` and no
 * CanonicalUser.
 */
export function parsePrincipalElement(
  value: Json,
  { place, isTrust }: { readonly place: string; readonly isTrust: boolean },
): PrincipalElement {
  if (value === '*' && !isTrust) return { ...sortedMembers([]), isEveryone: true };
  if (!isJsonObject(value)) {
    throw new MalformedPolicyDocument(isTrust ? 'Principal must be a JSON object.' : syntaxErrors, place);
  }
  const members = principalMembers(value, place);
  if (members.length === 0) {
    throw new MalformedPolicyDocument('Missing required field Principal cannot be empty!', place);
  }
  for (const { type, text } of members) {
    if (!isPrincipal(type, text) || (isTrust && type === 'CanonicalUser')) {
      throw new MalformedPolicyDocument(
        `Invalid principal in policy: "${type}":"${text}"`,
        `${place}.${type}`,
      );
    }
  }
  return sortedMembers(members);
}

interface PrincipalMember {
  readonly type: string;
  readonly text: string;
}

function principalMembers(value: JsonObject, place: string): readonly PrincipalMember[] {
  return Object.entries(value).flatMap(([type, names]) => {
    if (!principalTypes.has(type)) {
      throw new MalformedPolicyDocument(`Invalid principal in policy: "${type}"`, place);
    }
    const texts = isJsonArray(names) ? names : [names];
    return texts.map((text) => {
      if (typeof text !== 'string') {
        throw new MalformedPolicyDocument(
          syntaxErrors,
          `${place}.${type}`,
          'expected a string or an array of them',
        );
      }
      return { type, text };
    });
  });
}

const principalTypes: ReadonlySet<string> = new Set(['AWS', 'Service', 'Federated', 'CanonicalUser']);

function isPrincipal(type: string, text: string): boolean {
  switch (type) {
    case 'AWS':
      return text === '*' || isAccountId(text) || isUniqueId(text) || isIdentityArn(text);
    case 'Service':
      return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(text);
    case 'Federated':
      return isProviderArn(text) || /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(text);
    default:
      return /^[0-9a-f]{64}$/.test(text);
  }
}

/** What AWS shows in place of the ARN of a user or role that was deleted since. */
function isUniqueId(text: string): boolean {
  return /^A(IDA|ROA)[A-Z0-9]{12,}$/.test(text);
}

function isIdentityArn(text: string): boolean {
  const arn = parseArn(text);
  if (arn === undefined || arn.region !== '' || /[*?]/.test(text)) return false;
  const { service, account, resource } = arn;
  // CloudFront's origin access identities are users of an account that is called cloudfront.
  if (service === 'iam' && account === 'cloudfront') return resource.startsWith('user/');
  if (!isAccountId(account)) return false;
  if (service === 'iam') return /^(root|(user|role)\/.+)$/.test(resource);
  return service === 'sts' && /^(assumed-role\/[^/]+\/[^/]+|federated-user\/.+)$/.test(resource);
}

function isProviderArn(text: string): boolean {
  const arn = parseArn(text);
  return arn?.service === 'iam' && /^(saml|oidc)-provider\/.+$/.test(arn.resource);
}

function sortedMembers(members: readonly PrincipalMember[]): PrincipalElement {
  const namesOf = (type: string) => members.filter((member) => member.type === type).map(({ text }) => text);
  const names = namesOf('AWS');
  return {
    isEveryone: names.includes('*'),
    accounts: new Set(names.flatMap((name) => namedAccount(name) ?? [])),
    identities: new Set(names.filter((name) => namedAccount(name) === undefined)),
    services: namesOf('Service').map(parseServiceName),
    federated: new Set(namesOf('Federated')),
    canonicalUsers: new Set(namesOf('CanonicalUser')),
  };
}

/** An account's id and the ARN of its root are two spellings of one principal. */
function namedAccount(name: string): string | undefined {
  if (isAccountId(name)) return name;
  const arn = parseArn(name);
  return arn?.service === 'iam' && arn.resource === 'root' ? arn.account : undefined;
}
