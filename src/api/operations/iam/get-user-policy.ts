import { user } from './entity.ts';
import { getInlinePolicy } from './entity-policies.ts';

export const getUserPolicy = getInlinePolicy(user);
