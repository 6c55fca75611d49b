import { isAccountPrincipal, type Principal } from './principal.ts';
import type { AuthorizationRequest, ContextValue, RequestContext } from './request.ts';

/** A condition key's value in a request, or undefined where the request has none. */
export type ReadContextKey = (request: AuthorizationRequest) => ContextValue | undefined;

/** How to read the condition key `name`, whatever the case it is written in. */
export function contextKeyReader(name: string): ReadContextKey {
  const lowered = name.toLowerCase();
  const derived = derivedKeys.get(lowered);
  if (derived !== undefined) {
    return (request) =>
      request.isContextComplete === true ? readMember(request.context, name, lowered) : derived(request);
  }
  if (lowered.startsWith(principalTagPrefix)) return principalTagReader(name, lowered);
  return ({ context }) => readMember(context, name, lowered);
}

/** What follows from who calls and whose resource it is, under the names that AWS writes, for a request that says all itself. */
export function derivedContext(
  request: Pick<AuthorizationRequest, 'principal' | 'resourceAccount'>,
): RequestContext {
  const whole = { ...request, action: '', resource: '', context: {} };
  const context: Record<string, ContextValue> = {};
  for (const [name, read] of derivedKeyTable) {
    const value = read(whole);
    if (value !== undefined) context[name] = value;
  }
  const { principal } = request;
  const tags = 'tags' in principal ? (principal.tags ?? {}) : {};
  for (const [key, value] of Object.entries(tags)) context[`aws:PrincipalTag/${key}`] = value;
  return context;
}

const principalTagPrefix = 'aws:principaltag/';

/**
 * Keys that follow from who calls and whose resource it is.
 *
 * Source: IAM User Guide, "AWS global condition context keys".
 */
const derivedKeyTable: readonly (readonly [name: string, read: ReadContextKey])[] = [
  ['aws:PrincipalArn', ({ principal }) => principalArn(principal)],
  ['aws:PrincipalAccount', ({ principal }) => accountOf(principal)],
  ['aws:PrincipalType', ({ principal }) => principalType(principal)],
  ['aws:PrincipalIsAWSService', ({ principal }) => (principal.kind === 'Service' ? 'true' : 'false')],
  [
    'aws:PrincipalServiceName',
    ({ principal }) => (principal.kind === 'Service' ? principal.name : undefined),
  ],
  ['aws:userid', ({ principal }) => userId(principal)],
  ['aws:username', ({ principal }) => (principal.kind === 'User' ? principal.userName : undefined)],
  ['aws:ResourceAccount', ({ principal, resourceAccount }) => resourceAccount ?? accountOf(principal)],
];

const derivedKeys: ReadonlyMap<string, ReadContextKey> = new Map(
  derivedKeyTable.map(([name, read]) => [name.toLowerCase(), read]),
);

function accountOf(principal: Principal): string | undefined {
  return isAccountPrincipal(principal) ? principal.account : undefined;
}

function principalArn(principal: Principal): string | undefined {
  if (principal.kind === 'AssumedRole') return principal.roleArn;
  return isAccountPrincipal(principal) ? principal.arn : undefined;
}

function principalType(principal: Principal): string | undefined {
  return isAccountPrincipal(principal) || principal.kind === 'Anonymous' ? principal.kind : undefined;
}

function userId(principal: Principal): string | undefined {
  if (principal.kind === 'Anonymous') return 'anonymous';
  return isAccountPrincipal(principal) ? principal.userId : undefined;
}

function principalTagReader(name: string, lowered: string): ReadContextKey {
  const tagKey = name.slice(principalTagPrefix.length);
  const loweredTagKey = lowered.slice(principalTagPrefix.length);
  return ({ principal, context, isContextComplete }) => {
    const tags = 'tags' in principal && isContextComplete !== true ? principal.tags : undefined;
    return tags === undefined ? readMember(context, name, lowered) : readMember(tags, tagKey, loweredTagKey);
  };
}

/** The member called `name`, or one that differs from it only by case. */
function readMember<Value>(
  members: Readonly<Record<string, Value>>,
  name: string,
  lowered: string,
): Value | undefined {
  if (Object.hasOwn(members, name)) return members[name];
  for (const other in members) {
    if (other.length === lowered.length && other.toLowerCase() === lowered) return members[other];
  }
  return undefined;
}
