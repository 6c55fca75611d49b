import type { Principal } from '../../../iam/principal.ts';

/** Who sent a message, as whoever receives it sees it: a user's or role's unique id, or an account. */
export function senderIdOf(principal: Principal): string {
  switch (principal.kind) {
    case 'User':
    case 'AssumedRole':
      return principal.userId ?? principal.account;
    case 'Account':
      return principal.account;
    case 'Service':
      return principal.name;
    case 'Federated':
    case 'Anonymous':
      return 'anonymous';
  }
  return principal satisfies never;
}
