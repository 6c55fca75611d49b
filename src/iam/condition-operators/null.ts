import type { ContextValue } from '../request.ts';

/** Whether `value` satisfies a `Null` condition with these values: `true` asks for no key, `false` for a key. */
export type MatchAbsence = (value: ContextValue | undefined) => boolean;

/** Source: IAM User Guide, "IAM JSON policy elements: Condition operators", Null. */
export function compileNull(texts: readonly string[]): MatchAbsence {
  const lowered = texts.map((text) => text.toLowerCase());
  const acceptsAbsence = lowered.includes('true');
  const acceptsPresence = lowered.includes('false');
  return (value) => (isAbsent(value) ? acceptsAbsence : acceptsPresence);
}

/** An empty text is a value; an empty list is none. */
export function isAbsent(value: ContextValue | undefined): value is undefined {
  return value === undefined || (typeof value !== 'string' && value.length === 0);
}
