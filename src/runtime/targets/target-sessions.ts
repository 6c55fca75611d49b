import { AccessDeniedException } from '../../base/aws-error.ts';
import type { JsonObject } from '../../base/json.ts';
import { findSdkService } from '../../connectors/catalog/aws-sdk.ts';
import {
  type RequestOptions,
  type ServiceAnswer,
  ServiceError,
  ServiceUnreachable,
  type Session,
} from '../../connectors/connector.ts';
import type { Principal } from '../../iam/principal.ts';
import type { Caller, Identity } from '../identity/identity.ts';
import type { AwsCredentials, AwsCredentialsCache } from './aws-credentials.ts';
import { permissionsOf } from './called-permissions.ts';
import { type EmbeddedServices, embeddingOf, findSdkName } from './parse-targets.ts';
import type { RoleChain } from './role-chains.ts';
import type { ClientConfiguration, SendToSdk } from './sdk-sender.ts';
import { credentialsAt, type FindTarget, type UrlTarget } from './target.ts';

export type OpenSession = (caller: Caller, traceHeader?: string) => Session;

export interface TargetSessionParts {
  readonly findTarget: FindTarget;
  readonly embeddedServices: EmbeddedServices;
  /** Whether this server's own service has an operation. */
  readonly hasOperation: (service: string, action: string) => boolean;
  readonly openEmbedded: OpenSession;
  readonly identity: Pick<Identity, 'authorize'>;
  readonly chainOf: (principal: Principal) => RoleChain | undefined;
  readonly awsCredentials: AwsCredentialsCache;
  readonly send: SendToSdk;
  readonly newId: () => string;
}

/**
 * Sessions that call each service where the configuration says it is.
 *
 * Calls that stay here are decided by the operations themselves, calls to AWS by AWS. Before a call leaves for a URL it is
 * decided by the role's own policies, since whoever answers there knows nothing of them.
 */
export function createTargetSessions(parts: TargetSessionParts): OpenSession {
  const { findTarget, embeddedServices, openEmbedded, newId } = parts;
  return (caller, traceHeader) => {
    const embedded = openEmbedded(caller, traceHeader);
    const { partition, account, region } = caller.place;
    return {
      partition,
      account,
      region,
      async request(name, action, input, options) {
        const service = findSdkName(name) ?? name;
        const embedding = embeddingOf(service, embeddedServices);
        const target = findTarget({ service, account, region, embedding });
        const call = { caller, service, action, input, traceHeader, options };
        switch (target?.type) {
          case 'embedded':
            return callEmbedded(parts, call, {
              session: embedded,
              name: embeddedServices.get(service) ?? name,
            });
          case 'url':
            await authorize(parts.identity, call, newId);
            return callUrl(parts, call, target);
          case 'aws':
            return callAws(parts, call);
        }
        throw new ServiceUnreachable(withoutTarget(service, caller), 0);
      },
    };
  };
}

interface Call {
  readonly caller: Caller;
  /** As `aws-sdk:` resources name it. */
  readonly service: string;
  readonly action: string;
  readonly input: JsonObject;
  readonly traceHeader: string | undefined;
  readonly options: RequestOptions | undefined;
}

function callEmbedded(
  { hasOperation }: TargetSessionParts,
  { service, action, input, options }: Call,
  { session, name }: { readonly session: Session; readonly name: string },
): Promise<ServiceAnswer> {
  if (hasOperation(name, action)) return session.request(name, action, input, options);
  throw new ServiceUnreachable(
    `No call was made, because the ${service} of this server has no ${action}. ${targetAdvice(service)}`,
    0,
  );
}

function withoutTarget(service: string, { place: { account, region } }: Caller): string {
  return `No call was made, because nothing says where ${service} of account ${account} in ${region} is. ${targetAdvice(service)}`;
}

function targetAdvice(service: string): string {
  return `Start the server with --target ${service}=URL for a server that speaks its API, or with --target ${service}=aws for AWS itself`;
}

async function authorize(
  identity: Pick<Identity, 'authorize'>,
  call: Call,
  newId: () => string,
): Promise<void> {
  const { caller, service, action, input } = call;
  try {
    for (const permission of permissionsOf({ service, action, input, place: caller.place })) {
      await identity.authorize(caller, permission);
    }
  } catch (error) {
    if (!(error instanceof AccessDeniedException)) throw error;
    throw new ServiceError(error.message, { ...denialForm(service), requestId: newId() });
  }
}

/** Each protocol has its own name and status for a denial, and some services have theirs. */
function denialForm(service: string): { readonly code: string; readonly status: number } {
  if (service === 'sns') return { code: 'AuthorizationError', status: 403 };
  if (service === 'sqs') return { code: 'AccessDenied', status: 403 };
  switch (findSdkService(service)?.protocol) {
    case 'ec2':
      return { code: 'UnauthorizedOperation', status: 403 };
    case 'query':
    case 'rest-xml':
      return { code: 'AccessDenied', status: 403 };
    case 'rest-json':
      return { code: 'AccessDeniedException', status: 403 };
    default:
      return { code: 'AccessDeniedException', status: 400 };
  }
}

/** The header says the account to moto. */
function callUrl({ send }: TargetSessionParts, call: Call, target: UrlTarget): Promise<ServiceAnswer> {
  const { account, region } = call.caller.place;
  const { url } = target;
  const credentials = credentialsAt(target, account);
  const configureClient = (): ClientConfiguration => ({
    region,
    endpoint: url,
    credentials,
    headers: { 'x-moto-account-id': account },
  });
  return send({
    ...requestOf(call),
    clientName: `${url} ${account} ${region} ${credentials.accessKeyId}`,
    configureClient,
  });
}

/** A session that AWS ends early, when somebody revokes it say, is replaced once; the call it was refused for had no effect. */
async function callAws(
  { send, chainOf, awsCredentials }: TargetSessionParts,
  call: Call,
): Promise<ServiceAnswer> {
  const { principal, place } = call.caller;
  const chain = chainOf(principal);
  if (chain === undefined)
    throw new ServiceUnreachable('No call was made, because only sessions of roles call AWS', 0);
  const { region } = place;
  const sendAs = (credentials: AwsCredentials) =>
    send({
      ...requestOf(call),
      clientName: `aws ${region} ${credentials.accessKeyId}`,
      configureClient: () => ({ region, credentials, headers: {} }),
    });
  const credentials = await awsCredentials.get(chain, region);
  try {
    return await sendAs(credentials);
  } catch (error) {
    if (!(error instanceof ServiceError && endedSessionCodes.has(error.code))) throw error;
    await awsCredentials.forget(chain, region, credentials);
    return sendAs(await awsCredentials.get(chain, region));
  }
}

const endedSessionCodes: ReadonlySet<string> = new Set(['ExpiredToken', 'ExpiredTokenException']);

function requestOf({ service, action, input, traceHeader, options }: Call) {
  return { service, action, input, traceHeader, options };
}
