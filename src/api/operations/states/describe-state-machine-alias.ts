import { operationOf, optional } from '../typed-operation.ts';
import { aliasKey, aliasResourceNotFound, parseAliasArn, routesJson } from './aliases.ts';
import { machinePermission } from './machine-permission.ts';
import { findStateMachine } from './state-machines.ts';

interface DescribeStateMachineAliasInput {
  readonly stateMachineAliasArn: string;
}

export const describeStateMachineAlias = operationOf<DescribeStateMachineAliasInput>('states', {
  name: 'DescribeStateMachineAlias',
  permissions: ({ stateMachineAliasArn }) => [
    machinePermission('states:DescribeStateMachineAlias', stateMachineAliasArn),
  ],
  async run({ stateMachineAliasArn }, call) {
    const { name, alias } = parseAliasArn(stateMachineAliasArn);
    const machine = await findStateMachine(name, call);
    const found = machine && (await call.services.store.resources.get(aliasKey(name, alias)));
    if (found === undefined) throw aliasResourceNotFound(stateMachineAliasArn);
    const { description, routes, createdAt, updatedAt } = found.body;
    return {
      stateMachineAliasArn,
      name: alias,
      ...optional('description', description),
      routingConfiguration: routesJson(name.stateMachineArn, routes),
      creationDate: createdAt,
      updateDate: updatedAt,
    };
  },
});
