import { ServiceUnreachable } from '../../connectors/connector.ts';
import { EndpointUnreachable } from '../../connectors/http/endpoint-session.ts';
import type { GetAwsCredentials } from '../targets/aws-credentials.ts';
import type { RoleChain } from '../targets/role-chains.ts';
import type { SigningCredentials } from './sign-request.ts';

/** AWS's own credentials of the session that `chain` leads to. Throws EndpointUnreachable. */
export async function openAwsSession(
  getAwsCredentials: GetAwsCredentials,
  chain: RoleChain | undefined,
  region: string,
): Promise<SigningCredentials> {
  if (chain === undefined) throw new EndpointUnreachable('Only sessions of roles call AWS', 'Io');
  try {
    return await getAwsCredentials(chain, region);
  } catch (error) {
    if (error instanceof ServiceUnreachable) throw new EndpointUnreachable(error.message, 'Io');
    throw error;
  }
}
