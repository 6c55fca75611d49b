/**
 * The order in which a java.util.HashMap, filled in the order given, lists its keys, as indexes of `keys`.
 *
 * Rows are such maps on their way through Step Functions: so their members stand in recorded outputs, and in the rows that the
 * Developer Guide shows.
 */
export function javaMapOrder(keys: readonly string[]): readonly number[] {
  let capacity = 16;
  while (keys.length > capacity * 0.75) capacity *= 2;
  return keys
    .map((key, index) => ({ bucket: spread(hashCode(key)) & (capacity - 1), index }))
    .sort((left, right) => left.bucket - right.bucket || left.index - right.index)
    .map(({ index }) => index);
}

/** String.hashCode. */
function hashCode(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index += 1)
    hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  return hash;
}

function spread(hash: number): number {
  return hash ^ (hash >>> 16);
}
