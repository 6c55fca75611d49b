import type { Chance } from '../fuzz/chance.ts';

/** How often what goes wrong: once in so many times, never where it is 0. */
export interface FaultRates {
  /** The process is killed with a commit under way: before it took effect, or before anybody heard of it. */
  readonly crashBeforeCommit: number;
  readonly crashAfterCommit: number;
  /** The process is killed at any other time, or closes in good order. */
  readonly crash: number;
  readonly shutdown: number;
  readonly commitFails: number;
  readonly commitIsSlow: number;
  readonly readFails: number;
  readonly readIsSlow: number;
  /** The disk is full for a while; of the seconds that pass. */
  readonly diskFills: number;
  /** The machine's clock goes back a little, or on by minutes as after a sleep; of the seconds that pass. */
  readonly clockStepsBack: number;
  readonly clockJumps: number;
  readonly timerIsLate: number;
  /** A call's answer never comes, or comes late, or what is called throws something nobody expects. */
  readonly answerIsLost: number;
  readonly answerIsLate: number;
  readonly callBreaks: number;
  /** A call that is made again is answered otherwise than before. */
  readonly answerContradicts: number;
  readonly pollIsRefused: number;
  readonly cancelIsRefused: number;
  /** The end of a job is announced never, twice, or before its call is answered. */
  readonly eventIsLost: number;
  readonly eventIsDoubled: number;
  /** Who holds a token reports only when all is well again, or reports a second time and otherwise. */
  readonly reportIsLost: number;
  readonly reportIsDoubled: number;
  /** A worker hangs up while it waits, or before it has the answer. */
  readonly workerHangsUp: number;
}

export const noFaults: FaultRates = {
  crashBeforeCommit: 0,
  crashAfterCommit: 0,
  crash: 0,
  shutdown: 0,
  commitFails: 0,
  commitIsSlow: 0,
  readFails: 0,
  readIsSlow: 0,
  diskFills: 0,
  clockStepsBack: 0,
  clockJumps: 0,
  timerIsLate: 0,
  answerIsLost: 0,
  answerIsLate: 0,
  callBreaks: 0,
  answerContradicts: 0,
  pollIsRefused: 0,
  cancelIsRefused: 0,
  eventIsLost: 0,
  eventIsDoubled: 0,
  reportIsLost: 0,
  reportIsDoubled: 0,
  workerHangsUp: 0,
};

/** From hardly ever to most of the time. */
const rates = [2, 4, 8, 16, 40];
/** Of what has few occasions. */
const rareRates = [1, 2, 4];
const rare: ReadonlySet<string> = new Set<keyof FaultRates>([
  'answerContradicts',
  'pollIsRefused',
  'cancelIsRefused',
  'eventIsLost',
  'eventIsDoubled',
  'reportIsLost',
  'reportIsDoubled',
  'workerHangsUp',
]);

/** Each kind in some runs and not in others, since faults that always come together hide what each does alone. */
export function drawFaults(chance: Chance): FaultRates {
  const names = Object.keys(noFaults) as (keyof FaultRates)[];
  const isCrowded = chance.once(3);
  const drawn = names.map((name) => [
    name,
    chance.once(isCrowded ? 2 : 4) ? chance.pick(rare.has(name) ? rareRates : rates) : 0,
  ]);
  return Object.fromEntries(drawn) as unknown as FaultRates;
}

export interface Faults {
  /** Whether this time it happens. */
  happens(name: keyof FaultRates): boolean;
  /** From now on; before, and after `heal`, nothing goes wrong. */
  begin(): void;
  heal(): void;
  readonly isHealed: boolean;
  /** How often each happened. */
  readonly counts: ReadonlyMap<keyof FaultRates, number>;
}

export function createFaults(given: FaultRates, chance: Chance): Faults {
  const counts = new Map<keyof FaultRates, number>();
  let current = noFaults;
  return {
    counts,
    happens(name) {
      const rate = current[name];
      if (rate === 0 || !chance.once(rate)) return false;
      counts.set(name, (counts.get(name) ?? 0) + 1);
      return true;
    },
    begin() {
      current = given;
    },
    heal() {
      current = noFaults;
    },
    get isHealed() {
      return current === noFaults;
    },
  };
}
