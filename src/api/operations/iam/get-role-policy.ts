import { role } from './entity.ts';
import { getInlinePolicy } from './entity-policies.ts';

export const getRolePolicy = getInlinePolicy(role);
