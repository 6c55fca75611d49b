import { isAccountPrincipal, type Principal } from './principal.ts';
import type { AuthorizationRequest, ContextValue } from './request.ts';

/** A condition key's value in a request, or undefined where the request has none. */
export type ReadContextKey = (request: AuthorizationRequest) => ContextValue | undefined;

/** How to read the condition key `name`, whatever the case it is written in. */
export function contextKeyReader(name: string): ReadContextKey {
  const lowered = name.toLowerCase();
  const derived = derivedKeys.get(lowered);
  if (derived !== undefined) return derived;
  if (lowered.startsWith(principalTagPrefix)) return principalTagReader(name, lowered);
  return ({ context }) => readMember(context, name, lowered);
}

const principalTagPrefix = 'aws:principaltag/';

/**
 * Keys that follow from who calls and whose resource it is.
 *
 * Source: IAM User Guide, "AWS global condition context keys".
 */
const derivedKeys: ReadonlyMap<string, ReadContextKey> = new Map<string, ReadContextKey>([
  ['aws:principalarn', ({ principal }) => principalArn(principal)],
  ['aws:principalaccount', ({ principal }) => accountOf(principal)],
  ['aws:principaltype', ({ principal }) => principalType(principal)],
  ['aws:principalisawsservice', ({ principal }) => (principal.kind === 'Service' ? 'true' : 'false')],
  [
    'aws:principalservicename',
    ({ principal }) => (principal.kind === 'Service' ? principal.name : undefined),
  ],
  ['aws:userid', ({ principal }) => userId(principal)],
  ['aws:username', ({ principal }) => (principal.kind === 'User' ? principal.userName : undefined)],
  ['aws:resourceaccount', ({ principal, resourceAccount }) => resourceAccount ?? accountOf(principal)],
]);

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
  return ({ principal, context }) => {
    const tags = 'tags' in principal ? principal.tags : undefined;
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
