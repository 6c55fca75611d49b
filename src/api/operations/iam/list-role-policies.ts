import { role } from './entity.ts';
import { listInlinePolicies } from './entity-policies.ts';

export const listRolePolicies = listInlinePolicies(role);
