import { parseArn } from '../../base/arn.ts';
import { targetInputOf } from '../target-input.ts';
import { targetCaller } from './target-caller.ts';
import type { TargetKind } from './target-kind.ts';

/** Publishes a message to an SNS topic, as its policy lets EventBridge, or as the target's role. */
export const topicTarget: TargetKind = {
  accepts: (arn) => {
    const parts = parseArn(arn);
    return parts?.service === 'sns' && !parts.resource.includes(':');
  },
  needsRole: false,
  async deliver(delivery, parts) {
    const { event, rule, target } = delivery;
    const session = parts.openSession(await targetCaller(delivery, parts), event.traceHeader);
    await session.request('sns', 'Publish', {
      TopicArn: target.Arn,
      Message: targetInputOf(target)(event, rule),
    });
  },
};
