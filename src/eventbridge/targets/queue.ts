import { parseArn } from '../../base/arn.ts';
import { targetInputOf } from '../target-input.ts';
import { targetCaller } from './target-caller.ts';
import type { TargetKind } from './target-kind.ts';

/** Sends a message to an SQS queue, as its policy lets EventBridge, or as the target's role. */
export const queueTarget: TargetKind = {
  accepts: (arn) => {
    const parts = parseArn(arn);
    return parts?.service === 'sqs' && parts.resource !== '';
  },
  needsRole: false,
  async deliver(delivery, parts) {
    const { event, rule, target } = delivery;
    const { account = '', region = '', resource = '' } = parseArn(target.Arn) ?? {};
    const session = parts.openSession(await targetCaller(delivery, parts), event.traceHeader);
    const groupId = target.SqsParameters?.MessageGroupId;
    await session.request('sqs', 'SendMessage', {
      QueueUrl: `https://sqs.${region}.amazonaws.com/${account}/${resource}`,
      MessageBody: targetInputOf(target)(event, rule),
      ...(groupId !== undefined && { MessageGroupId: groupId }),
    });
  },
};
