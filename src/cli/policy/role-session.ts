import { IAM, NoSuchEntityException } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient, type STSClientConfig } from '@aws-sdk/client-sts';
import type { JsonObject } from '../../base/json.ts';
import type { IamAnswer, IamRequest } from '../../policy-generator/role-changes.ts';

/** IAM's API with credentials of one account. */
export interface RoleSession {
  send(request: IamRequest): Promise<IamAnswer>;
  close(): void;
}

interface SessionPlace {
  /** Undefined for AWS itself. */
  readonly url: string | undefined;
  readonly region: string;
  readonly profiles: ReadonlyMap<string, string>;
}

/**
 * A session of `account`: with the profile that is named for it, or as the root user of a server in development, which takes
 * the account for an access key, or with the credentials that the SDK finds by itself. Rejects where none are the account's.
 */
export async function openRoleSession(account: string, place: SessionPlace): Promise<RoleSession> {
  const settings = await settingsFor(account, place);
  const client = new IAM(settings);
  return {
    async send({ action, input }) {
      const method = `${action.charAt(0).toLowerCase()}${action.slice(1)}`;
      const methods = client as unknown as Readonly<
        Record<string, (input: JsonObject) => Promise<JsonObject>>
      >;
      try {
        return (await methods[method]?.call(client, input)) ?? {};
      } catch (error) {
        if (error instanceof NoSuchEntityException) return 'NoSuchEntity';
        throw error;
      }
    },
    close: () => client.destroy(),
  };
}

type Settings = Pick<STSClientConfig, 'endpoint' | 'region' | 'profile' | 'credentials'>;

async function settingsFor(account: string, { url, region, profiles }: SessionPlace): Promise<Settings> {
  const server = { region, ...(url !== undefined && { endpoint: url }) };
  const profile = profiles.get(account);
  const found = { ...server, ...(profile !== undefined && { profile }) };
  if (profile === undefined && url !== undefined) {
    const root = { ...server, credentials: { accessKeyId: account, secretAccessKey: 'any' } };
    if ((await accountOf(root).catch(isRefused)) === account) return root;
  }
  const actual = await accountOf(found);
  if (actual !== account) {
    const whose = profile === undefined ? 'The credentials at hand' : `The credentials of profile ${profile}`;
    throw new Error(
      `${whose} are those of account ${actual}. Name a profile for account ${account}: --account-profile ${account}=PROFILE.`,
    );
  }
  return found;
}

/** A server that verifies signatures knows no such key; one that cannot be reached is no use to try again. */
function isRefused(error: unknown): undefined {
  const isAnswer = error instanceof Error && '$metadata' in error && '$fault' in error;
  if (!isAnswer) throw error;
  return undefined;
}

async function accountOf(settings: Settings): Promise<string | undefined> {
  const client = new STSClient({ ...settings, maxAttempts: 1 });
  try {
    return (await client.send(new GetCallerIdentityCommand({}))).Account;
  } finally {
    client.destroy();
  }
}
