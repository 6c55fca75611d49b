import type { Evaluated } from '../../base/failure.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import type { Conclude, Evaluate, Outcome, Scope } from '../compiled.ts';

/**
 * What the states ask of a query language: each method takes a state of a definition that passed validation and gives
 * the closure that evaluates one of its fields.
 *
 * JSONPath reads InputPath, Parameters, ResultSelector, ResultPath, OutputPath and `…Path` fields; JSONata reads
 * Arguments, Output, Assign and `{% … %}` strings. Nothing outside `expressions/` knows which one a state uses.
 */
export interface QueryLanguage {
  readonly name: 'JSONPath' | 'JSONata';

  /** The effective input of a Task or Parallel: InputPath then Parameters, or Arguments. */
  input(state: JsonObject): Evaluate<Json>;
  /** From a Task's, Parallel's or Map's result to the state's Outcome. */
  conclude(state: JsonObject): Conclude;
  /** The Outcome of a state that has no result from outside: Pass (its `Result` too), Wait, Succeed. */
  passOn(state: JsonObject): (scope: Scope) => Evaluated<Outcome>;
  /** From the Error Output to the Outcome of the Catcher that stands at `index` of its state's Catch. */
  concludeCaught(catcher: JsonObject, index?: number): Conclude;

  /** Whether `rule`, one of the top-level Choice Rules of `state`, matches. */
  condition(state: JsonObject, rule: JsonObject): Evaluate<boolean>;
  /** The Outcome of a Choice, of the rule that matched or, with `rule` undefined, of its Default. */
  concludeChoice(state: JsonObject, rule: JsonObject | undefined): (scope: Scope) => Evaluated<Outcome>;

  /** When a Wait ends, in epoch milliseconds: `Seconds`, `SecondsPath`, `Timestamp` or `TimestampPath`. */
  until(state: JsonObject): Evaluate<number>;
  /** A Fail's `Error` or `Cause` in whichever form it takes; undefined where the state has none. */
  failText(state: JsonObject, field: 'Error' | 'Cause'): Evaluate<string | undefined>;
  /** `Credentials.RoleArn` of a Task; undefined where the state has no Credentials. */
  targetRoleArn(state: JsonObject): Evaluate<string> | undefined;
  /**
   * A number that the state gives as a literal, a path (`…Path`) or an expression; undefined where it gives none. Fields
   * of an ItemReader's ReaderConfig and of an ItemBatcher are looked up there.
   */
  number(state: JsonObject, field: NumberField): Evaluate<number> | undefined;

  /** What a Map iterates over: ItemsPath or Items; by default the effective input. */
  items(state: JsonObject): Evaluate<readonly Json[]>;
  /**
   * The input of one iteration: ItemSelector (or a Map's legacy Parameters), by default the item itself. The iteration's
   * `Map.Item` stands in `scope.context()`.
   */
  itemInput(state: JsonObject): (scope: Scope, item: Json) => Evaluated<Json>;
  /** What an ItemReader or ResultWriter calls its resource with, or an ItemBatcher's BatchInput; undefined where there is none. */
  payload(state: JsonObject, part: PayloadPart): Evaluate<Json> | undefined;
  /** Where an ItemReader's file has its items, a JSON Pointer; undefined where it says nothing of that. */
  itemsPointer(state: JsonObject): Evaluate<string> | undefined;
}

/** By the literal form's name; JSONPath also looks for the name with `Path` behind it. */
export type NumberField =
  | 'TimeoutSeconds'
  | 'HeartbeatSeconds'
  | 'MaxConcurrency'
  | 'ToleratedFailureCount'
  | 'ToleratedFailurePercentage'
  | 'MaxItems'
  | 'MaxItemsPerBatch'
  | 'MaxInputBytesPerBatch';

/** The parts of a Map that carry a payload template of their own. */
export type PayloadPart = 'ItemReader' | 'ItemBatcher' | 'ResultWriter';
