import { user } from './entity.ts';
import { deleteEntity } from './entity-delete.ts';
import { DeleteConflict } from './errors.ts';

export const deleteUser = deleteEntity(user, ({ accessKeyIds }) => {
  if (accessKeyIds.length > 0) {
    throw new DeleteConflict('Cannot delete entity, must delete access keys first.');
  }
});
