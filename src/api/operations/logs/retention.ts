import { InvalidParameterException } from '../../../logs/errors.ts';
import { changeGroup, groupOf, groupPermission } from './groups.ts';
import { logsOperation } from './logs-operation.ts';

interface PutRetentionPolicyInput {
  readonly logGroupName: string;
  readonly retentionInDays: number;
}

/** Source: API Reference, "PutRetentionPolicy", retentionInDays. */
const days: ReadonlySet<number> = new Set([
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]);

/** Older events are not shown any more; files are bounded by their size. */
export const putRetentionPolicy = logsOperation<PutRetentionPolicyInput>({
  name: 'PutRetentionPolicy',
  permissions: async ({ logGroupName }, call) => [
    await groupPermission('logs:PutRetentionPolicy', groupOf({ logGroupName }, call), call),
  ],
  async run({ logGroupName, retentionInDays }, call) {
    if (!days.has(retentionInDays)) {
      throw new InvalidParameterException(
        `1 validation error detected: Value '${retentionInDays}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${[...days].join(', ')}]`,
      );
    }
    const group = groupOf({ logGroupName }, call);
    await changeGroup(group, call, (body) => ({ ...body, retentionDays: retentionInDays }));
    return {};
  },
});

export const deleteRetentionPolicy = logsOperation<{ readonly logGroupName: string }>({
  name: 'DeleteRetentionPolicy',
  permissions: async ({ logGroupName }, call) => [
    await groupPermission('logs:DeleteRetentionPolicy', groupOf({ logGroupName }, call), call),
  ],
  async run({ logGroupName }, call) {
    const group = groupOf({ logGroupName }, call);
    await changeGroup(group, call, (body) => ({ ...body, retentionDays: undefined }));
    return {};
  },
});
