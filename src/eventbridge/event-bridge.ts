/**
 * Takes events to whoever asked for them: rules with their targets, and this server itself. What it promises:
 *
 * - A rule holds from the answer to PutRule on: who listens is kept in memory, in step with what is stored.
 * - An event is matched once, as it is put; every target of a rule that matches gets it at least once, unless it refuses
 *   or the process ends before.
 * - Events of executions are published after the turn they tell of is durable, and only made where a rule may match.
 */

import type { Logger } from 'pino';
import { type Arn, type Place, parseArn } from '../base/arn.ts';
import type { Clock } from '../base/clock.ts';
import type { JsonObject } from '../base/json.ts';
import type { TurnObserver } from '../runtime/turn-observer.ts';
import type { EventRuleBody } from '../store/resources/events.ts';
import type { ResourceKey } from '../store/store.ts';
import { type BusEvent, createEvent, type EventParts, forwardEvent } from './bus-event.ts';
import { type ConnectionSecrets, findConnectionSecrets } from './connection-secrets.ts';
import { createDeliveries } from './deliveries.ts';
import { busId, Listeners } from './listeners.ts';
import { type ManagedRule, putManagedRule } from './managed-rules.ts';
import { type BusName, defaultBusName } from './names.ts';
import { parseEventPattern } from './patterns/event-pattern.ts';
import { createRules } from './rules.ts';
import { createStatusChanges } from './status-changes.ts';
import type { DeliveryParts } from './targets/target-kind.ts';

export interface EventBridge {
  /** Takes up the rules that are stored. Call once, before anything else. */
  start(): Promise<void>;
  /** Lets no schedule fire any more. */
  stopSchedules(): void;
  /** Resolves once no event is being delivered. */
  whenIdle(): Promise<void>;
  /** Gives up the events that wait for another attempt. */
  close(): void;
  /** Puts an event on a bus, whether or not it exists; its id. The caller has asked whether it may. */
  putEvent(event: Omit<EventParts, 'id' | 'ingestedAt'>, bus: BusName): string;
  /** To be called after a rule was written or deleted. */
  reloadRule(key: ResourceKey<'EventRule'>): Promise<void>;
  /** Told of every turn, and publishes what executions become. */
  readonly onTurn: TurnObserver;
  /** Makes a rule of the server's own, which users see and cannot change, or brings it up to date. */
  putManagedRule(rule: ManagedRule, place: Place): Promise<void>;
  /** Has the server itself be the target of the managed rules called `name`, wherever they are and while they are enabled. */
  onManagedRule(name: string, hear: HearEvent): StopHearing;
  /** Tells of the events on the default bus of an account and region that match, without a rule. */
  onEvent(subscription: EventSubscription, hear: HearEvent): StopHearing;
  /** For who calls in the name of a connection; no API shows them. */
  findConnectionSecrets(connectionArn: Arn): Promise<ConnectionSecrets | undefined>;
}

/** Gets the event as targets do; must neither throw nor hold up whoever put it. */
export type HearEvent = (event: JsonObject) => void;
export type StopHearing = () => void;

export interface EventSubscription {
  readonly account: string;
  readonly region: string;
  readonly eventPattern: JsonObject;
}

export interface EventBridgeParts extends Omit<DeliveryParts, 'forward'> {
  readonly clock: Clock;
  readonly random: () => number;
  readonly newId: () => string;
  readonly log: Logger;
}

export function createEventBridge(parts: EventBridgeParts): EventBridge {
  const { store, clock, newId, log } = parts;
  const listeners = new Listeners();
  const managedHearers = new Map<string, Set<HearEvent>>();
  const deliveries = createDeliveries({ ...parts, forward: (event, bus) => publish(forwarded(event), bus) });
  const rules = createRules({ store, clock, listeners, onMatch, onDue });
  const now = () => clock.now();

  function onMatch(rule: EventRuleBody, event: BusEvent): void {
    if (rule.managedBy !== undefined) tellHearers(managedHearers.get(rule.name), event);
    if (rule.targets.length > 0) deliveries.deliver(event, rule);
  }

  function tellHearers(hearers: ReadonlySet<HearEvent> | undefined, { json }: BusEvent): void {
    if (hearers === undefined) return;
    for (const hear of hearers) hear(json);
  }

  /** Source: User Guide, "Events from scheduled rules". */
  function onDue(rule: EventRuleBody, dueAt: number): void {
    const { account = '', region = '' } = parseArn(rule.arn) ?? {};
    const event = eventOf({
      source: 'aws.events',
      detailType: 'Scheduled Event',
      account,
      region,
      time: dueAt,
      resources: [rule.arn],
      detail: {},
    });
    deliveries.deliver(event, rule);
  }

  function eventOf(event: Omit<EventParts, 'id' | 'ingestedAt'>): BusEvent {
    return createEvent({ ...event, id: newId(), ingestedAt: now() });
  }

  function forwarded(event: BusEvent): BusEvent {
    return forwardEvent(event, now());
  }

  function publish(event: BusEvent, { place: { account, region }, name }: BusName): void {
    listeners.tell(busId(account, region, name), event);
  }

  return {
    start: rules.load,
    stopSchedules: rules.stopSchedules,
    whenIdle: deliveries.whenIdle,
    close: deliveries.close,
    putEvent(event, bus) {
      const made = eventOf(event);
      publish(made, bus);
      return made.id;
    },
    reloadRule: rules.reload,
    onTurn: createStatusChanges({
      mayHear: ({ account, region }, event) =>
        listeners.mayHear(busId(account, region, defaultBusName), event),
      publish(event) {
        const { account, region } = event;
        try {
          listeners.tell(busId(account, region, defaultBusName), eventOf(event));
        } catch (error) {
          // The turn has been taken, and nothing that goes wrong with its event may hold it up.
          log.error({ err: error, resources: event.resources }, 'an event was not published');
        }
      },
    }),
    putManagedRule: (rule, place) => putManagedRule({ store, rules, now }, rule, place),
    onManagedRule(name, hear) {
      const hearers = managedHearers.get(name) ?? new Set();
      managedHearers.set(name, hearers.add(hear));
      return () => {
        hearers.delete(hear);
      };
    },
    onEvent({ account, region, eventPattern }, hear) {
      const bus = busId(account, region, defaultBusName);
      const pattern = parseEventPattern(JSON.stringify(eventPattern));
      const listener = { pattern, hear: ({ json }: BusEvent) => hear(json) };
      listeners.add(bus, listener);
      return () => listeners.remove(bus, listener);
    },
    findConnectionSecrets: (connectionArn) => findConnectionSecrets(store, connectionArn),
  };
}
