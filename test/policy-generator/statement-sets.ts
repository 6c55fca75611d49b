/** A statement as a document may have it: one text for a list of one. */
export interface StatementJson {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** Statements to compare as sets: every element a sorted list, names left out. */
export function statementSet(statements: readonly StatementJson[]): readonly unknown[] {
  return sorted(
    statements.map(({ Effect, Action, Resource, Condition = {} }) => ({
      Effect,
      Action: sorted([Action].flat()),
      Resource: sorted([Resource].flat()),
      Condition: listed(Condition),
    })),
  );
}

/** `value` with every text in a list. */
export function listed(value: unknown): unknown {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) {
    return sorted(value.map((item) => (typeof item === 'string' ? item : listed(item))));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, listed(member)]));
}

function sorted(values: readonly unknown[]): readonly unknown[] {
  return [...values].sort((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
}
