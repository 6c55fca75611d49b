import { ValidationException } from '../../../base/aws-error.ts';
import type { JsonObject } from '../../../base/json.ts';
import { parseIamArn } from '../../../runtime/identity/entity-keys.ts';
import type { RecordedCall } from '../../../store/resources/identity.ts';
import { issuePageToken, openPageToken } from '../states/page-token.ts';
import { operationOf, optional } from '../typed-operation.ts';

interface ListRecordedCallsInput {
  readonly roleArn: string;
  /** 0 leaves the number to the server. */
  readonly maxResults?: number;
  readonly nextToken?: string;
}

const callsDefault = 1_000;

/** What a role really did, in order of action and resource: what `stepwell policy learn` writes a policy from. */
export const listRecordedCalls = operationOf<ListRecordedCallsInput>('stepwell', {
  name: 'ListRecordedCalls',
  permissions: ({ roleArn }) => [{ action: 'stepwell:ListRecordedCalls', resource: roleArn }],
  run: async ({ roleArn, maxResults = 0, nextToken }, { caller, services }) => {
    const parts = parseIamArn(roleArn);
    if (parts?.type !== 'role' || parts.account !== caller.place.account) {
      throw new ValidationException(`${roleArn} is no role of account ${caller.place.account}`);
    }
    const scope = { request: ['ListRecordedCalls', roleArn], now: services.clock.now() };
    const position = openPageToken(nextToken, scope);
    const start = Array.isArray(position) ? Number(position[0]) : 0;
    const { calls, omittedCount } = await services.recordedCalls.list(roleArn, parts.account);
    const end = start + (maxResults === 0 ? callsDefault : maxResults);
    const token = end < calls.length ? issuePageToken([end], scope) : undefined;
    return { calls: calls.slice(start, end).map(callJson), omittedCount, ...optional('nextToken', token) };
  },
});

function callJson(call: RecordedCall): JsonObject {
  const { action, resource, isPrefix, context, firstAt, lastAt, count, deniedCount } = call;
  return { action, resource, isPrefix, context, firstAt, lastAt, count, deniedCount };
}
