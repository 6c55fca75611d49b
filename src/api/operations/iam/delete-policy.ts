import { operationOf } from '../typed-operation.ts';
import { commitChanges } from './commit-changes.ts';
import { DeleteConflict } from './errors.ts';
import { getOwnPolicy } from './managed-policy.ts';
import { onPolicy } from './permissions.ts';

export const deletePolicy = operationOf<{ readonly PolicyArn: string }>('iam', {
  name: 'DeletePolicy',
  permissions: onPolicy('DeletePolicy'),
  run: ({ PolicyArn }, call) =>
    commitChanges(call.services.store, async () => {
      const { body, account, region, name, revision } = await getOwnPolicy(call, PolicyArn);
      if (body.attachmentCount > 0 || body.boundaryCount > 0) {
        throw new DeleteConflict('Cannot delete a policy attached to entities.');
      }
      if (body.versions.length > 1) {
        throw new DeleteConflict(
          'This policy has more than one version. Before you delete a policy, you must delete ' +
            "the policy's versions. The default version is deleted with the policy.",
        );
      }
      const key = { kind: 'ManagedPolicy', account, region, name } as const;
      return { changes: [{ type: 'delete', key, expectedRevision: revision }], result: {} };
    }),
});
