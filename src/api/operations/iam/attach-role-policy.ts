import { role } from './entity.ts';
import { attachPolicy } from './entity-attachments.ts';

export const attachRolePolicy = attachPolicy(role);
