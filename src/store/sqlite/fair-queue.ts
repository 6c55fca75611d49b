/** A queue of many parties: each party's items in order, one from each party in turn. */
export class FairQueue<Item> {
  readonly #byParty = new Map<string, Line<Item>>();
  /** Lines with items, in the order in which it is their turn, from `#turn` on and around. */
  readonly #lines: Line<Item>[] = [];
  #turn = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(party: string, item: Item): void {
    this.#size += 1;
    const line = this.#byParty.get(party);
    if (line !== undefined) {
      line.items.push(item);
      return;
    }
    const opened = { party, items: [item], next: 0 };
    this.#byParty.set(party, opened);
    // Behind those whose turn has not come in this round.
    this.#lines.splice(this.#turn, 0, opened);
    this.#turn = (this.#turn + 1) % this.#lines.length;
  }

  take(): Item | undefined {
    const line = this.#lines[this.#turn];
    if (line === undefined) return undefined;
    const item = line.items[line.next];
    line.next += 1;
    this.#size -= 1;
    if (line.next === line.items.length) {
      this.#byParty.delete(line.party);
      this.#lines.splice(this.#turn, 1);
    } else {
      if (line.next === takenMax) trim(line);
      this.#turn += 1;
    }
    if (this.#turn >= this.#lines.length) this.#turn = 0;
    return item;
  }
}

interface Line<Item> {
  readonly party: string;
  items: Item[];
  /** Where the first item is that was not taken. */
  next: number;
}

/** Taken items that a line carries along before it is cut: cutting at each would move all that are left. */
const takenMax = 1_024;

function trim<Item>(line: Line<Item>): void {
  line.items = line.items.slice(line.next);
  line.next = 0;
}
