import { user } from './entity.ts';
import { listInlinePolicies } from './entity-policies.ts';

export const listUserPolicies = listInlinePolicies(user);
