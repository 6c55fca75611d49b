import { compileDays, type DayTest } from './cron-days.ts';
import { monthNames, parseValues } from './cron-values.ts';
import type { Schedule } from './schedule.ts';

const minuteMilliseconds = 60_000;
const dayMilliseconds = 86_400_000;
const yearMin = 1970;
const yearMax = 2199;

/**
 * Minutes, hours, day of the month, month, day of the week and year, each in UTC. Undefined where that is not what
 * `text` is.
 *
 * Source: User Guide, "Cron expressions".
 */
export function parseCron(text: string): Schedule | undefined {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 6) return undefined;
  const [minuteField = '', hourField = '', dayOfMonth = '', monthField = '', dayOfWeek = '', yearField = ''] =
    fields;
  const minutes = parseValues(minuteField, { min: 0, max: 59 });
  const hours = parseValues(hourField, { min: 0, max: 23 });
  const months = parseValues(monthField, { min: 1, max: 12, names: monthNames });
  const years = parseValues(yearField, { min: yearMin, max: yearMax });
  const isDay = compileDays(dayOfMonth, dayOfWeek);
  if (
    minutes === undefined ||
    hours === undefined ||
    months === undefined ||
    years === undefined ||
    isDay === undefined
  ) {
    return undefined;
  }
  const times = timesOfDay(minutes, hours);
  return { next: (after) => findNext(after, { times, months, years, isDay }) };
}

interface Cron {
  /** Minutes since midnight, in order. */
  readonly times: readonly number[];
  readonly months: ReadonlySet<number>;
  readonly years: ReadonlySet<number>;
  readonly isDay: DayTest;
}

function timesOfDay(minutes: ReadonlySet<number>, hours: ReadonlySet<number>): readonly number[] {
  const times = [...hours].flatMap((hour) => [...minutes].map((minute) => hour * 60 + minute));
  return times.sort((left, right) => left - right);
}

function findNext(after: number, { times, months, years, isDay }: Cron): number | undefined {
  const earliest = (Math.floor(after / minuteMilliseconds) + 1) * minuteMilliseconds;
  let midnight = Math.floor(earliest / dayMilliseconds) * dayMilliseconds;
  for (;;) {
    const date = new Date(midnight);
    const year = date.getUTCFullYear();
    if (year > yearMax) return undefined;
    const month = date.getUTCMonth() + 1;
    if (!years.has(year)) midnight = Date.UTC(year + 1, 0, 1);
    else if (!months.has(month)) midnight = Date.UTC(year, month, 1);
    else {
      if (isDay({ year, month, day: date.getUTCDate() })) {
        const found = times.find((time) => midnight + time * minuteMilliseconds >= earliest);
        if (found !== undefined) return midnight + found * minuteMilliseconds;
      }
      midnight += dayMilliseconds;
    }
  }
}
