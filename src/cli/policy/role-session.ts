import { IAM, NoSuchEntityException } from '@aws-sdk/client-iam';
import type { JsonObject } from '../../base/json.ts';
import type { IamAnswer, IamRequest } from '../../policy-generator/role-changes.ts';
import { accountOf, type ClientSettings, settingsFor } from './client-settings.ts';

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
  const client = new IAM(await ownSettings(account, place));
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

/** Rejects where the credentials are another account's. */
async function ownSettings(
  account: string,
  { url, region, profiles }: SessionPlace,
): Promise<ClientSettings> {
  const profile = profiles.get(account);
  const settings = await settingsFor(account, { endpoint: url, region }, profile);
  if (settings.credentials !== undefined) return settings;
  const actual = await accountOf(settings);
  if (actual !== account) {
    const whose = profile === undefined ? 'The credentials at hand' : `The credentials of profile ${profile}`;
    throw new Error(
      `${whose} are those of account ${actual}. Name a profile for account ${account}: --account-profile ${account}=PROFILE.`,
    );
  }
  return settings;
}
