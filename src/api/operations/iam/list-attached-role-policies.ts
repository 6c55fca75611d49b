import { role } from './entity.ts';
import { listAttachedPolicies } from './entity-attachments.ts';

export const listAttachedRolePolicies = listAttachedPolicies(role);
