import type { JsonObject } from '../../../base/json.ts';
import type { Session } from '../../../connectors/connector.ts';
import type { Caller } from '../../../runtime/identity/identity.ts';
import type { TopicSubscriptionBody } from '../../../store/resources/messaging.ts';
import type { TopicMessage } from '../topic-message.ts';

/** A way in which subscribers get messages. */
export interface SubscriptionProtocol {
  /** As Subscribe has it: `sqs`. */
  readonly name: string;
  /** What InvalidParameter says of an endpoint that is none; undefined for one that is. */
  findProblem(endpoint: string, isFifoTopic: boolean): string | undefined;
  /** The account whose endpoint it is. */
  ownerOf(endpoint: string): string;
  /** Whether the owner of an endpoint that another account subscribed has to confirm it. */
  readonly isConfirmed: boolean;
  /** Rejects where the endpoint did not take the message. */
  deliver(delivery: TopicDelivery, parts: TopicDeliveryParts): Promise<void>;
  /** Asks the endpoint's owner for confirmation. */
  askToConfirm?(request: ConfirmationRequest, parts: TopicDeliveryParts): Promise<void>;
}

/** One message for one subscription. */
export interface TopicDelivery {
  readonly message: TopicMessage;
  readonly subscription: TopicSubscriptionBody;
}

export interface ConfirmationRequest {
  readonly subscription: TopicSubscriptionBody;
  /** To be given as the endpoint's message. */
  readonly confirmation: JsonObject;
}

/** What deliveries are made with. */
export interface TopicDeliveryParts {
  /** Calls a service as `caller`. */
  readonly openSession: (caller: Caller, traceHeader?: string) => Session;
  /** Where this server can be reached. */
  readonly endpoint: () => string;
}
