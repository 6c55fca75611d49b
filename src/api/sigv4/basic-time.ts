/** `20200131T235959Z` as epoch milliseconds; undefined for any other form. */
export function parseBasicTime(text: string): number | undefined {
  const parts = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts.map(Number);
  const at = Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute, second);
  // Date.UTC carries a 31st of February over into March.
  return formatBasicTime(at) === text ? at : undefined;
}

/** Epoch milliseconds as `20200131T235959Z`. */
export function formatBasicTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}
