import { operationOf } from '../typed-operation.ts';
import { versionJson } from './managed-policy.ts';
import { onPolicy } from './permissions.ts';
import { getVersion, getVersions } from './policy-versions.ts';

export const getPolicyVersion = operationOf<{ readonly PolicyArn: string; readonly VersionId: string }>(
  'iam',
  {
    name: 'GetPolicyVersion',
    permissions: onPolicy('GetPolicyVersion'),
    run: async ({ PolicyArn, VersionId }, call) => {
      const { versions, defaultVersionId } = await getVersions(call, PolicyArn);
      const version = getVersion(versions, { arn: PolicyArn, versionId: VersionId });
      return { PolicyVersion: versionJson(version, defaultVersionId, { withDocument: true }) };
    },
  },
);
