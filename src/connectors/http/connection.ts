import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import type { ConnectionSecrets } from './endpoint-session.ts';
import type { Pairs } from './read-fields.ts';

/** What a connection adds to the requests that are made with it. */
export interface ConnectionParts {
  readonly headers: readonly ConnectionPair[];
  readonly query: readonly ConnectionPair[];
  readonly body: readonly ConnectionPair[];
}

export interface ConnectionPair {
  readonly name: string;
  readonly value: string;
  readonly isSecret: boolean;
}

/** The parts of a connection's own HTTP parameters. Source: API Reference of EventBridge, ConnectionHttpParameters. */
export function httpParameters(value: Json | undefined): ConnectionParts {
  const given = isJsonObject(value) ? value : {};
  return {
    headers: pairsIn(given.HeaderParameters),
    query: pairsIn(given.QueryStringParameters),
    body: pairsIn(given.BodyParameters),
  };
}

/** A connection's parts with the header that authorizes; `token` is what its authorization server gave, if it has one. */
export function connectionParts(
  { authorizationType, authParameters }: ConnectionSecrets,
  token: string | undefined,
): ConnectionParts {
  const parts = httpParameters(authParameters.InvocationHttpParameters);
  const authorization = authorizationOf(authorizationType, authParameters, token);
  return { ...parts, headers: [...parts.headers, { ...authorization, isSecret: true }] };
}

function authorizationOf(
  type: ConnectionSecrets['authorizationType'],
  { BasicAuthParameters, ApiKeyAuthParameters }: JsonObject,
  token = '',
): { readonly name: string; readonly value: string } {
  switch (type) {
    case 'BASIC': {
      const credentials = `${textIn(BasicAuthParameters, 'Username')}:${textIn(BasicAuthParameters, 'Password')}`;
      return { name: 'Authorization', value: `Basic ${Buffer.from(credentials).toString('base64')}` };
    }
    case 'API_KEY':
      return {
        name: textIn(ApiKeyAuthParameters, 'ApiKeyName'),
        value: textIn(ApiKeyAuthParameters, 'ApiKeyValue'),
      };
    case 'OAUTH_CLIENT_CREDENTIALS':
      return { name: 'Authorization', value: `Bearer ${token}` };
  }
}

/** The parts with values nobody can read in place of those that are secret. */
export function concealed({ headers, query, body }: ConnectionParts): ConnectionParts {
  const conceal = (pairs: readonly ConnectionPair[]) =>
    pairs.map((pair) => (pair.isSecret ? { ...pair, value: '********' } : pair));
  return { headers: conceal(headers), query: conceal(query), body: conceal(body) };
}

export function plainPairs(pairs: readonly ConnectionPair[]): Pairs {
  return pairs.map(({ name, value }) => [name, value]);
}

export function textIn(value: Json | undefined, name: string): string {
  const text = isJsonObject(value) ? value[name] : undefined;
  return typeof text === 'string' ? text : '';
}

function pairsIn(value: Json | undefined): readonly ConnectionPair[] {
  if (!isJsonArray(value)) return [];
  return value
    .filter(isJsonObject)
    .map((pair) => ({
      name: textIn(pair, 'Key'),
      value: textIn(pair, 'Value'),
      isSecret: pair.IsValueSecret === true,
    }))
    .filter(({ name }) => name !== '');
}
