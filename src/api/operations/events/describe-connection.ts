import { optional } from '../typed-operation.ts';
import { connectionJson, connectionPermission, getConnection, withoutSecrets } from './connections.ts';
import { eventsOperation } from './events-operation.ts';

interface DescribeConnectionInput {
  readonly Name: string;
}

export const describeConnection = eventsOperation<DescribeConnectionInput>({
  name: 'DescribeConnection',
  permissions: connectionPermission('events:DescribeConnection'),
  run: async ({ Name }, call) => {
    const { body } = await getConnection(Name, call);
    return {
      ...connectionJson(body),
      Name: body.name,
      ...optional('Description', body.description),
      AuthorizationType: body.authorizationType,
      SecretArn: body.secretArn,
      AuthParameters: withoutSecrets(body.authParameters),
    };
  },
});
