/**
 * A 52-bit integer that stands for `text` in an index; two texts may share one, so whoever looks up by it compares the
 * text as well.
 *
 * It is written to disk: the function can never change.
 */
export function textKey(text: string): number {
  let low = 0x811c9dc5;
  let high = 0x9e3779b9;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x85ebca6b);
    high ^= high >>> 15;
  }
  return (mixed(high ^ low) & 0xfffff) * 0x1_0000_0000 + (mixed(low) >>> 0);
}

/** Spreads what the last units changed over all 32 bits. */
function mixed(bits: number): number {
  let hash = Math.imul(bits ^ (bits >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  return hash ^ (hash >>> 16);
}
