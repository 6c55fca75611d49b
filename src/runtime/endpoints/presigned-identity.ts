import type { Clock } from '../../base/clock.ts';
import { EndpointUnreachable, type IdentityRequest } from '../../connectors/http/endpoint-session.ts';
import type { Principal } from '../../iam/principal.ts';
import type { Caller, Identity } from '../identity/identity.ts';
import type { GetAwsCredentials } from '../targets/aws-credentials.ts';
import type { RoleChain } from '../targets/role-chains.ts';
import { credentialsAt, type FindTarget, type Target } from '../targets/target.ts';
import { openAwsSession } from './aws-session.ts';
import { presignUrl, type SigningCredentials } from './sign-request.ts';

/** A URL that tells who `caller` is. Throws EndpointUnreachable. */
export type PresignIdentity = (caller: Caller, request: IdentityRequest) => Promise<string>;

export interface PresignedIdentityParts {
  readonly findTarget: FindTarget;
  readonly chainOf: (principal: Principal) => RoleChain | undefined;
  readonly getAwsCredentials: GetAwsCredentials;
  readonly identity: Pick<Identity, 'issueCredentials'>;
  readonly clock: Pick<Clock, 'now'>;
  /** This server's own address, where its STS is. */
  readonly endpoint: () => string;
}

interface Signer {
  /** Where STS is: `https://sts.us-east-1.amazonaws.com`. */
  readonly url: string;
  readonly credentials: SigningCredentials;
}

/**
 * URLs of GetCallerIdentity, signed for the STS that whoever asks them believes: that of AWS where the clusters of EKS are at
 * AWS, and otherwise the one that the caller's tasks call.
 */
export function createPresignedIdentity(parts: PresignedIdentityParts): PresignIdentity {
  const { findTarget, chainOf, getAwsCredentials, identity, clock, endpoint } = parts;

  function targetOf({ place: { account, region } }: Caller): Target | undefined {
    const clusters = findTarget({ service: 'eks', account, region, embedding: 'None' });
    if (clusters?.type === 'aws') return clusters;
    return findTarget({ service: 'sts', account, region, embedding: 'Own' });
  }

  async function signerOf(caller: Caller): Promise<Signer> {
    const { principal, place } = caller;
    const { account, region, partition } = place;
    const target = targetOf(caller);
    switch (target?.type) {
      case 'aws': {
        const domain = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
        return {
          url: `https://sts.${region}.${domain}`,
          credentials: await openAwsSession(getAwsCredentials, chainOf(principal), region),
        };
      }
      case 'url':
        return { url: target.url, credentials: credentialsAt(target, account) };
      default:
        return { url: endpoint(), credentials: issue(principal) };
    }
  }

  function issue(principal: Principal): SigningCredentials {
    if (principal.kind !== 'AssumedRole')
      throw new EndpointUnreachable('Only sessions of roles say who they are', 'Io');
    return identity.issueCredentials({ principal, assumedRoleArn: principal.arn });
  }

  return async (caller, { headers, expiresSeconds }) => {
    const { url, credentials } = await signerOf(caller);
    return presignUrl(
      { url: `${url.replace(/\/+$/, '')}/?Action=GetCallerIdentity&Version=2011-06-15`, headers },
      credentials,
      { region: caller.place.region, service: 'sts', at: clock.now(), expiresSeconds },
    );
  };
}
