/** The middle one; of an even number, the lower of the two in the middle. */
export function median(values) {
  return percentile(values, 0.5);
}

/** The value that `share` of all do not exceed. */
export function percentile(values, share) {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}
