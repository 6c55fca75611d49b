import { ValidationException } from '../../../base/aws-error.ts';
import type { StateMachineAliasBody } from '../../../store/resources/states.ts';
import { commitChanges } from '../commit-changes.ts';
import { operationOf } from '../typed-operation.ts';
import { findRoutes, isSameRouting, parseRouting, type WireRoute } from './alias-routing.ts';
import { aliasKey, aliasResourceNotFound, getAliasedMachine, parseAliasArn } from './aliases.ts';
import { machinePermission } from './machine-permission.ts';
import { machineAlwaysChanged, putStateMachine } from './state-machines.ts';

interface UpdateStateMachineAliasInput {
  readonly stateMachineAliasArn: string;
  readonly description?: string;
  readonly routingConfiguration?: readonly WireRoute[];
}

/** What the request leaves out stays as it was. */
export const updateStateMachineAlias = operationOf<UpdateStateMachineAliasInput>('states', {
  name: 'UpdateStateMachineAlias',
  permissions: ({ stateMachineAliasArn }) => [
    machinePermission('states:UpdateStateMachineAlias', stateMachineAliasArn),
  ],
  async run({ stateMachineAliasArn, description, routingConfiguration }, call) {
    const { store, clock } = call.services;
    const { name, alias } = parseAliasArn(stateMachineAliasArn);
    if (description === undefined && routingConfiguration === undefined) {
      throw new ValidationException(nothingToUpdate, 'MISSING_REQUIRED_PARAMETER');
    }
    const routing = routingConfiguration && parseRouting(routingConfiguration);
    if (routing !== undefined && routing.name.stateMachineArn !== name.stateMachineArn) {
      throw new ValidationException(otherMachine, 'INVALID_ROUTING_CONFIGURATION');
    }
    return commitChanges({
      store,
      async decide() {
        const machine = await getAliasedMachine(name, call);
        const existing = await store.resources.get(aliasKey(name, alias));
        if (existing === undefined) throw aliasResourceNotFound(stateMachineAliasArn);
        const { body } = existing;
        const isSame =
          (description ?? body.description) === body.description &&
          (routing === undefined || isSameRouting(body.routes, routing.routes));
        if (isSame) return { changes: [], result: { updateDate: body.updatedAt } };
        const updatedAt = clock.now();
        const updated: StateMachineAliasBody = {
          ...body,
          description: description ?? body.description,
          routes: routing === undefined ? body.routes : await findRoutes(routing, call),
          updatedAt,
        };
        return {
          changes: [
            { type: 'put', key: aliasKey(name, alias), body: updated, expectedRevision: existing.revision },
            // A version's deletion meanwhile is a conflict.
            putStateMachine(machine, machine.body),
          ],
          result: { updateDate: updatedAt },
        };
      },
      giveUp: machineAlwaysChanged,
    });
  },
});

const nothingToUpdate = 'Either the description or the routing configuration must be specified';
const otherMachine = "Routing configuration must contain versions of the alias's own state machine.";
