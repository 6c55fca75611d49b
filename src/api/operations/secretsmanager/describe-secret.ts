import type { JsonObject } from '../../../base/json.ts';
import type { SecretBody } from '../../../store/resources/secrets.ts';
import { optional } from '../typed-operation.ts';
import { getSecret, type SecretInput, secretPermission } from './secrets.ts';
import { secretsOperation } from './secrets-operation.ts';
import { wireTags } from './tags.ts';

export const describeSecret = secretsOperation<SecretInput>({
  name: 'DescribeSecret',
  permissions: async ({ SecretId }, call) => [
    await secretPermission('secretsmanager:DescribeSecret', SecretId, call),
  ],
  run: async ({ SecretId }, call) => {
    const { body } = await getSecret(SecretId, call);
    const { SecretVersionsToStages: VersionIdsToStages = {}, ...json } = secretJson(body);
    return { ...json, VersionIdsToStages };
  },
});

/** A secret as lists have it. */
export function secretJson(body: SecretBody): JsonObject {
  const { arn, name, description, kmsKeyId, tags, createdAt, changedAt, accessedAt, deletion, versions } =
    body;
  const named = versions
    .filter(({ stages }) => stages.length > 0)
    .map(({ id, stages }) => [id, stages] as const);
  return {
    ARN: arn,
    Name: name,
    ...optional('Description', description),
    ...optional('KmsKeyId', kmsKeyId),
    LastChangedDate: changedAt,
    ...optional('LastAccessedDate', accessedAt),
    ...optional('DeletedDate', deletion?.askedAt),
    ...(tags.length > 0 && { Tags: wireTags(tags) }),
    ...(named.length > 0 && { SecretVersionsToStages: Object.fromEntries(named) }),
    CreatedDate: createdAt,
  };
}
