import { isJsonArray } from '../../../base/json.ts';
import { operationOf, optional } from '../typed-operation.ts';
import { pageSizeOf } from './page-size.ts';
import { cutPage, openPageToken } from './page-token.ts';
import { getExecution } from './state-machines.ts';

interface ListMapRunsInput {
  readonly executionArn: string;
  readonly maxResults?: number;
  readonly nextToken?: string;
}

/** Latest start first. */
export const listMapRuns = operationOf<ListMapRunsInput>('states', {
  name: 'ListMapRuns',
  permissions: ({ executionArn }) => [{ action: 'states:ListMapRuns', resource: executionArn }],
  async run({ executionArn, maxResults, nextToken }, call) {
    const { summary } = await getExecution(executionArn, call);
    const { store, clock } = call.services;
    const scope = { request: ['ListMapRuns', executionArn], now: clock.now() };
    const position = openPageToken(nextToken, scope);
    const before = isJsonArray(position) ? Number(position[0]) : undefined;
    const limit = pageSizeOf(maxResults);
    const found = await store.mapRuns.listOf(summary, before, limit + 1);
    const { page, next } = cutPage(found, { limit, scope, positionOf: ({ id }) => [id] });
    const mapRuns = page.map(({ mapRunArn, stateMachineArn, startedAt, stoppedAt }) => ({
      executionArn,
      mapRunArn,
      stateMachineArn,
      startDate: startedAt,
      ...optional('stopDate', stoppedAt),
    }));
    return { mapRuns, ...next };
  },
});
