import { role } from './entity.ts';
import { putBoundary } from './entity-boundary.ts';

export const putRolePermissionsBoundary = putBoundary(role);
