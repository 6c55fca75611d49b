import type { Arn } from '../../base/arn.ts';
import { eventBusTarget } from './event-bus.ts';
import { functionTarget } from './function.ts';
import { queueTarget } from './queue.ts';
import { stateMachineTarget } from './state-machine.ts';
import type { TargetKind } from './target-kind.ts';
import { topicTarget } from './topic.ts';

const targetKinds: readonly TargetKind[] = [
  stateMachineTarget,
  functionTarget,
  eventBusTarget,
  queueTarget,
  topicTarget,
];

/** The kind of target that `arn` names; undefined where events cannot be delivered there. */
export function findTargetKind(arn: Arn): TargetKind | undefined {
  return targetKinds.find((kind) => kind.accepts(arn));
}
