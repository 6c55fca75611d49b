import { user } from './entity.ts';
import { putInlinePolicy } from './entity-policies.ts';

export const putUserPolicy = putInlinePolicy(user);
