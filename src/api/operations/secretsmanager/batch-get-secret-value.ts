import { AwsError } from '../../../base/aws-error.ts';
import type { Json } from '../../../base/json.ts';
import { InvalidParameterException } from './errors.ts';
import { valueJson } from './get-secret-value.ts';
import { readSecrets, type SecretFilter } from './list-secrets.ts';
import { getLivingSecret, secretPermission } from './secrets.ts';
import { secretsOperation } from './secrets-operation.ts';
import { findVersion } from './versions.ts';

interface BatchGetSecretValueInput {
  readonly SecretIdList?: readonly string[];
  readonly Filters?: readonly SecretFilter[];
  readonly MaxResults?: number;
}

/** Source: API Reference, "BatchGetSecretValue", MaxResults. */
const secretsMax = 20;

export const batchGetSecretValue = secretsOperation<BatchGetSecretValueInput>({
  name: 'BatchGetSecretValue',
  permissions: () => [{ action: 'secretsmanager:BatchGetSecretValue', resource: '*' }],
  async run({ SecretIdList, Filters, MaxResults = secretsMax }, call) {
    if ((SecretIdList === undefined) === (Filters === undefined)) {
      throw new InvalidParameterException('You must include Filters or SecretIdList, but not both.');
    }
    const ids = SecretIdList ?? (await readSecrets(call, Filters)).slice(0, MaxResults).map(({ arn }) => arn);
    const values: Json[] = [];
    const errors: Json[] = [];
    for (const id of ids) {
      try {
        const permission = await secretPermission('secretsmanager:GetSecretValue', id, call);
        await call.services.identity.authorize(call.caller, permission);
        const { body } = await getLivingSecret(id, call);
        values.push(await valueJson(body, findVersion(body, {}), call));
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        errors.push({ SecretId: id, ErrorCode: error.code, Message: error.message });
      }
    }
    return { SecretValues: values, Errors: errors };
  },
});
