import { user } from './entity.ts';
import { deleteBoundary } from './entity-boundary.ts';

export const deleteUserPermissionsBoundary = deleteBoundary(user);
