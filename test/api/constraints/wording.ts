import type { Shape } from '../../../src/api/model/model.ts';

/**
 * What Step Functions says of a value that a constraint of its API forbids: sentences of our own writing, so that they
 * notice when the server's change. Those of recorded answers are marked; the rest is how all of AWS's Java services say it.
 */
export const sentences = {
  /** Recorded: ListStateMachines with maxResults 1001. */
  valueMax: (max: number) => `Member must have value less than or equal to ${max}`,
  valueMin: (min: number) => `Member must have value greater than or equal to ${min}`,
  /** Recorded: ListStateMachines with a nextToken of 1,025 characters. */
  lengthMax: (max: number) => `Member must have length less than or equal to ${max}`,
  lengthMin: (min: number) => `Member must have length greater than or equal to ${min}`,
  pattern: (pattern: string) => `Member must satisfy regular expression pattern: ${pattern}`,
  /** Recorded: ListExecutions with statusFilter `succeeded`. */
  oneOf: (values: readonly string[]) => `Member must satisfy enum value set: [${values.join(', ')}]`,
  members: (constraints: readonly string[]) => `Member must satisfy constraint: [${constraints.join(', ')}]`,
  required: 'Member must not be null',
};

/** Enumerations that AWS lists in another order than its model, as recorded. */
const recordedOrders: readonly (readonly string[])[] = [
  ['SUCCEEDED', 'TIMED_OUT', 'PENDING_REDRIVE', 'ABORTED', 'FAILED', 'RUNNING'],
];

export function enumSentence(values: readonly string[]): string {
  const sorted = [...values].sort().join();
  return sentences.oneOf(recordedOrders.find((order) => [...order].sort().join() === sorted) ?? values);
}

/** `shown` is `null`, a text in quotes, or nothing for a value that is kept out of messages. */
export function problemAt(path: string, shown: string, sentence: string): string {
  return `Value ${shown}${shown === '' ? '' : ' '}at '${path}' failed to satisfy constraint: ${sentence}`;
}

export function constraintMessage(problems: readonly string[]): string {
  const plural = problems.length === 1 ? '' : 's';
  return `${problems.length} validation error${plural} detected: ${problems.join('; ')}`;
}

const javaTypes = {
  string: 'a String',
  integer: 'an Integer',
  long: 'a Long',
  float: 'a Float',
  boolean: 'a Boolean',
};

/** Values that are not of a shape's type, with what the parser of the body says. */
export function wrongTypes(
  type: Shape['type'],
): readonly { readonly value: string; readonly says: string }[] {
  const aList = { value: '[]', says: 'Start of list found where not expected.' };
  const anObject = { value: '{}', says: 'Start of structure or map found where not expected.' };
  const aText = { value: '"x"', says: 'Unrecognized collection type class java.lang.String' };
  if (type === 'structure') return [aList, aText];
  if (type === 'list') return [anObject, aText];
  const javaType = javaTypes[type as keyof typeof javaTypes];
  const tokens = [
    { value: '"x"', kind: 'STRING_VALUE', of: 'string' },
    { value: type === 'integer' || type === 'long' ? '1.5' : '7', kind: 'NUMBER_VALUE', of: 'float' },
    { value: 'true', kind: 'TRUE_VALUE', of: 'boolean' },
  ];
  return [
    ...tokens
      .filter((token) => token.of !== type)
      .map(({ value, kind }) => ({ value, says: `${kind} can not be converted to ${javaType}` })),
    aList,
    anObject,
  ];
}
