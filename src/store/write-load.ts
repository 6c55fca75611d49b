/** What waits to be written, for whoever decides whether to take in more. The store keeps it up to date. */
export class WriteLoad {
  /** The texts that wait or are being written, in UTF-16 units. */
  characters = 0;
  /** When the longest waiting of them was handed in, on the clock of `performance`; undefined where nothing waits. */
  since: number | undefined = undefined;
}
