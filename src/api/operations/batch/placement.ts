import type { Arn } from '../../../base/arn.ts';

/** A queue, and how many vCPUs the first of its jobs that wait takes. */
export interface WaitingQueue {
  readonly queueArn: Arn;
  readonly priority: number;
  /** The first choice first. */
  readonly environments: readonly Arn[];
  readonly headVcpus: number;
}

export interface Environment {
  readonly isEnabled: boolean;
  readonly vcpusMax: number;
  readonly vcpusUsed: number;
}

/** Where the first job of a queue goes. */
export interface Placed {
  readonly queueArn: Arn;
  readonly environmentArn: Arn;
}

/**
 * The next job to start and where: the first one of the queue with the highest priority for which there is room.
 *
 * A queue is in order, so a job that finds no room holds up those behind it; and an environment that a queue waits for
 * takes nothing from queues of lower priority meanwhile.
 */
export function placeNext(
  queues: readonly WaitingQueue[],
  environments: ReadonlyMap<Arn, Environment>,
): Placed | undefined {
  const awaited = new Set<Arn>();
  for (const { queueArn, environments: choices, headVcpus } of byPriority(queues)) {
    for (const arn of choices) {
      const environment = environments.get(arn);
      if (environment === undefined || !environment.isEnabled || headVcpus > environment.vcpusMax) continue;
      const hasRoom = environment.vcpusUsed + headVcpus <= environment.vcpusMax;
      if (hasRoom && !awaited.has(arn)) return { queueArn, environmentArn: arn };
    }
    for (const arn of choices) {
      if (headVcpus <= (environments.get(arn)?.vcpusMax ?? 0)) awaited.add(arn);
    }
  }
  return undefined;
}

function byPriority(queues: readonly WaitingQueue[]): readonly WaitingQueue[] {
  return [...queues].sort((left, right) => right.priority - left.priority);
}
