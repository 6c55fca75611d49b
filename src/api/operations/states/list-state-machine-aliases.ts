import { operationOf } from '../typed-operation.ts';
import { aliasArnOf, aliasNameOf, aliasResourceNotFound, listAliases, orderOf } from './aliases.ts';
import { parseQualifiedArn } from './arns.ts';
import { InvalidArn, StateMachineDeleting, StateMachineDoesNotExist } from './errors.ts';
import { machinePermission } from './machine-permission.ts';
import { pageSizeOf } from './page-size.ts';
import { cutPage, openPageToken } from './page-token.ts';
import { findStateMachine } from './state-machines.ts';
import { isVersionNumber, numberOf, versionKey } from './versions.ts';

interface ListStateMachineAliasesInput {
  readonly stateMachineArn: string;
  readonly maxResults?: number;
  readonly nextToken?: string;
}

/** All aliases of a state machine, or those that route to one version. */
export const listStateMachineAliases = operationOf<ListStateMachineAliasesInput>('states', {
  name: 'ListStateMachineAliases',
  permissions: ({ stateMachineArn }) => [
    machinePermission('states:ListStateMachineAliases', stateMachineArn),
  ],
  async run({ stateMachineArn, maxResults, nextToken }, call) {
    const { store, clock } = call.services;
    const { name, qualifier } = parseQualifiedArn(stateMachineArn);
    if (qualifier !== undefined && !isVersionNumber(qualifier)) {
      throw new InvalidArn(`Invalid ARN: ${stateMachineArn}`);
    }
    const scope = { request: ['ListStateMachineAliases', stateMachineArn], now: clock.now() };
    const after = openPageToken(nextToken, scope);
    const machine = await findStateMachine(name, call);
    if (machine === undefined) throw new StateMachineDoesNotExist(stateMachineArn);
    if (machine.body.status === 'DELETING') throw new StateMachineDeleting(stateMachineArn);
    const version = qualifier && (await store.resources.get(versionKey(name, qualifier)));
    if (qualifier !== undefined && !version) throw aliasResourceNotFound(stateMachineArn);
    const number = version ? numberOf(version) : undefined;
    const left = (await listAliases(name, call)).filter(
      (alias) =>
        (typeof after !== 'string' || orderOf(alias) > after) &&
        (number === undefined || alias.body.routes.some((route) => route.version === number)),
    );
    const { page, next } = cutPage(left, { limit: pageSizeOf(maxResults), scope, positionOf: orderOf });
    return {
      stateMachineAliases: page.map((alias) => ({
        stateMachineAliasArn: aliasArnOf(name.stateMachineArn, aliasNameOf(alias)),
        creationDate: alias.body.createdAt,
      })),
      ...next,
    };
  },
});
