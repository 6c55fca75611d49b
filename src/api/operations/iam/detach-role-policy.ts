import { role } from './entity.ts';
import { detachPolicy } from './entity-attachments.ts';

export const detachRolePolicy = detachPolicy(role);
