/** Who takes a seat: an account, and what of it. */
export interface Guest {
  readonly account: string;
  /** A state machine's ARN. */
  readonly machine: string;
}

interface Table {
  taken: number;
  readonly machines: Map<string, number>;
}

/**
 * Seats for work under way, of which nobody can take those of the others: while there are seats, whoever comes has one;
 * where there are none, whoever has less than a fair share of them still does. Shares are even among the accounts that
 * have seats, and within an account among its state machines.
 *
 * So at most twice as many seats are taken as there are, and one for each account.
 */
export class FairSeats {
  /** Empty ones are kept for a while: most accounts come back. */
  readonly #tables = new Map<string, Table>();
  #takenTables = 0;
  #taken = 0;

  get taken(): number {
    return this.#taken;
  }

  /** False where there is none for this guest, of `seats`. */
  take({ account, machine }: Guest, seats: number): boolean {
    const table = this.#tables.get(account);
    const ofMachine = table?.machines.get(machine) ?? 0;
    if (this.#taken >= seats && !isBelowShare({ table, ofMachine, accounts: this.#takenTables, seats }))
      return false;
    this.#taken += 1;
    if (table === undefined) {
      this.#tables.set(account, { taken: 1, machines: new Map([[machine, 1]]) });
      this.#takenTables += 1;
      return true;
    }
    if (table.taken === 0) this.#takenTables += 1;
    table.taken += 1;
    table.machines.set(machine, ofMachine + 1);
    return true;
  }

  leave({ account, machine }: Guest): void {
    const table = this.#tables.get(account);
    const ofMachine = table?.machines.get(machine);
    if (table === undefined || ofMachine === undefined) return;
    this.#taken -= 1;
    table.taken -= 1;
    if (ofMachine === 1) table.machines.delete(machine);
    else table.machines.set(machine, ofMachine - 1);
    if (table.taken > 0) return;
    this.#takenTables -= 1;
    if (this.#tables.size > emptyTablesMax) this.#tables.delete(account);
  }
}

interface Claim {
  readonly table: Table | undefined;
  readonly ofMachine: number;
  readonly accounts: number;
  readonly seats: number;
}

/** Accounts beyond which none is kept that has no seats. */
const emptyTablesMax = 1_000;

function isBelowShare({ table, ofMachine, accounts, seats }: Claim): boolean {
  if (table === undefined || table.taken === 0) return true;
  const ofAccount = Math.max(1, Math.floor(seats / accounts));
  if (table.taken >= ofAccount) return false;
  const machines = table.machines.size + (ofMachine === 0 ? 1 : 0);
  return ofMachine < Math.max(1, Math.floor(ofAccount / machines));
}
