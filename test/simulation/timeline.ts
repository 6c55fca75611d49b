import { createHash } from 'node:crypto';
import type { CancelScheduled } from '../../src/base/clock.ts';
import { type Chance, chanceOf } from '../fuzz/chance.ts';
import { testStart } from '../support/an-identity.ts';

/** Virtual time, and what will happen in it: the one place where a simulation decides what comes first. */
export interface Timeline {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Draws in the order of what happens; whatever must not depend on that order has chances of its own. */
  readonly chance: Chance;
  readonly stepCount: number;
  after(milliseconds: number, label: string, run: () => void): CancelScheduled;
  /** Something worth telling one run from another by. */
  note(text: string): void;
  /** Lets the next thing happen, and all that follows from it at once; false where nothing is left to happen. */
  step(): Promise<boolean>;
  /** The same for two runs in which the same happened in the same order. */
  digest(): string;
  /** What happened last, the latest at the end. */
  readonly latest: readonly string[];
}

interface Entry {
  readonly at: number;
  /** Drawn: what is due at the same time happens in any order. */
  readonly order: number;
  readonly label: string;
  readonly run: () => void;
  isCancelled: boolean;
}

const latestKept = 200;

export function createTimeline(seed: number): Timeline {
  const chance = chanceOf(seed);
  const heap: Entry[] = [];
  const hash = createHash('sha256');
  const latest: string[] = [];
  let now = testStart;
  let stepCount = 0;

  function note(text: string): void {
    const line = `${now - testStart} ${text}`;
    hash.update(line);
    latest.push(line.length > 300 ? `${line.slice(0, 300)}…` : line);
    if (latest.length > latestKept) latest.shift();
  }

  return {
    chance,
    latest,
    note,
    get now() {
      return now;
    },
    get stepCount() {
      return stepCount;
    },
    after(milliseconds, label, run) {
      const entry = {
        at: now + Math.max(0, milliseconds),
        order: chance.below(2 ** 30),
        label,
        run,
        isCancelled: false,
      };
      push(heap, entry);
      return () => {
        entry.isCancelled = true;
      };
    },
    async step() {
      let next = pop(heap);
      while (next?.isCancelled === true) next = pop(heap);
      if (next === undefined) return false;
      stepCount += 1;
      now = next.at;
      note(next.label);
      next.run();
      // Promises settle before anything else happens: nothing here waits for the real world.
      await new Promise(setImmediate);
      return true;
    },
    digest: () => hash.copy().digest('hex'),
  };
}

function isBefore(left: Entry, right: Entry): boolean {
  return left.at < right.at || (left.at === right.at && left.order < right.order);
}

function push(heap: Entry[], entry: Entry): void {
  let index = heap.push(entry) - 1;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    if (!isBefore(entry, heap[parent] as Entry)) break;
    heap[index] = heap[parent] as Entry;
    index = parent;
  }
  heap[index] = entry;
}

function pop(heap: Entry[]): Entry | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || first === last) return first;
  let index = 0;
  for (;;) {
    let child = 2 * index + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1] as Entry, heap[child] as Entry)) child += 1;
    if (!isBefore(heap[child] as Entry, last)) break;
    heap[index] = heap[child] as Entry;
    index = child;
  }
  heap[index] = last;
  return first;
}
