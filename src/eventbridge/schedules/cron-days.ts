import { parseValue, parseValues, weekdayNames } from './cron-values.ts';

export interface CalendarDay {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
}

export type DayTest = (day: CalendarDay) => boolean;

const daysOfMonth = { min: 1, max: 31 };
/** From Sunday, which is 1. */
const daysOfWeek = { min: 1, max: 7, names: weekdayNames };

/** The days that both fields name; one of the two must be `?`, and the other must not. */
export function compileDays(dayOfMonth: string, dayOfWeek: string): DayTest | undefined {
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) return undefined;
  return dayOfMonth === '?' ? compileDayOfWeek(dayOfWeek) : compileDayOfMonth(dayOfMonth);
}

/** `L` is the last day of the month, `15W` the weekday nearest to the 15th within it. */
function compileDayOfMonth(field: string): DayTest | undefined {
  if (field === 'L') return ({ day, ...date }) => day === lengthOf(date);
  if (field === 'LW') return ({ day, ...date }) => day === nearestWeekday(date, lengthOf(date));
  const [, nearest] = /^(\d{1,2})W$/.exec(field) ?? [];
  if (nearest !== undefined) {
    const target = parseValue(nearest, daysOfMonth);
    if (target === undefined) return undefined;
    return ({ day, ...date }) => target <= lengthOf(date) && day === nearestWeekday(date, target);
  }
  const days = parseValues(field, daysOfMonth);
  return days === undefined ? undefined : ({ day }) => days.has(day);
}

/** `L` is Saturday, `6L` the last Friday of the month, `3#2` its second Tuesday. */
function compileDayOfWeek(field: string): DayTest | undefined {
  if (field === 'L') return (date) => weekdayOf(date) === 7;
  const [, lastText] = /^(\w+)L$/.exec(field) ?? [];
  if (lastText !== undefined) {
    const last = parseValue(lastText, daysOfWeek);
    if (last === undefined) return undefined;
    return (date) => weekdayOf(date) === last && date.day + 7 > lengthOf(date);
  }
  const [, weekdayText, countText] = /^(\w+)#([1-5])$/.exec(field) ?? [];
  if (weekdayText !== undefined) {
    const weekday = parseValue(weekdayText, daysOfWeek);
    if (weekday === undefined) return undefined;
    return (date) => weekdayOf(date) === weekday && Math.ceil(date.day / 7) === Number(countText);
  }
  const days = parseValues(field, daysOfWeek);
  return days === undefined ? undefined : (date) => days.has(weekdayOf(date));
}

function lengthOf({ year, month }: Omit<CalendarDay, 'day'>): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function weekdayOf({ year, month, day }: CalendarDay): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
}

/** The day from Monday to Friday that is nearest to `day` in the same month. */
function nearestWeekday(date: Omit<CalendarDay, 'day'>, day: number): number {
  const weekday = weekdayOf({ ...date, day });
  if (weekday === 7) return day === 1 ? 3 : day - 1;
  if (weekday === 1) return day === lengthOf(date) ? day - 2 : day + 1;
  return day;
}
