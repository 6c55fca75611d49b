import { parseArn } from '../../base/arn.ts';
import { targetInputOf } from '../target-input.ts';
import { targetCaller } from './target-caller.ts';
import type { TargetKind } from './target-kind.ts';

/** Invokes a Lambda function asynchronously, as its policy lets EventBridge, or as the target's role. */
export const functionTarget: TargetKind = {
  accepts: (arn) => {
    const parts = parseArn(arn);
    return parts?.service === 'lambda' && parts.resource.startsWith('function:');
  },
  needsRole: false,
  async deliver(delivery, parts) {
    const { event, rule, target } = delivery;
    const session = parts.openSession(await targetCaller(delivery, parts), event.traceHeader);
    await session.request('lambda', 'Invoke', {
      FunctionName: target.Arn,
      InvocationType: 'Event',
      Payload: targetInputOf(target)(event, rule),
    });
  },
};
