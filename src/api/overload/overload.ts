import type { JsonObject } from '../../base/json.ts';
import type { WriteLoad } from '../../store/write-load.ts';
import { FairSeats, type Guest } from './fair-seats.ts';
import {
  createPressureGauge,
  defaultPressureLimits,
  type Pressure,
  type PressureGauge,
  type PressureLimits,
} from './pressure.ts';
import { throttledBy } from './throttled.ts';

/**
 * Takes requests in, or refuses them as their service does when it is asked too often, before memory or the others'
 * waiting times suffer.
 *
 * What begins work goes first: StartExecution and its like have seats, of which there are fewer the harder the server is
 * pressed, shared fairly among accounts and state machines. Beyond that everything waits outside but what lets work end or
 * shows how it goes: SendTask…, Stop…, Describe… and their like.
 */
export interface Overload {
  /** Throws the service's throttling error. What it answers is for `leave`, once the request is answered. */
  enter(request: EnteringRequest): Seat | undefined;
  leave(seat: Seat | undefined): void;
  /** Requests under way. */
  readonly requestCount: number;
  /** Requests that were refused, by what they asked for. */
  readonly refused: ReadonlyMap<string, number>;
  readonly pressure: Pressure;
  /** What waits for the disk, in UTF-16 units. */
  readonly waitingCharacters: number;
  close(): void;
}

export interface EnteringRequest {
  readonly service: string;
  readonly operationName: string;
  readonly input: JsonObject;
  readonly account: string;
  /** When it came, on the clock of `performance`. */
  readonly at: number;
}

/** A place among those who begin work; the others need none. */
export interface Seat extends Guest {
  readonly seats: FairSeats;
}

export interface OverloadLimits extends PressureLimits {
  /** Requests under way at once. */
  readonly requestsMax: number;
  /** With fewer requests under way nobody is refused, however slow the disk or the machine is: it is not their number. */
  readonly crowdMin: number;
  /** Starts under way at once, from their arrival to their answer, in each state of the server. */
  readonly startsMax: Readonly<Record<Pressure, number>>;
  /** StartSyncExecution is answered when its execution ends. */
  readonly syncStartsMax: Readonly<Record<Pressure, number>>;
}

export const defaultOverloadLimits: OverloadLimits = {
  ...defaultPressureLimits,
  requestsMax: 20_000,
  crowdMin: 32,
  startsMax: { calm: 4_096, busy: 256, overloaded: 0 },
  syncStartsMax: { calm: 8_192, busy: 1_024, overloaded: 0 },
};

export function createOverload(writes: WriteLoad, changes: Partial<OverloadLimits> = {}): Overload {
  const limits: OverloadLimits = { ...defaultOverloadLimits, ...changes };
  const gauge: PressureGauge = createPressureGauge(writes, limits);
  const starts = new FairSeats();
  const syncStarts = new FairSeats();
  const refused = new Map<string, number>();
  let requestCount = 0;

  function refuse(service: string, operationName: string): never {
    const name = `${service}:${operationName}`;
    refused.set(name, (refused.get(name) ?? 0) + 1);
    throw throttledBy(service);
  }

  function pressureAt(at: number): Pressure {
    if (requestCount < limits.crowdMin) return 'calm';
    return requestCount >= limits.requestsMax ? 'overloaded' : gauge.read(at);
  }

  function takeSeat({ service, operationName, input, account }: EnteringRequest, pressure: Pressure): Seat {
    const isSync = operationName === 'StartSyncExecution';
    const seats = isSync ? syncStarts : starts;
    const machine = machineOf(input);
    const max = isSync ? limits.syncStartsMax[pressure] : limits.startsMax[pressure];
    if (!seats.take({ account, machine }, max)) refuse(service, operationName);
    return { seats, account, machine };
  }

  return {
    enter(request) {
      const { service, operationName, at } = request;
      const pressure = pressureAt(at);
      if (pressure === 'overloaded' && !letsWorkEnd(operationName) && !isStart(request))
        refuse(service, operationName);
      const seat = isStart(request) ? takeSeat(request, pressure) : undefined;
      requestCount += 1;
      return seat;
    },
    leave(seat) {
      requestCount -= 1;
      seat?.seats.leave(seat);
    },
    get requestCount() {
      return requestCount;
    },
    refused,
    get pressure() {
      return pressureAt(performance.now());
    },
    get waitingCharacters() {
      return writes.characters;
    },
    close: gauge.close,
  };
}

const startingActions: ReadonlySet<string> = new Set([
  'RedriveExecution',
  'StartExecution',
  'StartSyncExecution',
]);

function isStart({ service, operationName }: EnteringRequest): boolean {
  return service === 'states' && startingActions.has(operationName);
}

/** Operations are few: every name asked for is one that the server has. */
const endingNames = new Map<string, boolean>();

/** What ends work, reports on it, or shows it. `GetActivityTask` is how a worker comes to the task it will end. */
const ending = /^(SendTask|Stop|Cancel|Terminate|Delete|Describe|Get|List|BatchStop|Head|Receive)/;
function letsWorkEnd(operationName: string): boolean {
  const known = endingNames.get(operationName);
  if (known !== undefined) return known;
  const isEnding = ending.test(operationName);
  endingNames.set(operationName, isEnding);
  return isEnding;
}

/** Whatever the spelling of a version or an alias: those of one machine share its seats. */
function machineOf({ stateMachineArn, executionArn }: JsonObject): string {
  const arn = stateMachineArn ?? executionArn;
  if (typeof arn !== 'string') return '';
  let start = 0;
  for (let colon = 0; colon < 6; colon += 1) start = arn.indexOf(':', start) + 1;
  const end = arn.indexOf(':', start);
  return end < 0 ? arn.slice(start) : arn.slice(start, end);
}
