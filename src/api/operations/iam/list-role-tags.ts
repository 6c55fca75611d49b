import { role } from './entity.ts';
import { listEntityTags } from './entity-tags.ts';

export const listRoleTags = listEntityTags(role);
