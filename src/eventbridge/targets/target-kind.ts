import type { Arn, Place } from '../../base/arn.ts';
import type { Session } from '../../connectors/connector.ts';
import type { Caller, Identity } from '../../runtime/identity/identity.ts';
import type { EventRuleBody, EventTargetBody } from '../../store/resources/events.ts';
import type { Store } from '../../store/store.ts';
import type { BusEvent } from '../bus-event.ts';
import type { BusName } from '../names.ts';

/** A kind of target that events are delivered to. */
export interface TargetKind {
  /** Whether `arn` names such a target. */
  accepts(arn: Arn): boolean;
  /** Whether the target must say as which role it is called. */
  readonly needsRole: boolean;
  /** Rejects where the target did not take the event. */
  deliver(delivery: Delivery, parts: DeliveryParts): Promise<void>;
}

/** One event for one target of one rule. */
export interface Delivery {
  readonly event: BusEvent;
  readonly rule: EventRuleBody;
  readonly target: EventTargetBody;
  /** Where the target is. */
  readonly place: Place;
}

/** What deliveries are made with. */
export interface DeliveryParts {
  readonly store: Store;
  readonly identity: Identity;
  /** Calls a service as `caller`, wherever that service is. */
  readonly openSession: (caller: Caller, traceHeader?: string) => Session;
  /** Puts the event on another bus. */
  readonly forward: (event: BusEvent, bus: BusName) => void;
}
