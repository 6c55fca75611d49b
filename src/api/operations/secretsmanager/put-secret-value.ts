import { InvalidParameterException } from './errors.ts';
import { changeSecret, getLivingSecret, type SecretInput, secretPermission } from './secrets.ts';
import { secretsOperation } from './secrets-operation.ts';
import { addVersion, current, givenValue, hasValue, isRepeated, type WireValue } from './versions.ts';

interface PutSecretValueInput extends SecretInput, WireValue {
  readonly ClientRequestToken?: string;
  readonly VersionStages?: readonly string[];
}

export const putSecretValue = secretsOperation<PutSecretValueInput>({
  name: 'PutSecretValue',
  permissions: async ({ SecretId }, call) => [
    await secretPermission('secretsmanager:PutSecretValue', SecretId, call),
  ],
  async run(input, call) {
    const { services } = call;
    const { SecretId, ClientRequestToken: id = services.newId(), VersionStages: stages = [current] } = input;
    if (!hasValue(input)) {
      throw new InvalidParameterException('You must provide either SecretString or SecretBinary.');
    }
    const value = givenValue(input);
    const { body: known } = await getLivingSecret(SecretId, call);
    if (await isRepeated(known, { id, value }, services)) {
      const version = known.versions.find((each) => each.id === id);
      return { ARN: known.arn, Name: known.name, VersionId: id, VersionStages: version?.stages ?? [] };
    }
    const at = services.clock.now();
    return changeSecret(SecretId, call, (before) => {
      // The first value is the current one, whatever the request says.
      const given = before.versions.length === 0 && !stages.includes(current) ? [...stages, current] : stages;
      const { body, more } = addVersion(before, { id, stages: given, value, at }, services);
      return {
        body,
        more,
        result: { ARN: body.arn, Name: body.name, VersionId: id, VersionStages: given },
      };
    });
  },
});
