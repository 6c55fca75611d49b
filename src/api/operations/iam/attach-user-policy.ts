import { user } from './entity.ts';
import { attachPolicy } from './entity-attachments.ts';

export const attachUserPolicy = attachPolicy(user);
