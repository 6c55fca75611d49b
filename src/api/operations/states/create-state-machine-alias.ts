import type { StateMachineAliasBody } from '../../../store/resources/states.ts';
import { commitChanges } from '../commit-changes.ts';
import { operationOf } from '../typed-operation.ts';
import { findRoutes, isSameRouting, parseRouting, type WireRoute } from './alias-routing.ts';
import { aliasArnOf, aliasesMax, aliasKey, getAliasedMachine, listAliases } from './aliases.ts';
import { splitQualifiedArn } from './arns.ts';
import { ConflictException, ServiceQuotaExceededException } from './errors.ts';
import { machinePermission } from './machine-permission.ts';
import { machineAlwaysChanged, putStateMachine } from './state-machines.ts';

interface CreateStateMachineAliasInput {
  readonly name: string;
  readonly description?: string;
  readonly routingConfiguration: readonly WireRoute[];
}

/** The same request again is answered as the first was; another one for the same name is refused. */
export const createStateMachineAlias = operationOf<CreateStateMachineAliasInput>('states', {
  name: 'CreateStateMachineAlias',
  permissions: ({ name, routingConfiguration }) => {
    const machines = routingConfiguration.map(
      ({ stateMachineVersionArn }) => splitQualifiedArn(stateMachineVersionArn).stateMachineArn,
    );
    return [...new Set(machines)].map((arn) =>
      machinePermission('states:CreateStateMachineAlias', aliasArnOf(arn, name)),
    );
  },
  async run({ name: alias, description, routingConfiguration }, call) {
    const { store, clock } = call.services;
    const routing = parseRouting(routingConfiguration);
    const { name } = routing;
    const stateMachineAliasArn = aliasArnOf(name.stateMachineArn, alias);
    return commitChanges({
      store,
      async decide() {
        const machine = await getAliasedMachine(name, call);
        const existing = await store.resources.get(aliasKey(name, alias));
        if (existing !== undefined) {
          const { body } = existing;
          const isSame = body.description === description && isSameRouting(body.routes, routing.routes);
          if (!isSame) throw new ConflictException(otherAliasExists);
          return { changes: [], result: { stateMachineAliasArn, creationDate: body.createdAt } };
        }
        const aliases = await listAliases(name, call);
        if (aliases.length >= aliasesMax) {
          throw new ServiceQuotaExceededException(
            `A state machine may have no more than ${aliasesMax} aliases: '${name.stateMachineArn}'`,
          );
        }
        const now = clock.now();
        const routes = await findRoutes(routing, call);
        const body: StateMachineAliasBody = { description, routes, createdAt: now, updatedAt: now };
        return {
          changes: [
            { type: 'put', key: aliasKey(name, alias), body, expectedRevision: 0 },
            // A version's deletion meanwhile is a conflict.
            putStateMachine(machine, machine.body),
          ],
          result: { stateMachineAliasArn, creationDate: now },
        };
      },
      giveUp: machineAlwaysChanged,
    });
  },
});

/** Recorded, for another description too. */
const otherAliasExists =
  'Failed to create alias because an alias with the same name and a different routing configuration already exists.';
