import { policyOf, statementsOf, withStatements } from './add-permission.ts';
import { snsOperation } from './sns-operation.ts';
import { changeTopic, onTopic, type TopicInput, topicOf } from './topic-request.ts';

interface RemovePermissionInput extends TopicInput {
  readonly Label: string;
}

export const removePermission = snsOperation<RemovePermissionInput>({
  name: 'RemovePermission',
  permissions: onTopic('RemovePermission'),
  run: async (input, call) => {
    await changeTopic(call, topicOf(input, call), (body) => {
      const document = policyOf(body);
      return withStatements(
        body,
        document,
        statementsOf(document).filter(({ Sid }) => Sid !== input.Label),
      );
    });
    return {};
  },
});
