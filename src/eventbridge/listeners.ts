import type { BusEvent } from './bus-event.ts';
import type { EventPattern } from './patterns/event-pattern.ts';

/** Who is told of the events on a bus that match a pattern. */
export interface Listener {
  readonly pattern: EventPattern;
  hear(event: BusEvent): void;
}

/**
 * The listeners of every bus that has any, found by an event's source: publishing costs nothing where nobody listens, and
 * little where nobody listens to that source.
 */
export class Listeners {
  readonly #buses = new Map<string, BusListeners>();

  add(bus: string, listener: Listener): void {
    let listeners = this.#buses.get(bus);
    if (listeners === undefined) {
      listeners = { all: new Set(), bySource: new Map(), ofAnySource: new Set() };
      this.#buses.set(bus, listeners);
    }
    listeners.all.add(listener);
    for (const each of groupsFor(listeners, listener)) each.add(listener);
  }

  remove(bus: string, listener: Listener): void {
    const listeners = this.#buses.get(bus);
    if (listeners === undefined) return;
    listeners.all.delete(listener);
    for (const each of groupsFor(listeners, listener)) each.delete(listener);
    if (listeners.all.size === 0) this.#buses.delete(bus);
  }

  /** Whether an event of this source and type could match, whatever else it holds. */
  mayHear(bus: string, { source, detailType }: Pick<BusEvent, 'source' | 'detailType'>): boolean {
    const listeners = this.#buses.get(bus);
    if (listeners === undefined) return false;
    const isOpenTo = ({ pattern: { detailTypes } }: Listener) => detailTypes?.has(detailType) ?? true;
    return someOf(listeners.bySource.get(source), isOpenTo) || someOf(listeners.ofAnySource, isOpenTo);
  }

  tell(bus: string, event: BusEvent): void {
    const listeners = this.#buses.get(bus);
    if (listeners === undefined) return;
    tellAll(listeners.bySource.get(event.source), event);
    tellAll(listeners.ofAnySource, event);
  }
}

interface BusListeners {
  readonly all: Set<Listener>;
  readonly bySource: Map<string, Set<Listener>>;
  readonly ofAnySource: Set<Listener>;
}

function groupsFor(
  { bySource, ofAnySource }: BusListeners,
  { pattern: { sources } }: Listener,
): readonly Set<Listener>[] {
  if (sources === undefined) return [ofAnySource];
  return [...sources].map((source) => {
    let group = bySource.get(source);
    if (group === undefined) {
      group = new Set();
      bySource.set(source, group);
    }
    return group;
  });
}

function someOf(listeners: ReadonlySet<Listener> | undefined, test: (listener: Listener) => boolean) {
  if (listeners === undefined) return false;
  for (const listener of listeners) if (test(listener)) return true;
  return false;
}

function tellAll(listeners: ReadonlySet<Listener> | undefined, event: BusEvent): void {
  if (listeners === undefined) return;
  for (const listener of listeners) if (listener.pattern.matches(event.json)) listener.hear(event);
}

/** What stands for a bus in `Listeners`. */
export function busId(account: string, region: string, name: string): string {
  return `${account} ${region} ${name}`;
}
