import type { Schedule } from './schedule.ts';

const unitMilliseconds: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/** `5 minutes`, `1 hour`: one of a unit is written in the singular. Undefined for anything else. */
export function parseRate(text: string): Schedule | undefined {
  const [, value = '', unit = '', plural] = /^\s*(\d{1,9}) +(minute|hour|day)(s?)\s*$/.exec(text) ?? [];
  const count = Number(value);
  const unitPeriod = unitMilliseconds[unit];
  if (unitPeriod === undefined || count === 0 || (count === 1) !== (plural === '')) return undefined;
  const period = count * unitPeriod;
  return {
    next: (after, from) => from + (Math.max(0, Math.floor((after - from) / period)) + 1) * period,
  };
}
