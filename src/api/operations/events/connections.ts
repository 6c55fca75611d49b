import { formatArn, type Place } from '../../../base/arn.ts';
import { ValidationException } from '../../../base/aws-error.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../../base/json.ts';
import { connectionKey } from '../../../eventbridge/connection-secrets.ts';
import { ResourceNotFoundException } from '../../../eventbridge/errors.ts';
import type { Permission } from '../../../runtime/identity/identity.ts';
import type { EventConnectionBody } from '../../../store/resources/events.ts';
import type { Resource } from '../../../store/store.ts';
import type { Call } from '../../operation.ts';
import { refuseUnsupported } from './unsupported.ts';

/** The members that CreateConnection and UpdateConnection share. */
export interface ConnectionInput {
  readonly Name: string;
  readonly Description?: string;
  readonly AuthorizationType?: EventConnectionBody['authorizationType'];
  readonly AuthParameters?: JsonObject;
}

/** What a connection's authorization is described by. */
const parametersByType = {
  BASIC: 'BasicAuthParameters',
  API_KEY: 'ApiKeyAuthParameters',
  OAUTH_CLIENT_CREDENTIALS: 'OAuthParameters',
} as const;

export function connectionPermission(
  action: `events:${string}`,
): (input: { readonly Name: string }, call: Call) => readonly Permission[] {
  return ({ Name }, { caller: { place } }) => [
    { action, resource: formatArn({ ...place, service: 'events', resource: `connection/${Name}` }) },
  ];
}

export async function getConnection(
  name: string,
  { caller, services }: Call,
): Promise<Resource<'EventConnection'>> {
  const found = await services.store.resources.get(connectionKey(caller.place, name));
  if (found === undefined) throw new ResourceNotFoundException(`Connection '${name}' does not exist.`);
  return found;
}

/** Throws ValidationException for what connections here do not do: reach private endpoints, or use a customer's key. */
export function checkConnectionInput(input: ConnectionInput): void {
  refuseUnsupported(input, ['InvocationConnectivityParameters', 'KmsKeyIdentifier']);
  refuseUnsupported(input.AuthParameters ?? {}, ['ConnectivityParameters']);
}

/** Throws ValidationException where the parameters are not those of the connection's type. */
export function checkAuthParameters(
  authorizationType: EventConnectionBody['authorizationType'],
  authParameters: JsonObject,
): void {
  for (const [type, member] of Object.entries(parametersByType)) {
    if (Object.hasOwn(authParameters, member) === (type === authorizationType)) continue;
    throw new ValidationException(
      `AuthParameters for the authorization type ${authorizationType} must be ${parametersByType[authorizationType]}.`,
    );
  }
}

export function connectionArns({ partition, account, region }: Place, name: string, newId: () => string) {
  const place = { partition, account, region };
  const path = `connection/${name}/${newId()}`;
  // Secrets Manager's own six letters or digits.
  const suffix = newId().replaceAll('-', '').slice(0, 6);
  return {
    arn: formatArn({ ...place, service: 'events', resource: path }),
    secretArn: formatArn({
      ...place,
      service: 'secretsmanager',
      resource: `secret:events!${path}-${suffix}`,
    }),
  };
}

/** What every answer says of a connection. Nobody asks the token endpoint before a call needs a token. */
export function connectionJson({ arn, createdAt, updatedAt, authorizedAt }: EventConnectionBody): JsonObject {
  return {
    ConnectionArn: arn,
    ConnectionState: 'AUTHORIZED',
    CreationTime: createdAt,
    LastModifiedTime: updatedAt,
    LastAuthorizedTime: authorizedAt,
  };
}

const secretMembers: ReadonlySet<string> = new Set(['Password', 'ApiKeyValue', 'ClientSecret']);

/** `parameters` without what is secret, by its name or because `IsValueSecret` says so. */
export function withoutSecrets(parameters: JsonObject): JsonObject {
  const shown: Record<string, Json> = {};
  for (const [name, value] of Object.entries(parameters)) {
    if (secretMembers.has(name) || (name === 'Value' && parameters.IsValueSecret === true)) continue;
    shown[name] = shownOf(value);
  }
  return shown;
}

function shownOf(value: Json): Json {
  if (isJsonArray(value)) return value.map(shownOf);
  return isJsonObject(value) ? withoutSecrets(value) : value;
}
