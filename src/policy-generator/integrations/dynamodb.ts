import type { ResourceForm } from '../named-resource.ts';
import type { Integration } from '../need.ts';
import { allow, integration } from './integration.ts';
import { parameter } from './resources.ts';

export const table: ResourceForm = { service: 'dynamodb', resource: (name) => `table/${name}` };

/** The four actions on items, each only itself. */
export const itemActions: readonly Integration[] = ['getItem', 'putItem', 'updateItem', 'deleteItem'].map(
  (name) => {
    const action = `dynamodb:${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    return integration(`dynamodb:${name}`, { call: [allow(action, parameter('TableName', table))] });
  },
);
