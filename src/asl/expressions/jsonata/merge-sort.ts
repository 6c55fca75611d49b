import type { Evaluation } from './evaluation.ts';
import type { Values } from './value.ts';

/**
 * `values` in order, members that no comparison tells apart as they stood; an array of one is handed back as it is.
 *
 * `isAfter` is asked for the same pairs in the same order as the reference implementation asks, so that comparators
 * which contradict themselves give the same result.
 */
export function mergeSort(
  values: Values,
  isAfter: (left: Values[number], right: Values[number]) => boolean,
  evaluation: Evaluation,
): Values {
  if (values.length <= 1) return values;
  const middle = Math.floor(values.length / 2);
  const left = mergeSort(values.slice(0, middle), isAfter, evaluation);
  const right = mergeSort(values.slice(middle), isAfter, evaluation);
  evaluation.holdElements(values.length);
  evaluation.spend(values.length);
  return merge(left, right, isAfter);
}

function merge(
  left: Values,
  right: Values,
  isAfter: (left: Values[number], right: Values[number]) => boolean,
): Values {
  const merged: Values = [];
  let leftIndex = 0;
  let rightIndex = 0;
  while (leftIndex < left.length && rightIndex < right.length) {
    if (isAfter(left[leftIndex], right[rightIndex])) {
      merged.push(right[rightIndex]);
      rightIndex += 1;
    } else {
      merged.push(left[leftIndex]);
      leftIndex += 1;
    }
  }
  while (leftIndex < left.length) merged.push(left[leftIndex++]);
  while (rightIndex < right.length) merged.push(right[rightIndex++]);
  return merged;
}
