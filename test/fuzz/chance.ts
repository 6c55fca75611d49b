import { seededRandom } from '../support/seeded-random.ts';

/** Draws by chance, the same ones for the same seed. */
export interface Chance {
  /** A whole number from 0 to `bound`, without it. */
  below(bound: number): number;
  /** True once in so many times. */
  once(inTimes: number): boolean;
  pick<Member>(members: readonly Member[]): Member;
}

export function chanceOf(seed: number): Chance {
  const random = seededRandom(seed);
  const below = (bound: number) => Math.floor(random() * bound);
  return {
    below,
    once: (inTimes) => below(inTimes) === 0,
    pick: (members) => members[below(members.length)] as (typeof members)[number],
  };
}
