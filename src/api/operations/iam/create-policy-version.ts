import { operationOf } from '../typed-operation.ts';
import { LimitExceeded } from './errors.ts';
import { changePolicy, versionJson } from './managed-policy.ts';
import { onPolicy } from './permissions.ts';
import { checkManagedPolicy } from './policy-document.ts';

interface CreatePolicyVersionInput {
  readonly PolicyArn: string;
  readonly PolicyDocument: string;
  readonly SetAsDefault?: boolean;
}

/** Source: IAM User Guide, "IAM and STS quotas". */
const versionsMax = 5;

export const createPolicyVersion = operationOf<CreatePolicyVersionInput>('iam', {
  name: 'CreatePolicyVersion',
  permissions: onPolicy('CreatePolicyVersion'),
  run: async ({ PolicyArn, PolicyDocument, SetAsDefault }, call) => {
    checkManagedPolicy(PolicyDocument);
    const at = call.services.clock.now();
    const body = await changePolicy(call, PolicyArn, (old) => {
      if (old.versions.length >= versionsMax) {
        throw new LimitExceeded(
          `A managed policy can have up to ${versionsMax} versions. ` +
            'Before you create a new version, you must delete an existing version.',
        );
      }
      const version = { id: `v${old.nextVersionNumber}`, document: PolicyDocument, createdAt: at };
      return {
        ...old,
        versions: [...old.versions, version],
        nextVersionNumber: old.nextVersionNumber + 1,
        defaultVersionId: SetAsDefault === true ? version.id : old.defaultVersionId,
        updatedAt: at,
      };
    });
    const created = body.versions.slice(-1);
    const [json] = created.map((version) =>
      versionJson(version, body.defaultVersionId, { withDocument: false }),
    );
    return { PolicyVersion: json ?? {} };
  },
});
