import { role } from './entity.ts';
import { deleteEntity } from './entity-delete.ts';

export const deleteRole = deleteEntity(role, () => {});
