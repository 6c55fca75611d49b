import { role } from './entity.ts';
import { putInlinePolicy } from './entity-policies.ts';

export const putRolePolicy = putInlinePolicy(role);
