/** What must hold whatever goes wrong, by the name it is reported under. */
export type Invariant =
  | 'ids have no gaps'
  | 'memory equals the log'
  | 'the summary equals the log'
  | 'a terminal execution stays'
  | 'a running execution waits for something'
  | 'everything ends'
  | 'what was acknowledged is there'
  | 'committed before it has effects'
  | 'called at most once'
  | 'given to one worker'
  | 'cancelled when given up'
  | 'every item has one child'
  | 'children end with their Map Run'
  | 'nothing is left behind'
  | 'the same history without faults'
  | 'no error of our own';

export class Violation extends Error {
  override readonly name = 'Violation';
  readonly invariant: Invariant;

  constructor(invariant: Invariant, message: string) {
    super(`${invariant}: ${message}`);
    this.invariant = invariant;
  }
}

/** Takes what was found broken: it may be found where a throw would be caught by the very code that is under test. */
export interface Findings {
  report(invariant: Invariant, message: string): void;
  /** The first. */
  readonly found: Violation | undefined;
}

export function createFindings(): Findings {
  let found: Violation | undefined;
  return {
    report(invariant, message) {
      found ??= new Violation(invariant, message);
    },
    get found() {
      return found;
    },
  };
}
