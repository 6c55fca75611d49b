import { InvalidNextTokenException } from './errors.ts';
import { getSecret, type SecretInput, secretPermission } from './secrets.ts';
import { secretsOperation } from './secrets-operation.ts';

interface ListSecretVersionIdsInput extends SecretInput {
  readonly IncludeDeprecated?: boolean;
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

const versionsDefault = 100;

export const listSecretVersionIds = secretsOperation<ListSecretVersionIdsInput>({
  name: 'ListSecretVersionIds',
  permissions: async ({ SecretId }, call) => [
    await secretPermission('secretsmanager:ListSecretVersionIds', SecretId, call),
  ],
  async run({ SecretId, IncludeDeprecated = false, MaxResults = versionsDefault, NextToken }, call) {
    const { body } = await getSecret(SecretId, call);
    const versions = body.versions.filter(({ stages }) => IncludeDeprecated || stages.length > 0);
    const start = NextToken === undefined ? 0 : versions.findIndex(({ id }) => id === NextToken);
    if (start < 0) throw new InvalidNextTokenException();
    const next = versions[start + MaxResults];
    return {
      Versions: versions.slice(start, start + MaxResults).map(({ id, stages, createdAt }) => ({
        VersionId: id,
        VersionStages: stages,
        CreatedDate: createdAt,
      })),
      ...(next !== undefined && { NextToken: next.id }),
      ARN: body.arn,
      Name: body.name,
    };
  },
});
