import type { Arn } from '../../base/arn.ts';
import { isJsonObject, type Json, jsonText, parseJson } from '../../base/json.ts';
import { type ConnectionParts, httpParameters, plainPairs, textIn } from './connection.ts';
import type { ConnectionSecrets, EndpointSession, HttpRequest, HttpResponse } from './endpoint-session.ts';
import { bodyText, isSuccess } from './http-result.ts';
import { withQuery } from './invocation.ts';
import { encodePairs, mergePairs, type Pairs } from './read-fields.ts';

/** The access tokens that connections' authorization servers gave, kept until shortly before they expire. */
export interface OAuthTokens {
  /** Throws TokenRefused, or EndpointUnreachable. */
  get(connectionArn: Arn, connection: ConnectionSecrets, session: EndpointSession): Promise<string>;
  /** Forgets a token that an endpoint did not take. */
  forget(connectionArn: Arn): void;
}

/** An authorization server gave no token. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
}

interface KeptToken {
  /** The connection's parameters it was asked for with: others need another. */
  readonly parameters: string;
  readonly token: Promise<Token>;
}

interface Token {
  readonly text: string;
  /** Epoch milliseconds. */
  readonly usableUntil: number;
}

const tokensMax = 1000;

/** A token is replaced that long before it expires, so that it still holds when it arrives. */
const marginSeconds = 60;

/** Of tokens that say nothing of it. */
const defaultLifetimeSeconds = 5 * 60;

export function createOAuthTokens(): OAuthTokens {
  const kept = new Map<Arn, KeptToken>();

  function ask(connectionArn: Arn, parameters: Json, session: EndpointSession): Promise<Token> {
    const token = requestToken(parameters, session);
    kept.delete(connectionArn);
    kept.set(connectionArn, { parameters: jsonText(parameters), token });
    const [oldest] = kept.keys();
    if (kept.size > tokensMax && oldest !== undefined) kept.delete(oldest);
    // Whoever refused may have changed their mind.
    token.catch(() => {
      if (kept.get(connectionArn)?.token === token) kept.delete(connectionArn);
    });
    return token;
  }

  return {
    async get(connectionArn, { authParameters }, session) {
      const { OAuthParameters: parameters = {} } = authParameters;
      const known = kept.get(connectionArn);
      if (known?.parameters === jsonText(parameters)) {
        const token = await known.token;
        if (session.now() < token.usableUntil) return token.text;
      }
      return (await ask(connectionArn, parameters, session)).text;
    },
    forget: (connectionArn) => {
      kept.delete(connectionArn);
    },
  };
}

async function requestToken(parameters: Json, session: EndpointSession): Promise<Token> {
  const response = await session.send(tokenRequest(parameters));
  const token = parseToken(response, session.now());
  if (token === undefined) {
    throw new TokenRefused(
      `The authorization endpoint gave no access token: ${response.status} ${response.statusText}`,
    );
  }
  return token;
}

/** Client credentials as RFC 6749 has them in a body, or in the query of a GET. */
function tokenRequest(parameters: Json): HttpRequest {
  const given = isJsonObject(parameters) ? parameters : {};
  const parts = httpParameters(given.OAuthHttpParameters);
  const url = textIn(given, 'AuthorizationEndpoint');
  const method = textIn(given, 'HttpMethod');
  const fields = credentialFields(given.ClientParameters, parts);
  const query = plainPairs(parts.query);
  const headers = plainPairs(parts.headers);
  if (method === 'GET') return { method, url: withQuery(url, mergePairs(fields, query)), headers };
  const type = ['Content-Type', 'application/x-www-form-urlencoded'] as const;
  return {
    method,
    url: withQuery(url, query),
    headers: mergePairs([type, ['Accept', 'application/json']], headers, { ignoresCase: true }),
    body: encodePairs(fields),
  };
}

function credentialFields(client: Json | undefined, { body }: ConnectionParts): Pairs {
  const own: Pairs = [
    ['grant_type', 'client_credentials'],
    ['client_id', textIn(client, 'ClientID')],
    ['client_secret', textIn(client, 'ClientSecret')],
  ];
  return mergePairs(own, plainPairs(body));
}

/** Source: RFC 6749, section 5.1. */
function parseToken(response: HttpResponse, now: number): Token | undefined {
  const answer = isSuccess(response) ? parsedAnswer(response) : null;
  const text = textIn(answer, 'access_token');
  if (text === '' || !isJsonObject(answer)) return undefined;
  const lifetime = Number(answer.expires_in ?? defaultLifetimeSeconds);
  const seconds = Number.isFinite(lifetime) ? lifetime : defaultLifetimeSeconds;
  return { text, usableUntil: now + Math.max(0, seconds - marginSeconds) * 1000 };
}

function parsedAnswer(response: HttpResponse): Json {
  try {
    return parseJson(bodyText(response) ?? '');
  } catch {
    return null;
  }
}
