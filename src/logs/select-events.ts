import { comparePositions, type LogEvent, type LogPosition, type LogSource, sizeOf } from './log-event.ts';

export interface EventQuery {
  readonly sources: readonly LogSource[];
  /** Epoch milliseconds: from `startTime` on, and before `endTime`. */
  readonly startTime: number | undefined;
  readonly endTime: number | undefined;
  readonly matches: (message: string) => boolean;
  /** `first` of those behind `position`, or `last` of those before it. */
  readonly direction: 'first' | 'last';
  readonly position: LogPosition | undefined;
  readonly limit: number;
}

export interface SelectedEvents {
  /** In order. */
  readonly events: readonly LogEvent[];
  /** Whether there are others in the same direction. */
  readonly isCut: boolean;
}

/** Bytes of a page. Source: API Reference, "GetLogEvents", limit. */
const pageBytesMax = 1024 * 1024;

/** How much more than a page is gathered before what cannot be on it is dropped. */
const slack = 4;

/** A page of events. However many there are, no more than a few pages of them are in memory. */
export async function selectEvents(query: EventQuery): Promise<SelectedEvents> {
  const {
    sources,
    startTime = 0,
    endTime = Number.POSITIVE_INFINITY,
    matches,
    direction,
    position,
    limit,
  } = query;
  const isAhead = (event: LogEvent): boolean => {
    if (position === undefined) return true;
    const order = comparePositions(event, position);
    return direction === 'first' ? order > 0 : order < 0;
  };
  const page = new Page(direction, limit);
  for (const source of sources) {
    for await (const event of source.read()) {
      const { timestamp } = event;
      if (timestamp < startTime || timestamp >= endTime) continue;
      if (isAhead(event) && matches(event.message)) page.add(event);
    }
  }
  return page.end();
}

class Page {
  readonly #direction: 'first' | 'last';
  readonly #limit: number;
  #events: LogEvent[] = [];
  #bytes = 0;
  #isCut = false;

  constructor(direction: 'first' | 'last', limit: number) {
    this.#direction = direction;
    this.#limit = limit;
  }

  add(event: LogEvent): void {
    this.#events.push(event);
    this.#bytes += sizeOf(event);
    if (this.#events.length > this.#limit * slack || this.#bytes > pageBytesMax * slack) this.#cut();
  }

  end(): SelectedEvents {
    this.#cut();
    const events = this.#direction === 'first' ? this.#events : this.#events.reverse();
    return { events, isCut: this.#isCut };
  }

  /** Drops what has no room, and leaves the rest in the order of the direction. */
  #cut(): void {
    const sign = this.#direction === 'first' ? 1 : -1;
    this.#events.sort((left, right) => sign * comparePositions(left, right));
    let bytes = 0;
    let count = 0;
    for (const event of this.#events) {
      const size = sizeOf(event);
      // One event always has room, so that every page goes on.
      if (count === this.#limit || (count > 0 && bytes + size > pageBytesMax)) break;
      bytes += size;
      count += 1;
    }
    if (count < this.#events.length) this.#isCut = true;
    this.#events.length = count;
    this.#bytes = bytes;
  }
}
