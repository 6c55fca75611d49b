import { operationOf } from '../typed-operation.ts';
import { getActivity } from './activities.ts';
import { completeEncryption } from './encryption-check.ts';

interface DescribeActivityInput {
  readonly activityArn: string;
}

export const describeActivity = operationOf<DescribeActivityInput>('states', {
  name: 'DescribeActivity',
  permissions: ({ activityArn }) => [{ action: 'states:DescribeActivity', resource: activityArn }],
  async run({ activityArn }, call) {
    const { name, body } = await getActivity(activityArn, call);
    return {
      activityArn,
      name,
      creationDate: body.createdAt,
      encryptionConfiguration: completeEncryption(body.encryptionConfiguration),
    };
  },
});
