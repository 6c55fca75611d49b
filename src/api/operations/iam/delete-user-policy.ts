import { user } from './entity.ts';
import { deleteInlinePolicy } from './entity-policies.ts';

export const deleteUserPolicy = deleteInlinePolicy(user);
