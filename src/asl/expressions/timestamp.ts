/** A point in time to the nanosecond. */
export interface Instant {
  readonly epochSeconds: number;
  readonly nanoseconds: number;
}

const pattern =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:[.](\d{1,9}))?)?(?:Z|([+-])(\d{2}):(\d{2})(?::(\d{2}))?)$/i;

/**
 * `text` as a point in time, or undefined where it is not one in the ISO-8601 extended offset form that AWS reads: a `T`,
 * an offset or `Z`, seconds and their fraction optional.
 */
export function parseTimestamp(text: string): Instant | undefined {
  const parts = pattern.exec(text);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second = '0', fraction = '', sign, ...offset] = parts;
  const time = { hour: Number(hour), minute: Number(minute), second: Number(second) };
  if (time.hour > 23 || time.minute > 59 || time.second > 59) return undefined;
  const epochSeconds = secondsOf({ year: Number(year), month: Number(month), day: Number(day), ...time });
  const shift = offsetSeconds(offset);
  if (epochSeconds === undefined || shift === undefined) return undefined;
  return {
    epochSeconds: epochSeconds - (sign === '-' ? -shift : shift),
    nanoseconds: Number(fraction.padEnd(9, '0')),
  };
}

function secondsOf(date: {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}): number | undefined {
  const at = new Date(0);
  // Unlike Date.UTC, setUTCFullYear takes the years 0 to 99 for what they are.
  at.setUTCFullYear(date.year, date.month - 1, date.day);
  if (at.getUTCMonth() !== date.month - 1 || at.getUTCDate() !== date.day) return undefined;
  return at.getTime() / 1000 + date.hour * 3600 + date.minute * 60 + date.second;
}

/** Offsets reach 18 hours, as in Java. */
function offsetSeconds([hours = '0', minutes = '0', seconds = '0']: readonly (string | undefined)[]):
  | number
  | undefined {
  if (Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const offset = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return offset > 18 * 3600 ? undefined : offset;
}

/** Negative where `left` is earlier, positive where it is later. */
export function compareInstants(left: Instant, right: Instant): number {
  return left.epochSeconds - right.epochSeconds || left.nanoseconds - right.nanoseconds;
}
