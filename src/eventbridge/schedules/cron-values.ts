export interface ValueRange {
  readonly min: number;
  readonly max: number;
  /** Names of values, in capitals. */
  readonly names?: ReadonlyMap<string, number>;
}

export const monthNames = namesFrom('JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC');
export const weekdayNames = namesFrom('SUN MON TUE WED THU FRI SAT');

function namesFrom(names: string): ReadonlyMap<string, number> {
  return new Map(names.split(' ').map((name, index) => [name, index + 1]));
}

/** The values of a field such as `*`, `1,5-7`, `MON-FRI` or `0/15`; undefined where it is none. */
export function parseValues(field: string, range: ValueRange): ReadonlySet<number> | undefined {
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const span = parseSpan(part, range);
    if (span === undefined) return undefined;
    for (let value = span.first; value <= span.last; value += span.step) values.add(value);
  }
  return values;
}

interface Span {
  readonly first: number;
  readonly last: number;
  readonly step: number;
}

function parseSpan(part: string, range: ValueRange): Span | undefined {
  const [base = '', stepText, more] = part.split('/');
  if (more !== undefined) return undefined;
  const step = stepText === undefined ? 1 : /^\d{1,4}$/.test(stepText) ? Number(stepText) : 0;
  if (step === 0) return undefined;
  if (base === '*') return { first: range.min, last: range.max, step };
  const [firstText = '', lastText, rest] = base.split('-');
  const first = parseValue(firstText, range);
  const last = lastText === undefined ? undefined : parseValue(lastText, range);
  if (first === undefined || rest !== undefined) return undefined;
  if (lastText === undefined) return { first, last: stepText === undefined ? first : range.max, step };
  return last === undefined || last < first ? undefined : { first, last, step };
}

export function parseValue(text: string, { min, max, names }: ValueRange): number | undefined {
  const named = names?.get(text.toUpperCase());
  if (named !== undefined) return named;
  if (!/^\d{1,4}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= min && value <= max ? value : undefined;
}
