import type { Clock } from '../../base/clock.ts';
import { LeastRecentlyUsed } from '../../base/least-recently-used.ts';
import { ServiceUnreachable } from '../../connectors/connector.ts';
import type { ChainedRole, RoleChain } from './role-chains.ts';

/** What a request to AWS is signed with. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** Throws ServiceUnreachable where AWS has no such session for us. */
export type GetAwsCredentials = (chain: RoleChain, region: string) => Promise<AwsCredentials>;

export interface AwsCredentialsCache {
  readonly get: GetAwsCredentials;
  /** AWS takes `refused` no longer, whatever their expiration says: they and those they were got with are asked for anew. */
  readonly forget: (chain: RoleChain, region: string, refused: AwsCredentials) => Promise<void>;
}

/** How long before its end a session is replaced, so that a call made with it still arrives in time. */
const renewalMilliseconds = 5 * 60 * 1000;

const sessionsMax = 10_000;

/**
 * Sessions of AWS's own STS: whoever the AWS SDK takes this process for assumes the first role of a chain, and each role the
 * next one. They are kept until shortly before they expire.
 */
export function createAwsCredentials(clock: Pick<Clock, 'now'>): AwsCredentialsCache {
  const sessions = new LeastRecentlyUsed<string, Promise<AwsCredentials>>(sessionsMax);

  async function getCurrent(chain: RoleChain, region: string): Promise<AwsCredentials> {
    const key = keyOf(chain, region);
    let known = sessions.get(key);
    while (known !== undefined) {
      const credentials = await known;
      if (credentials.expiration.getTime() - clock.now() > renewalMilliseconds) return credentials;
      // Somebody else may have begun to renew it meanwhile.
      const current = sessions.get(key);
      if (current === known) break;
      known = current;
    }
    const opening = open(chain, region);
    sessions.set(key, opening);
    // A refusal is asked for again, since whoever refused may have changed their mind.
    opening.catch(() => sessions.delete(key));
    return opening;
  }

  async function open(chain: RoleChain, region: string): Promise<AwsCredentials> {
    const [first, ...others] = chain;
    const role = others.pop() ?? first;
    const before = chain.length === 1 ? undefined : await getCurrent([first, ...others], region);
    return assumeRole(role, before, region);
  }

  async function forget(chain: RoleChain, region: string, refused: AwsCredentials): Promise<void> {
    const known = sessions.get(keyOf(chain, region));
    // Somebody else may have replaced it meanwhile.
    if (known === undefined || (await known.catch(() => undefined)) !== refused) return;
    for (let length = chain.length; length > 0; length -= 1) {
      sessions.delete(keyOf(chain.slice(0, length), region));
    }
  }

  return { get: getCurrent, forget };
}

function keyOf(chain: readonly ChainedRole[], region: string): string {
  return `${region} ${JSON.stringify(chain.map(({ roleArn, externalId }) => [roleArn, externalId]))}`;
}

async function assumeRole(
  { roleArn, sessionName, externalId }: ChainedRole,
  credentials: AwsCredentials | undefined,
  region: string,
): Promise<AwsCredentials> {
  const { STSClient, AssumeRoleCommand } = await import('@aws-sdk/client-sts');
  const client = new STSClient({ region, ...(credentials !== undefined && { credentials }) });
  try {
    const { Credentials: given } = await client.send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: sessionName,
        ...(externalId !== undefined && { ExternalId: externalId }),
      }),
    );
    return {
      accessKeyId: given?.AccessKeyId ?? '',
      secretAccessKey: given?.SecretAccessKey ?? '',
      sessionToken: given?.SessionToken ?? '',
      expiration: given?.Expiration ?? new Date(0),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ServiceUnreachable(`No session of the role ${roleArn} at AWS: ${reason}`, 0);
  } finally {
    client.destroy();
  }
}
