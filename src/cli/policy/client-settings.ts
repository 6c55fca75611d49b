import { GetCallerIdentityCommand, STSClient, type STSClientConfig } from '@aws-sdk/client-sts';

/** Which server is asked, and where. */
export interface AskedServer {
  /** Undefined for AWS itself. */
  readonly endpoint: string | undefined;
  readonly region: string;
}

export type ClientSettings = Pick<STSClientConfig, 'endpoint' | 'region' | 'profile' | 'credentials'>;

/**
 * How clients ask about `account`: with the profile, where one is named; as the root user of a server in development, which
 * takes the account for an access key; or else with the credentials that the SDK finds by itself. Credentials are given only
 * for the root user, and the server has said that they are the account's.
 */
export async function settingsFor(
  account: string,
  { endpoint, region }: AskedServer,
  profile?: string,
): Promise<ClientSettings> {
  const found = {
    region,
    ...(endpoint !== undefined && { endpoint }),
    ...(profile !== undefined && { profile }),
  };
  if (endpoint === undefined || profile !== undefined) return found;
  const root = { ...found, credentials: { accessKeyId: account, secretAccessKey: 'any' } };
  return (await accountOf(root).catch(isRefused)) === account ? root : found;
}

/** The account of the credentials that clients with these settings have. */
export async function accountOf(settings: ClientSettings): Promise<string | undefined> {
  const client = new STSClient({ ...settings, maxAttempts: 1 });
  try {
    return (await client.send(new GetCallerIdentityCommand({}))).Account;
  } finally {
    client.destroy();
  }
}

/** A server that verifies signatures knows no such key; one that cannot be reached is no use to ask again. */
function isRefused(error: unknown): undefined {
  const isAnswer = error instanceof Error && '$metadata' in error && '$fault' in error;
  if (!isAnswer) throw error;
  return undefined;
}
