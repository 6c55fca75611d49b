import type { ContextValue, RequestContext } from '../../iam/request.ts';
import type { Condition } from '../policy.ts';
import { instanceOf, shortestOf } from './glob.ts';

/** Beyond these, values that a condition lists are not all tried with each other. */
const contextsMax = 32;

/**
 * What a request brings that meets `condition`: one context for each value that a key may have, since every one of them must be
 * allowed.
 */
export function contextsOf(condition: Condition | undefined, partition: string): readonly RequestContext[] {
  let contexts: readonly RequestContext[] = [{}];
  for (const [operator, keys] of Object.entries(condition ?? {})) {
    for (const [key, values] of Object.entries(keys)) {
      const choices = choicesOf(operator, values, (value) => heldValue(key, value, partition));
      if (choices.length === 0) continue;
      const wider = contexts.flatMap((context) => choices.map((choice) => ({ ...context, [key]: choice })));
      contexts = wider.slice(0, contextsMax);
    }
  }
  return contexts;
}

/** What a key may hold under an operator; nothing where the operator asks for what it does not hold. */
function choicesOf(
  operator: string,
  values: readonly string[],
  valueFor: (value: string) => string,
): readonly ContextValue[] {
  const [, set, name = ''] = /^(?:(ForAnyValue|ForAllValues):)?([A-Za-z]+)$/.exec(operator) ?? [];
  if (name === 'Null') return values.includes('false') ? [valueFor('*')] : [];
  if (name.includes('Not')) return [];
  return set === undefined ? values.map(valueFor) : [values.map(valueFor)];
}

/** A service's name ends otherwise in China, and nowhere else in what a wildcard at its end could hide. */
function heldValue(key: string, value: string, partition: string): string {
  if (key.toLowerCase() !== 'iam:passedtoservice') return instanceOf(value);
  return `${shortestOf(value)}${value.endsWith('*') && partition === 'aws-cn' ? '.cn' : ''}`;
}
