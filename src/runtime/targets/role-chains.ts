import type { Principal } from '../../iam/principal.ts';
import type { Identity } from '../identity/identity.ts';

/** How a session came to be: the roles to assume, in order, to have the same session at AWS. */
export type RoleChain = readonly [ChainedRole, ...ChainedRole[]];

export interface ChainedRole {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly externalId: string | undefined;
}

export interface RememberedIdentity {
  readonly identity: Identity;
  /** Undefined for a session that `identity` did not open. */
  readonly chainOf: (principal: Principal) => RoleChain | undefined;
}

/** `identity` with a memory for how its sessions came to be, for as long as they are in use. */
export function rememberRoleChains(identity: Identity): RememberedIdentity {
  const chains = new WeakMap<Principal, RoleChain>();
  return {
    chainOf: (principal) => chains.get(principal),
    identity: {
      ...identity,
      async assumeExecutionRole(request) {
        const session = await identity.assumeExecutionRole(request);
        const { principal, roleArn } = session;
        if (!chains.has(principal)) {
          chains.set(principal, [{ roleArn, sessionName: sessionNameOf(principal), externalId: undefined }]);
        }
        return session;
      },
      async assumeRole(caller, request) {
        const session = await identity.assumeRole(caller, request);
        const before = chains.get(caller.principal);
        if (before !== undefined) {
          const { roleArn, roleSessionName: sessionName, externalId } = request;
          chains.set(session.principal, [...before, { roleArn, sessionName, externalId }]);
        }
        return session;
      },
    },
  };
}

function sessionNameOf(principal: Principal): string {
  return principal.kind === 'AssumedRole' ? principal.sessionName : 'stepwell';
}
