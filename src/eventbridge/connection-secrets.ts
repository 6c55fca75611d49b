import { type Arn, parseArn } from '../base/arn.ts';
import type { JsonObject } from '../base/json.ts';
import type { EventConnectionBody } from '../store/resources/events.ts';
import type { ResourceKey, Store } from '../store/store.ts';

/** How a connection authorizes calls, with its secrets. */
export interface ConnectionSecrets {
  readonly authorizationType: EventConnectionBody['authorizationType'];
  /** The API's AuthParameters: the member of its type, and InvocationHttpParameters. */
  readonly authParameters: JsonObject;
  /** What a caller must be allowed to read: `secretsmanager:GetSecretValue`. */
  readonly secretArn: Arn;
}

export function connectionKey(
  { account, region }: { readonly account: string; readonly region: string },
  name: string,
): ResourceKey<'EventConnection'> {
  return { kind: 'EventConnection', account, region, name };
}

/**
 * The secrets of the connection with this very ARN; undefined where there is none. No API gives them away: this is for
 * whoever makes calls in the connection's name, after asking whether the caller may `events:RetrieveConnectionCredentials`.
 */
export async function findConnectionSecrets(
  store: Store,
  connectionArn: Arn,
): Promise<ConnectionSecrets | undefined> {
  const parts = parseArn(connectionArn);
  const [type, name] = parts?.resource.split('/') ?? [];
  if (parts === undefined || type !== 'connection' || name === undefined) return undefined;
  const found = await store.resources.get(connectionKey(parts, name));
  if (found?.body.arn !== connectionArn) return undefined;
  const { authorizationType, authParameters, secretArn } = found.body;
  return { authorizationType, authParameters, secretArn };
}
