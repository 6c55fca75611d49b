import type { JsonObject } from '../../../base/json.ts';
import { historyEvent } from '../../../engine/history.ts';
import { qualifierArns } from '../../../runtime/qualifiers.ts';
import { operationOf } from '../typed-operation.ts';
import { pageSizeOf } from './page-size.ts';
import { issuePageToken, openPageToken, type PagePosition } from './page-token.ts';
import { getExecution } from './state-machines.ts';

interface GetExecutionHistoryInput {
  readonly executionArn: string;
  readonly maxResults?: number;
  readonly reverseOrder?: boolean;
  readonly nextToken?: string;
  readonly includeExecutionData?: boolean;
}

/** Where a page ended: the turn, and how many of its events were given. */
interface HistoryPosition {
  readonly turn: number;
  readonly given: number;
}

export const getExecutionHistory = operationOf<GetExecutionHistoryInput>('states', {
  name: 'GetExecutionHistory',
  permissions: ({ executionArn }) => [{ action: 'states:GetExecutionHistory', resource: executionArn }],
  async run(
    { executionArn, maxResults, reverseOrder = false, nextToken, includeExecutionData = true },
    call,
  ) {
    const { summary } = await getExecution(executionArn, call);
    const { runtime, clock } = call.services;
    const request = ['GetExecutionHistory', executionArn, reverseOrder, includeExecutionData];
    const scope = { request, now: clock.now() };
    const position = positionOf(openPageToken(nextToken, scope));
    const revision = await runtime.revisions.get(summary.stateMachineArn, summary.revisionName);
    const { roleArn } = revision.body;
    const history = {
      roleArn,
      includeExecutionData,
      qualifiers: qualifierArns(summary.stateMachineArn, summary),
    };
    const limit = pageSizeOf(maxResults);
    const from = position === undefined ? {} : { fromTurn: position.turn };
    const shown: JsonObject[] = [];
    for await (const { turn, events } of runtime.readTurns(summary, { reverse: reverseOrder, ...from })) {
      const skipped = turn === position?.turn ? position.given : 0;
      for (let index = skipped; index < events.length; index += 1) {
        const event = events[index];
        const json = event === undefined ? undefined : historyEvent(event, history);
        if (json === undefined) continue;
        if (shown.length === limit) return { events: shown, nextToken: issuePageToken([turn, index], scope) };
        shown.push(json);
      }
    }
    return { events: shown };
  },
});

function positionOf(opened: PagePosition | undefined): HistoryPosition | undefined {
  if (opened === undefined || typeof opened === 'string') return undefined;
  const [turn = 0, given = 0] = opened;
  return { turn, given };
}
