import { user } from './entity.ts';
import { detachPolicy } from './entity-attachments.ts';

export const detachUserPolicy = detachPolicy(user);
