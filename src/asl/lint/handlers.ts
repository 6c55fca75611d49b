import { isJsonArray, isJsonObject } from '../../base/json.ts';
import { atIndex, inField, type Place } from '../place.ts';
import type { LintedState } from './lint-rule.ts';

/** A Retrier or a Catcher, and the errors it names. */
export interface ErrorHandler {
  readonly kind: 'Retrier' | 'Catcher';
  readonly names: readonly string[];
  readonly place: Place;
}

export function retriersOf(state: LintedState): readonly ErrorHandler[] {
  return handlersOf(state, 'Retry', 'Retrier');
}

export function catchersOf(state: LintedState): readonly ErrorHandler[] {
  return handlersOf(state, 'Catch', 'Catcher');
}

function handlersOf({ state, place }: LintedState, field: string, kind: ErrorHandler['kind']) {
  const list = state[field];
  if (!isJsonArray(list)) return [];
  return list.map((handler, index): ErrorHandler => {
    const names = isJsonObject(handler) ? handler.ErrorEquals : undefined;
    return {
      kind,
      names: isJsonArray(names) ? names.filter((name) => typeof name === 'string') : [],
      place: atIndex(inField(place, field), index),
    };
  });
}
