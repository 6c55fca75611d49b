import { operationOf } from '../typed-operation.ts';
import { openPageToken } from './page-token.ts';
import { getExecution } from './state-machines.ts';

interface ListMapRunsInput {
  readonly executionArn: string;
  readonly nextToken?: string;
}

/** No execution of this server has Map Runs, so that the list is empty and no page's token is good. */
export const listMapRuns = operationOf<ListMapRunsInput>('states', {
  name: 'ListMapRuns',
  permissions: ({ executionArn }) => [{ action: 'states:ListMapRuns', resource: executionArn }],
  async run({ executionArn, nextToken }, call) {
    await getExecution(executionArn, call);
    openPageToken(nextToken, { request: ['ListMapRuns', executionArn], now: call.services.clock.now() });
    return { mapRuns: [] };
  },
});
