import { user } from './entity.ts';
import { listAttachedPolicies } from './entity-attachments.ts';

export const listAttachedUserPolicies = listAttachedPolicies(user);
