import { isJsonArray, isJsonObject, type Json } from '../../base/json.ts';
import { atIndex, inField, type Place, reportError, type ValueRule } from '../place.ts';
import { nonEmptyArrayOf, text } from '../value-rules.ts';

export const errorEquals = nonEmptyArrayOf(text);

/** `States.ALL` leaves nothing to what follows it, so it stands alone in the last Retrier or Catcher. */
export const statesAllComesLast: ValueRule = (list, place) => {
  if (!isJsonArray(list)) return;
  list.forEach((entry, index) => {
    reportMisplaced(
      errorNamesOf(entry),
      index === list.length - 1,
      inField(atIndex(place, index), 'ErrorEquals'),
    );
  });
};

function errorNamesOf(entry: Json): readonly Json[] {
  const names = isJsonObject(entry) ? entry.ErrorEquals : undefined;
  return isJsonArray(names) ? names : [];
}

function reportMisplaced(names: readonly Json[], isLast: boolean, place: Place): void {
  const index = names.indexOf('States.ALL');
  if (index < 0 || (isLast && names.length === 1)) return;
  reportError(atIndex(place, index), 'States.ALL must appear alone and at end of list');
}
