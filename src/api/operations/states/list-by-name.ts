import type { Json, JsonObject } from '../../../base/json.ts';
import type { Resource } from '../../../store/store.ts';
import type { Call } from '../../operation.ts';
import { pageSizeOf } from './page-size.ts';
import { cutPage, openPageToken } from './page-token.ts';

export interface ListRequest {
  readonly maxResults?: number;
  readonly nextToken?: string;
}

export interface Listing<Kind extends 'StateMachine' | 'Activity'> {
  readonly operation: string;
  readonly kind: Kind;
  /** The answer's member that holds the page. */
  readonly member: string;
  readonly describe: (resource: Resource<Kind>) => Json;
}

/** A page of the caller's resources of one kind, in order of their names. */
export async function listByName<Kind extends 'StateMachine' | 'Activity'>(
  { maxResults, nextToken }: ListRequest,
  { operation, kind, member, describe }: Listing<Kind>,
  { caller, services }: Call,
): Promise<JsonObject> {
  const { account, region } = caller.place;
  const scope = { request: [operation, account, region], now: services.clock.now() };
  const after = openPageToken(nextToken, scope);
  const limit = pageSizeOf(maxResults);
  const found = await services.store.resources.list({
    kind,
    account,
    region,
    limit: limit + 1,
    ...(typeof after === 'string' && { after }),
  });
  const { page, next } = cutPage(found, { limit, scope, positionOf: ({ name }) => name });
  return { [member]: page.map(describe), ...next };
}
