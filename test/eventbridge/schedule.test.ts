import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSchedule } from '../../src/eventbridge/schedules/schedule.ts';

const thursday = Date.parse('2026-01-15T12:00:00Z');

function timesOf(expression: string, count = 3): readonly string[] {
  const schedule = parseSchedule(expression);
  const times: string[] = [];
  let at: number | undefined = thursday;
  while (times.length < count) {
    at = schedule.next(at, thursday);
    if (at === undefined) break;
    times.push(new Date(at).toISOString().replace(':00.000Z', ''));
  }
  return times;
}

const schedules: readonly (readonly [expression: string, times: readonly string[]])[] = [
  ['rate(1 minute)', ['2026-01-15T12:01', '2026-01-15T12:02', '2026-01-15T12:03']],
  ['rate(12 hours)', ['2026-01-16T00:00', '2026-01-16T12:00', '2026-01-17T00:00']],
  ['rate(2 days)', ['2026-01-17T12:00', '2026-01-19T12:00', '2026-01-21T12:00']],
  ['cron(0 10 * * ? *)', ['2026-01-16T10:00', '2026-01-17T10:00', '2026-01-18T10:00']],
  ['cron(0/15 * * * ? *)', ['2026-01-15T12:15', '2026-01-15T12:30', '2026-01-15T12:45']],
  ['cron(0 18 ? * MON-FRI *)', ['2026-01-15T18:00', '2026-01-16T18:00', '2026-01-19T18:00']],
  ['cron(0 8 1 * ? *)', ['2026-02-01T08:00', '2026-03-01T08:00', '2026-04-01T08:00']],
  ['cron(0 0 L * ? *)', ['2026-01-31T00:00', '2026-02-28T00:00', '2026-03-31T00:00']],
  ['cron(0 0 LW * ? *)', ['2026-01-30T00:00', '2026-02-27T00:00', '2026-03-31T00:00']],
  ['cron(0 0 1W * ? *)', ['2026-02-02T00:00', '2026-03-02T00:00', '2026-04-01T00:00']],
  ['cron(0 0 31W JAN,FEB,MAY ? *)', ['2026-01-30T00:00', '2026-05-29T00:00', '2027-01-29T00:00']],
  ['cron(0 12 ? * 2#2 *)', ['2026-02-09T12:00', '2026-03-09T12:00', '2026-04-13T12:00']],
  ['cron(0 12 ? * FRIL *)', ['2026-01-30T12:00', '2026-02-27T12:00', '2026-03-27T12:00']],
  ['cron(0 12 ? * L *)', ['2026-01-17T12:00', '2026-01-24T12:00', '2026-01-31T12:00']],
  ['cron(5,10 8-9 ? 2/6 1 2027)', ['2027-02-07T08:05', '2027-02-07T08:10', '2027-02-07T09:05']],
  ['cron(0 0 29 2 ? *)', ['2028-02-29T00:00', '2032-02-29T00:00', '2036-02-29T00:00']],
  ['cron(0 0 30 2 ? *)', []],
  ['cron(0 0 1 1 ? 2020)', []],
];

test.each(schedules)('%s fires at %s', (expression, times) => {
  expect(timesOf(expression)).toEqual(times);
});

test.each([
  'rate(1 minutes)',
  'rate(5 minute)',
  'rate(0 minutes)',
  'rate(-1 minutes)',
  'rate(5 seconds)',
  'rate(1.5 hours)',
  'every(5 minutes)',
  'cron(0 10 * * *)',
  'cron(0 10 * * * *)',
  'cron(0 10 ? * ? *)',
  'cron(60 10 * * ? *)',
  'cron(0 24 * * ? *)',
  'cron(0 10 0 * ? *)',
  'cron(0 10 * 13 ? *)',
  'cron(0 10 ? * 8 *)',
  'cron(0 10 ? * MON#6 *)',
  'cron(5-1 10 * * ? *)',
  'cron(*/0 10 * * ? *)',
  'cron(0 10 * * ? 2200)',
  'cron()',
  '',
])('%s is refused', (expression) => {
  expect(() => parseSchedule(expression)).toThrow('Parameter ScheduleExpression is not valid.');
});

describe('properties', () => {
  const at = fc.integer({ min: thursday - 1e11, max: thursday + 1e11 });

  test('the next time is a whole minute that lies ahead and that the fields name', () => {
    const minute = fc.integer({ min: 0, max: 59 });
    const hour = fc.integer({ min: 0, max: 23 });
    fc.assert(
      fc.property(minute, hour, fc.integer({ min: 1, max: 12 }), at, (minutes, hours, month, after) => {
        const next = parseSchedule(`cron(${minutes} ${hours} * ${month} ? *)`).next(after, 0) ?? 0;
        const date = new Date(next);
        expect(next).toBeGreaterThan(after);
        expect(next - after).toBeLessThanOrEqual(366 * 86_400_000);
        expect([date.getUTCMinutes(), date.getUTCHours(), date.getUTCMonth() + 1]).toEqual([
          minutes,
          hours,
          month,
        ]);
        expect(next % 60_000).toBe(0);
      }),
    );
  });

  test('a rate keeps to its periods whenever it is asked', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 5000 }), at, at, (count, after, from) => {
        const period = count * 60_000;
        const next = parseSchedule(`rate(${count} minutes)`).next(after, from) ?? 0;
        expect(next).toBeGreaterThan(after);
        expect((next - from) % period).toBe(0);
        expect(next - Math.max(after, from)).toBeLessThanOrEqual(period);
      }),
    );
  });
});
