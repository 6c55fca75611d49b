/** The label value that stands for all that came once a table was full. */
export const otherLabel = 'other';

/** Tallies by label value, at most so many: whatever comes later is counted together under `other`. */
export class TallyTable<Tally> {
  readonly #labelsMax: number;
  readonly #create: () => Tally;
  readonly #tallies = new Map<string, Tally>();

  constructor(labelsMax: number, create: () => Tally) {
    this.#labelsMax = labelsMax;
    this.#create = create;
  }

  get(label: string): Tally {
    const known = this.#tallies.get(label);
    if (known !== undefined) return known;
    if (this.#tallies.size >= this.#labelsMax && label !== otherLabel) return this.get(otherLabel);
    const created = this.#create();
    this.#tallies.set(label, created);
    return created;
  }

  entries(): Iterable<readonly [string, Tally]> {
    return this.#tallies;
  }
}
