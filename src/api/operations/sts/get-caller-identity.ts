import { assert } from '../../../base/assert.ts';
import { type AccountPrincipal, isAccountPrincipal } from '../../../iam/principal.ts';
import { assumedRoleId } from '../../../runtime/identity/role-sessions.ts';
import type { Operation } from '../../operation.ts';

/** Anybody with credentials may ask who they are, whatever their policies say. */
export const getCallerIdentity: Operation = {
  service: 'sts',
  name: 'GetCallerIdentity',
  permissions: () => [],
  run: async (_input, { caller }) => {
    const { principal } = caller;
    assert(isAccountPrincipal(principal), `a caller of an account, not ${principal.kind}`);
    return { UserId: userIdOf(principal), Account: principal.account, Arn: principal.arn };
  },
};

function userIdOf(principal: AccountPrincipal): string {
  return principal.kind === 'AssumedRole' ? assumedRoleId(principal) : (principal.userId ?? '');
}
