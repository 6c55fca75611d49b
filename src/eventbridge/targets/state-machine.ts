import { createHash } from 'node:crypto';
import { parseArn } from '../../base/arn.ts';
import { ServiceError } from '../../connectors/connector.ts';
import { targetInputOf } from '../target-input.ts';
import { targetCaller } from './target-caller.ts';
import type { Delivery, TargetKind } from './target-kind.ts';

/** Starts an execution as the target's role. A repetition has the same name, so that it starts none more. */
export const stateMachineTarget: TargetKind = {
  accepts: (arn) => {
    const parts = parseArn(arn);
    return parts?.service === 'states' && parts.resource.startsWith('stateMachine:');
  },
  needsRole: true,
  async deliver(delivery, parts) {
    const { event, rule, target } = delivery;
    const session = parts.openSession(await targetCaller(delivery, parts), event.traceHeader);
    const request = {
      stateMachineArn: target.Arn,
      name: executionName(delivery),
      input: targetInputOf(target)(event, rule),
      ...(event.traceHeader === undefined ? {} : { traceHeader: event.traceHeader }),
    };
    try {
      await session.request('states', 'StartExecution', request);
    } catch (error) {
      // An attempt before this one came through without an answer.
      if (!(error instanceof ServiceError) || error.code !== 'ExecutionAlreadyExists') throw error;
    }
  },
};

/** The event's id and, in the form of another id, what stands for the rule's target. */
function executionName({ event, rule, target }: Delivery): string {
  const digest = createHash('sha256').update(`${rule.arn} ${target.Id}`).digest('hex').slice(0, 32);
  return `${event.id}_${digest.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}`;
}
