import { createQueues, type Queues } from './queues/queues.ts';
import { createTopics, type Topics, type TopicsParts } from './topics/topics.ts';

/** Queues, and topics that send to them. */
export interface Messaging {
  readonly queues: Queues;
  readonly topics: Topics;
  /** Lets nobody wait for messages any more. */
  close(): void;
}

export function createMessaging(parts: TopicsParts): Messaging {
  const queues = createQueues(parts);
  return { queues, topics: createTopics(parts), close: queues.close };
}
