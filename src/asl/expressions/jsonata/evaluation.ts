import type { Json } from '../../../base/json.ts';
import type { Scope } from '../../compiled.ts';
import { memoryExceeded, stackOverflow, timeExceeded } from './jsonata-error.ts';
import type { Value } from './value.ts';

/** How deep evaluations lie in one another. Measured on the service: 99 parentheses around a number pass, 100 do not. */
const depthMax = 100;

/**
 * Stands for the second that AWS gives an expression, since a pure room has no clock: one for every node evaluated and
 * every value a function looks at, which takes between a quarter of a second and a second.
 */
const stepsMax = 10_000_000;

/** Elements of one array. Measured on the service: `[1..873782]` passes, one more does not. */
export const elementsMax = 873_782;

/** Characters of one string. Measured on the service: 2^22 pass, 2^23 do not; set where `elementsMax` numbers end. */
const charactersMax = elementsMax * 8;

/** Bytes that one evaluation may put into strings, arrays and objects, alive at its end or not. */
const bytesMax = 256 * 1024 * 1024;

/** What is filled in the time of one step. */
const bytesPerStep = 64;

const bytesOfElement = 8;
/** Objects are charged for themselves and for each member. */
const bytesOfObject = 32;
const bytesOfMember = 24;

/** Measured. */
const stepsOfRecord = 12;
const stepsOfMember = 8;

/** What became of the state whose expression is evaluated: in `$states` once there is one. */
export interface StateOutcome {
  readonly result: Json | undefined;
  readonly errorOutput: Json | undefined;
}

/** What an expression may see, and what the evaluation of it has used up. */
export class Evaluation {
  readonly scope: Scope;
  readonly outcome: StateOutcome;
  /** What `$$` stands for. An expression of a state has no document. */
  readonly document: Value;
  depth = 0;
  #steps = stepsMax;
  #bytes = bytesMax;

  constructor(scope: Scope, outcome: StateOutcome, document?: Value) {
    this.scope = scope;
    this.outcome = outcome;
    this.document = document;
  }

  /** Begins the evaluation of a node. Whoever calls it lowers `depth` again. */
  enter(): void {
    this.depth += 1;
    if (this.depth > depthMax) throw stackOverflow();
    this.#steps -= 1;
    if (this.#steps < 0) throw timeExceeded();
  }

  /** Checks that nodes `levels` deep could be entered, for those that are evaluated without entering them. */
  reach(levels: number): void {
    if (this.depth + levels > depthMax) throw stackOverflow();
    this.#steps -= levels;
    if (this.#steps < 0) throw timeExceeded();
  }

  /** Pays for looking at `count` values, or for work that takes as long. */
  spend(count: number): void {
    this.#steps -= count;
    if (this.#steps < 0) throw timeExceeded();
  }

  /** Refuses work that would cost `count` and cannot be stopped once it has begun. */
  afford(count: number): void {
    if (this.#steps < count) throw timeExceeded();
  }

  /** Pays for an array of `length` members before it is built. */
  holdElements(length: number): void {
    if (length > elementsMax) throw memoryExceeded();
    this.#hold(length * bytesOfElement);
  }

  /** Pays for `more` members of an array that already has `length`. */
  holdMore(length: number, more: number): void {
    if (length + more > elementsMax) throw memoryExceeded();
    this.#hold(more * bytesOfElement);
  }

  /** Pays for a string of `length` characters before it is built. */
  holdCharacters(length: number): void {
    if (length > charactersMax) throw memoryExceeded();
    this.#hold(length);
  }

  /** Pays for `more` characters at the end of a string that already has `length`. */
  holdText(length: number, more: number): void {
    if (length + more > charactersMax) throw memoryExceeded();
    this.#hold(more);
    this.spend(3);
  }

  /** Pays for an object of `memberCount` members whose names the expression writes out. */
  holdObject(memberCount: number): void {
    this.#hold(bytesOfObject + memberCount * bytesOfMember);
  }

  /** The same for names that are computed: JavaScript is slow with objects that have nothing in common. */
  holdRecord(memberCount: number): void {
    if (memberCount > elementsMax) throw memoryExceeded();
    this.holdObject(memberCount);
    this.spend(stepsOfRecord + memberCount * stepsOfMember);
  }

  #hold(bytes: number): void {
    this.#bytes -= bytes;
    if (this.#bytes < 0) throw memoryExceeded();
    // Filling memory takes time too.
    this.spend(bytes / bytesPerStep);
  }
}
