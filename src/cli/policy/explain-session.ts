import { GetCallerIdentityCommand, STSClient, type STSClientConfig } from '@aws-sdk/client-sts';

/** Which server is asked, and where. */
export interface AskedServer {
  /** Undefined for AWS itself. */
  readonly endpoint: string | undefined;
  readonly region: string;
}

export type ClientSettings = Pick<STSClientConfig, 'endpoint' | 'region' | 'credentials'>;

/**
 * How clients ask about `account`: as the root user of a server in development, which takes the account for an access key, or
 * else with the credentials that the SDK finds by itself.
 */
export async function settingsFor(
  account: string,
  { endpoint, region }: AskedServer,
): Promise<ClientSettings> {
  if (endpoint === undefined) return { region };
  const root = { endpoint, region, credentials: { accessKeyId: account, secretAccessKey: 'any' } };
  const client = new STSClient({ ...root, maxAttempts: 1 });
  try {
    const { Account } = await client.send(new GetCallerIdentityCommand({}));
    if (Account === account) return root;
  } catch (error) {
    // A server that verifies signatures knows no such key; one that cannot be reached is no use to ask again.
    if (!(error instanceof Error && '$metadata' in error && '$fault' in error)) throw error;
  } finally {
    client.destroy();
  }
  return { endpoint, region };
}
