import { role } from './entity.ts';
import { untagEntity } from './entity-tags.ts';

export const untagRole = untagEntity(role);
