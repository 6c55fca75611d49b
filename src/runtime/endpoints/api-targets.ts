import type { Clock } from '../../base/clock.ts';
import {
  type ApiTarget,
  EndpointUnreachable,
  type HttpRequest,
} from '../../connectors/http/endpoint-session.ts';
import type { Principal } from '../../iam/principal.ts';
import type { Caller } from '../identity/identity.ts';
import type { GetAwsCredentials } from '../targets/aws-credentials.ts';
import type { RoleChain } from '../targets/role-chains.ts';
import { credentialsAt, type FindTarget, type UrlTarget } from '../targets/target.ts';
import { openAwsSession } from './aws-session.ts';
import { type SigningCredentials, signRequest } from './sign-request.ts';

/** Where a caller's APIs of API Gateway are, if anything says so. */
export type FindApiTarget = (caller: Caller) => ApiTarget | undefined;

export interface ApiTargetParts {
  readonly findTarget: FindTarget;
  readonly chainOf: (principal: Principal) => RoleChain | undefined;
  readonly getAwsCredentials: GetAwsCredentials;
  readonly clock: Pick<Clock, 'now'>;
}

/** APIs are where the configuration says that API Gateway is. */
export function createApiTargets({
  findTarget,
  chainOf,
  getAwsCredentials,
  clock,
}: ApiTargetParts): FindApiTarget {
  const sign = (request: HttpRequest, credentials: SigningCredentials, region: string) =>
    signRequest(request, credentials, { region, service: 'execute-api', at: clock.now() });
  return ({ principal, place: { account, region } }) => {
    const target = findTarget({ service: 'apigateway', account, region, embedding: 'None' });
    switch (target?.type) {
      case 'url':
        return {
          isAws: false,
          route: async (request, isSigned) =>
            placed(isSigned ? sign(request, credentialsAt(target, account), region) : request, target),
        };
      case 'aws':
        return {
          isAws: true,
          async route(request, isSigned) {
            if (!isSigned) return request;
            if (!isAwsHost(request.url)) throw new EndpointUnreachable(noAwsHost, 'UnknownHost');
            return sign(request, await openAwsSession(getAwsCredentials, chainOf(principal), region), region);
          },
        };
      default:
        return undefined;
    }
  };
}

/** Credentials are shown to API Gateway only. */
function isAwsHost(url: string): boolean {
  return /^[a-z0-9-]+\.execute-api\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/.test(new URL(url).host);
}

const noAwsHost =
  'No call was made, because requests are signed only for hosts of API Gateway, such as a1b2c3.execute-api.us-east-1.amazonaws.com';

/** The request to its own host, sent to the target. */
function placed(request: HttpRequest, { url }: UrlTarget): HttpRequest {
  const { pathname, search } = new URL(request.url);
  return { ...request, connectTo: `${url.replace(/\/+$/, '')}${pathname}${search}` };
}
