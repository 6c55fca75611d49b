import type { Clock } from '../../base/clock.ts';
import type { MessageDeduplication } from '../../store/messages.ts';
import type { QueueSettings } from './settings.ts';

export interface DeduplicationRequest {
  readonly deduplicationId: string;
  readonly messageId: string;
  readonly groupId: string | undefined;
  readonly settings: QueueSettings;
}

/** By what a FIFO queue knows that a message was sent before. */
export interface DeduplicationOf {
  (request: DeduplicationRequest): MessageDeduplication;
  /** For how long. Source: SQS Developer Guide, "Using the message deduplication ID in Amazon SQS". */
  readonly milliseconds: number;
}

const milliseconds = 5 * 60 * 1_000;

export function createDeduplication(clock: Pick<Clock, 'now'>): DeduplicationOf {
  const deduplicationOf = ({ deduplicationId, messageId, groupId, settings }: DeduplicationRequest) => ({
    // No group's name has a space.
    deduplicationId: settings.deduplicatesByGroup ? `${groupId} ${deduplicationId}` : deduplicationId,
    messageId,
    sentAfter: clock.now() - milliseconds,
  });
  return Object.assign(deduplicationOf, { milliseconds });
}
