import type { CompiledState } from '../../asl/compiled.ts';
import type { Failure } from '../../base/failure.ts';
import type { Json } from '../../base/json.ts';
import type { Frame } from '../execution.ts';
import type { Entered, Step, Turn } from '../turn.ts';

/** What entering and resuming a state of one type does. Everything is recorded through the turn. */
export interface StateBehavior<State extends CompiledState> {
  /** The state was just entered, or a Retrier starts it afresh. */
  begin(turn: Turn, entered: Entered<State>): Step;
  /** A redrive goes on with the state's branches or iterations that had not succeeded. */
  resume?(turn: Turn, entered: Entered<State>): Step;
  /** The time that the state waits for has come. */
  timerDue?(turn: Turn, entered: Entered<State>): Step;
  /** The branch or iteration `child` came to the end of its states. */
  childEnded?(turn: Turn, entered: Entered<State>, child: EndedChild): Step;
  /** The branch or iteration `child` failed. */
  childFailed?(turn: Turn, entered: Entered<State>, child: Frame, failure: Failure): Step;
}

export interface EndedChild {
  readonly frame: Frame;
  readonly index: number;
  readonly output: Json;
}
