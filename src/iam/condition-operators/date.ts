import { type ConditionOperator, negated } from './operator.ts';

const dateEquals = comparison((value, expected) => value === expected);

/** Source: IAM User Guide, "IAM JSON policy elements: Condition operators", Date condition operators. */
export const dateOperators = {
  DateEquals: dateEquals,
  DateNotEquals: negated(dateEquals),
  DateLessThan: comparison((value, expected) => value < expected),
  DateLessThanEquals: comparison((value, expected) => value <= expected),
  DateGreaterThan: comparison((value, expected) => value > expected),
  DateGreaterThanEquals: comparison((value, expected) => value >= expected),
};

function comparison(holds: (value: number, expected: number) => boolean): ConditionOperator {
  return {
    isNegated: false,
    compile: (text) => {
      const expected = parseDate(text);
      if (expected === undefined) return undefined;
      return (value) => {
        const date = parseDate(value);
        return date !== undefined && holds(date, expected);
      };
    },
  };
}

/** ISO 8601 as the W3C profile has it: a year, and as much of month, day, time and zone as is known. */
const isoDate =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[Tt](\d{1,2})(?::(\d{2})(?::(\d{2})(\.\d{1,9})?)?)?([Zz]|[+-]\d{2}(?::?\d{2})?)?)?)?)?$/;

/** Epoch seconds must fit into 64 bits; what does not was never a time. */
const epochSecondsMax = 2 ** 63;

/** Epoch milliseconds, from an ISO 8601 date or from epoch seconds. Four digits are a year. */
function parseDate(text: string): number | undefined {
  const match = isoDate.exec(text);
  if (match !== null) return parseIsoDate(match);
  if (!/^-?\d+$/.test(text)) return undefined;
  const seconds = Number(text);
  return Math.abs(seconds) < epochSecondsMax ? seconds * 1000 : undefined;
}

function parseIsoDate(match: RegExpExecArray): number | undefined {
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', fraction = '0', zone] =
    match;
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day));
  // Date.UTC carries a thirteenth month or a thirty-first of June over into the next one.
  const isInCalendar = new Date(midnight).toISOString().startsWith(`${year}-${month}-${day}`);
  if (!isInCalendar || Number(hour) > 24 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second) + Number(fraction);
  return midnight + seconds * 1000 - zoneMinutes(zone) * 60_000;
}

function zoneMinutes(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z' || zone === 'z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', ''));
  return zone.startsWith('-') ? -minutes : minutes;
}
