import { InvalidParameterException, ResourceNotFoundException } from './errors.ts';
import { changeSecret, type SecretInput, secretPermission } from './secrets.ts';
import { secretsOperation } from './secrets-operation.ts';
import { current, moveStage } from './versions.ts';

interface UpdateSecretVersionStageInput extends SecretInput {
  readonly VersionStage: string;
  readonly RemoveFromVersionId?: string;
  readonly MoveToVersionId?: string;
}

export const updateSecretVersionStage = secretsOperation<UpdateSecretVersionStageInput>({
  name: 'UpdateSecretVersionStage',
  permissions: async ({ SecretId, VersionStage }, call) => [
    await secretPermission('secretsmanager:UpdateSecretVersionStage', SecretId, call, {
      'secretsmanager:VersionStage': VersionStage,
    }),
  ],
  run: ({ SecretId, VersionStage: stage, RemoveFromVersionId: from, MoveToVersionId: to }, call) =>
    changeSecret(SecretId, call, (before) => {
      for (const id of [from, to]) {
        if (id === undefined || before.versions.some((version) => version.id === id)) continue;
        throw new ResourceNotFoundException(`Secrets Manager can't find the specified secret version: ${id}`);
      }
      const holder = before.versions.find(({ stages }) => stages.includes(stage));
      if (holder !== undefined && holder.id !== to && holder.id !== from) {
        throw new InvalidParameterException(
          `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${holder.id}, so you must explicitly reference that version in RemoveFromVersionId.`,
        );
      }
      if (from !== undefined && holder?.id !== from) {
        throw new InvalidParameterException(`Staging label ${stage} is not attached to version ${from}.`);
      }
      if (to === undefined && stage === current) {
        throw new InvalidParameterException(
          `You can only move staging label ${current} to a different secret version. It can't be completely removed.`,
        );
      }
      const body = { ...before, versions: moveStage(before.versions, stage, to) };
      return { body, result: { ARN: body.arn, Name: body.name } };
    }),
});
