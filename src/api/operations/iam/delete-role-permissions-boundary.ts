import { role } from './entity.ts';
import { deleteBoundary } from './entity-boundary.ts';

export const deleteRolePermissionsBoundary = deleteBoundary(role);
