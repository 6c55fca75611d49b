import { role } from './entity.ts';
import { deleteInlinePolicy } from './entity-policies.ts';

export const deleteRolePolicy = deleteInlinePolicy(role);
