import type { ResourceChange } from '../../../store/store.ts';
import { InvalidParameterException, InvalidRequestException } from './errors.ts';
import {
  changeSecret,
  findSecret,
  getSecret,
  type SecretInput,
  secretPermission,
  valueKey,
} from './secrets.ts';
import { secretsOperation } from './secrets-operation.ts';

interface DeleteSecretInput extends SecretInput {
  readonly RecoveryWindowInDays?: number;
  readonly ForceDeleteWithoutRecovery?: boolean;
}

// Source: API Reference, "DeleteSecret", RecoveryWindowInDays.
const recoveryDaysMin = 7;
const recoveryDaysMax = 30;
const dayMilliseconds = 24 * 60 * 60 * 1000;

export const deleteSecret = secretsOperation<DeleteSecretInput>({
  name: 'DeleteSecret',
  permissions: async ({ SecretId, RecoveryWindowInDays, ForceDeleteWithoutRecovery = false }, call) => [
    await secretPermission('secretsmanager:DeleteSecret', SecretId, call, {
      'secretsmanager:ForceDeleteWithoutRecovery': String(ForceDeleteWithoutRecovery),
      ...(RecoveryWindowInDays !== undefined && {
        'secretsmanager:RecoveryWindowInDays': String(RecoveryWindowInDays),
      }),
    }),
  ],
  async run({ SecretId, RecoveryWindowInDays, ForceDeleteWithoutRecovery = false }, call) {
    const { store, clock } = call.services;
    const now = clock.now();
    if (ForceDeleteWithoutRecovery) {
      if (RecoveryWindowInDays !== undefined) {
        throw new InvalidParameterException(
          "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
        );
      }
      const found = await findSecret(SecretId, call);
      // Who means it need not know whether it is there.
      if (found === undefined) return { Name: SecretId, DeletionDate: now };
      const { body, revision: _revision, ...key } = found;
      const values = body.versions.map(
        ({ id }): ResourceChange => ({
          type: 'delete',
          key: valueKey(body, id),
          expectedRevision: undefined,
        }),
      );
      await store.resources.write([{ type: 'delete', key, expectedRevision: undefined }, ...values]);
      return { ARN: body.arn, Name: body.name, DeletionDate: now };
    }
    const days = RecoveryWindowInDays ?? recoveryDaysMax;
    if (days < recoveryDaysMin || days > recoveryDaysMax) {
      throw new InvalidParameterException(
        `The RecoveryWindowInDays value must be between ${recoveryDaysMin} and ${recoveryDaysMax} days (inclusive).`,
      );
    }
    const dueAt = now + days * dayMilliseconds;
    return changeSecret(
      SecretId,
      call,
      (before) => {
        if (before.deletion !== undefined) {
          throw new InvalidRequestException(
            "You tried to perform the operation on a secret that's currently marked deleted.",
          );
        }
        const body = { ...before, deletion: { askedAt: now, dueAt } };
        return { body, result: { ARN: body.arn, Name: body.name, DeletionDate: dueAt } };
      },
      getSecret,
    );
  },
});

export const restoreSecret = secretsOperation<SecretInput>({
  name: 'RestoreSecret',
  permissions: async ({ SecretId }, call) => [
    await secretPermission('secretsmanager:RestoreSecret', SecretId, call),
  ],
  run: ({ SecretId }, call) =>
    changeSecret(
      SecretId,
      call,
      (before) => ({
        body: { ...before, deletion: undefined },
        result: { ARN: before.arn, Name: before.name },
      }),
      getSecret,
    ),
});
