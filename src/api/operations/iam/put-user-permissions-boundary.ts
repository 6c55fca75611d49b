import { user } from './entity.ts';
import { putBoundary } from './entity-boundary.ts';

export const putUserPermissionsBoundary = putBoundary(user);
