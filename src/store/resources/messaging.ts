import type { Arn } from '../../base/arn.ts';
import type { Tag } from './tag.ts';

export interface QueueBody {
  readonly arn: Arn;
  readonly name: string;
  /** Whom its messages belong to. No other queue ever has the number, also not one of the same name. */
  readonly queueId: number;
  /** As the API has them, without those that are not set. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Messages up to this one were purged. */
  readonly purgedId: number;
  readonly purgedAt: number | undefined;
  readonly tags: readonly Tag[];
}

export interface TopicBody {
  readonly arn: Arn;
  readonly name: string;
  /** As the API has them, without those that are not set. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: readonly Tag[];
}

export interface TopicSubscriptionBody {
  readonly arn: Arn;
  readonly topicArn: Arn;
  /** The account that subscribed. */
  readonly owner: string;
  readonly protocol: string;
  readonly endpoint: string;
  /** As the API has them, without those that are not set. */
  readonly attributes: Readonly<Record<string, string>>;
  /** What confirms it; undefined once it is confirmed. */
  readonly token: string | undefined;
  /** Whether only its owner and the topic's may end it. */
  readonly isConfirmedByOwner: boolean;
}
