import { describe, expect, test } from 'vitest';
import { FairSeats, type Guest } from '../../../src/api/overload/fair-seats.ts';

const guest = (account: string, machine = 'only'): Guest => ({ account, machine });

/** How many of `count` requests of one guest get a seat. */
function taken(
  seats: FairSeats,
  who: Guest,
  { count, max }: { readonly count: number; readonly max: number },
) {
  return Array.from({ length: count }, () => seats.take(who, max)).filter((isTaken) => isTaken).length;
}

describe('seats', () => {
  test('are all for one who is alone', () => {
    expect(taken(new FairSeats(), guest('1'), { count: 200, max: 100 })).toBe(100);
  });

  test('are there for another account when the first has taken all, up to half of them', () => {
    const seats = new FairSeats();
    taken(seats, guest('1'), { count: 200, max: 100 });
    expect(taken(seats, guest('2'), { count: 200, max: 100 })).toBe(50);
    expect(seats.take(guest('1'), 100)).toBe(false);
  });

  test('are there for another state machine of the same account as long as the account has not its share', () => {
    const seats = new FairSeats();
    taken(seats, guest('1', 'flooding'), { count: 40, max: 100 });
    taken(seats, guest('2'), { count: 200, max: 100 });
    // The account has 40 of its 50, of which a second machine may have half.
    expect(taken(seats, guest('1', 'quiet'), { count: 200, max: 100 })).toBe(10);
  });

  test('are one for each account where there are none', () => {
    const seats = new FairSeats();
    expect(taken(seats, guest('1'), { count: 5, max: 0 })).toBe(1);
    expect(taken(seats, guest('2'), { count: 5, max: 0 })).toBe(1);
    expect(seats.taken).toBe(2);
  });

  test('are free again when they are left, and nothing is remembered of who left', () => {
    const seats = new FairSeats();
    for (let round = 0; round < 3; round += 1) {
      expect(taken(seats, guest('1'), { count: 20, max: 10 })).toBe(10);
      for (let left = 0; left < 10; left += 1) seats.leave(guest('1'));
      expect(seats.taken).toBe(0);
    }
    seats.leave(guest('1'));
    expect(seats.taken).toBe(0);
  });

  test('are never more than twice as many, and one for each account', () => {
    const seats = new FairSeats();
    for (let round = 0; round < 100; round += 1)
      for (let account = 0; account < 20; account += 1)
        for (let machine = 0; machine < 5; machine += 1) seats.take(guest(`${account}`, `${machine}`), 50);
    expect(seats.taken).toBeLessThanOrEqual(2 * 50 + 20);
    expect(seats.taken).toBeGreaterThanOrEqual(50);
  });
});
