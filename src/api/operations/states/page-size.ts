/** Items of a page where the request names no number, or 0. Source: API Reference, "ListExecutions", maxResults. */
const itemsDefault = 100;

/** How many items the page holds that `maxResults` asks for. */
export function pageSizeOf(maxResults: number | undefined): number {
  return maxResults === undefined || maxResults === 0 ? itemsDefault : maxResults;
}
