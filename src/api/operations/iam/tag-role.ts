import { role } from './entity.ts';
import { tagEntity } from './entity-tags.ts';

export const tagRole = tagEntity(role);
