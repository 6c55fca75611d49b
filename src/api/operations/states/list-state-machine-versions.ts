import { operationOf } from '../typed-operation.ts';
import { parseStateMachineArn } from './arns.ts';
import { machinePermission } from './machine-permission.ts';
import { pageSizeOf } from './page-size.ts';
import { cutPage, openPageToken } from './page-token.ts';
import { findStateMachine } from './state-machines.ts';
import { listVersions, versionArnOf } from './versions.ts';

interface ListStateMachineVersionsInput {
  readonly stateMachineArn: string;
  readonly maxResults?: number;
  readonly nextToken?: string;
}

/**
 * The latest version first. A state machine that there is not has none: the API has no exception that says so.
 */
export const listStateMachineVersions = operationOf<ListStateMachineVersionsInput>('states', {
  name: 'ListStateMachineVersions',
  permissions: ({ stateMachineArn }) => [
    machinePermission('states:ListStateMachineVersions', stateMachineArn),
  ],
  async run({ stateMachineArn, maxResults, nextToken }, call) {
    const name = parseStateMachineArn(stateMachineArn);
    const scope = { request: ['ListStateMachineVersions', stateMachineArn], now: call.services.clock.now() };
    const [before] = openPageToken(nextToken, scope) ?? [];
    const machine = await findStateMachine(name, call);
    const versions = machine === undefined ? [] : await listVersions(name, call);
    const left = typeof before === 'number' ? versions.filter(({ number }) => number < before) : versions;
    const limit = pageSizeOf(maxResults);
    const { page, next } = cutPage(left, { limit, scope, positionOf: ({ number }) => [number] });
    return {
      stateMachineVersions: page.map(({ number, body }) => ({
        stateMachineVersionArn: versionArnOf(stateMachineArn, number),
        creationDate: body.createdAt,
      })),
      ...next,
    };
  },
});
