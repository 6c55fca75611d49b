import type { Json } from '../../../base/json.ts';
import type { SecretBody, SecretVersion } from '../../../store/resources/secrets.ts';
import type { Call } from '../../operation.ts';
import { changeSecret, getLivingSecret, type SecretInput, secretPermission } from './secrets.ts';
import { secretsOperation } from './secrets-operation.ts';
import { findVersion, readValue } from './versions.ts';

interface GetSecretValueInput extends SecretInput {
  readonly VersionId?: string;
  readonly VersionStage?: string;
}

const dayMilliseconds = 24 * 60 * 60 * 1000;

export const getSecretValue = secretsOperation<GetSecretValueInput>({
  name: 'GetSecretValue',
  permissions: async ({ SecretId, VersionId, VersionStage }, call) => [
    await secretPermission('secretsmanager:GetSecretValue', SecretId, call, {
      ...(VersionId !== undefined && { 'secretsmanager:VersionId': VersionId }),
      'secretsmanager:VersionStage': VersionStage ?? 'AWSCURRENT',
    }),
  ],
  async run(input, call) {
    const { body } = await getLivingSecret(input.SecretId, call);
    const answer = await valueJson(body, findVersion(body, input), call);
    await noteAccess(body, call);
    return answer;
  },
});

export async function valueJson(body: SecretBody, version: SecretVersion, { services }: Call): Promise<Json> {
  return {
    ARN: body.arn,
    Name: body.name,
    VersionId: version.id,
    ...(await readValue(body, version, services)),
    VersionStages: version.stages,
    CreatedDate: version.createdAt,
  };
}

/** AWS tells the day of the last access, which is written once a day. */
async function noteAccess({ arn, accessedAt }: SecretBody, call: Call): Promise<void> {
  const now = call.services.clock.now();
  const today = now - (now % dayMilliseconds);
  if (accessedAt === today) return;
  await changeSecret(arn, call, (body) => ({ body: { ...body, accessedAt: today }, result: undefined }));
}
