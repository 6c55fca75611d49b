import type { Json } from '../../../base/json.ts';
import { optional } from '../typed-operation.ts';
import { changeSecret, getLivingSecret, type SecretInput, secretPermission } from './secrets.ts';
import { secretsOperation } from './secrets-operation.ts';
import { addVersion, current, givenValue, hasValue, isRepeated, type WireValue } from './versions.ts';

interface UpdateSecretInput extends SecretInput, WireValue {
  readonly ClientRequestToken?: string;
  readonly Description?: string;
  readonly KmsKeyId?: string;
}

export const updateSecret = secretsOperation<UpdateSecretInput>({
  name: 'UpdateSecret',
  permissions: async ({ SecretId, Description, KmsKeyId }, call) => [
    await secretPermission('secretsmanager:UpdateSecret', SecretId, call, {
      ...(Description !== undefined && { 'secretsmanager:Description': Description }),
      ...(KmsKeyId !== undefined && { 'secretsmanager:KmsKeyId': KmsKeyId }),
    }),
  ],
  async run(input, call) {
    const { services } = call;
    const { SecretId, ClientRequestToken, Description, KmsKeyId } = input;
    const id = ClientRequestToken ?? services.newId();
    const value = givenValue(input);
    const { body: known } = await getLivingSecret(SecretId, call);
    const isNew = hasValue(input) && !(await isRepeated(known, { id, value }, services));
    const at = services.clock.now();
    return changeSecret(SecretId, call, (before) => {
      const described = {
        ...before,
        changedAt: at,
        description: Description ?? before.description,
        kmsKeyId: KmsKeyId ?? before.kmsKeyId,
      };
      const { body, more } = isNew
        ? addVersion(described, { id, stages: [current], value, at }, services)
        : { body: described, more: [] };
      const result: Json = {
        ARN: body.arn,
        Name: body.name,
        ...optional('VersionId', hasValue(input) ? id : undefined),
      };
      return { body, more, result };
    });
  },
});
