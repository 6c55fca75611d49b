import type { QueryLanguageName } from '../asl/definition.ts';
import type { Foreseen } from './foreseen.ts';

/** What is known of a machine before it runs, for whoever foresees the values of its fields. */
export interface Foresight {
  readonly language: QueryLanguageName;
  /** Only what is written out counts as known, not what follows from it. */
  readonly isLiteral: boolean;
  /** What a dotted path into the Context object leads to: `StateMachine.Id`, `Execution.RoleArn`. */
  context(path: string): Foreseen;
  /** What is assigned to a workflow variable, wherever that happens. */
  variable(name: string): Foreseen;
}
