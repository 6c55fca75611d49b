import type { Outcome } from '../../../../asl/compiled.ts';
import {
  compileAssign,
  compileOptional,
  compileResultPath,
  compileSelection,
  type Station,
} from '../../../../asl/expressions/data-flow.ts';
import { queryLanguages } from '../../../../asl/expressions/index.ts';
import { type Evaluated, Failure } from '../../../../base/failure.ts';
import type { Json } from '../../../../base/json.ts';
import type { Stage } from './inspection.ts';
import type { StateTest } from './state-test.ts';

/*
 * The way of a state's data with every stage shown. The stations are the ones that executions use, taken one by one, so
 * that a stage and what follows from it are one evaluation: `States.UUID()` gives both the same value.
 */

/** InputPath; nothing is shown of a JSONata state, which has none. */
export function selectInput(test: StateTest): Evaluated<Json> {
  const { state, scope, language } = test;
  if (language === 'JSONata') return scope.input;
  return pass(test, compileSelection(state.InputPath), scope.input, 'afterInputPath');
}

/** The effective input of a Task, or of a Pass without Result. */
export function evaluateInput(test: StateTest): Evaluated<Json> {
  const { state, scope, language, inspection } = test;
  if (language === 'JSONata') {
    const value = queryLanguages.JSONata.input(state)(scope);
    if (!(value instanceof Failure)) inspection.show('afterArguments', value);
    return value;
  }
  const selected = selectInput(test);
  if (selected instanceof Failure) return selected;
  return pass(test, compileOptional(state.Parameters), selected, 'afterParameters');
}

/** From a result to the state's Outcome; of a Map and a Parallel, AWS does not show the result itself (recorded). */
export function concludeResult(test: StateTest, result: Json): Evaluated<Outcome> {
  const { state, scope, language, inspection } = test;
  if (language === 'JSONata') return queryLanguages.JSONata.conclude(state)(scope, result);
  const assigned = compileAssign(state.Assign)?.(scope, result);
  if (assigned instanceof Failure) return assigned;
  const selected = pass(test, compileOptional(state.ResultSelector), result, 'afterResultSelector');
  if (selected instanceof Failure) return selected;
  const place = compileResultPath(state.ResultPath);
  const placed = place ? place(scope.input, selected) : selected;
  if (placed instanceof Failure) return placed;
  inspection.show('afterResultPath', placed);
  const select = compileSelection(state.OutputPath);
  const output = select ? select(scope, placed) : placed;
  return output instanceof Failure ? output : { output, assigned };
}

function pass(
  { scope, inspection }: StateTest,
  station: Station | undefined,
  data: Json,
  stage: Stage,
): Evaluated<Json> {
  const value = station ? station(scope, data) : data;
  if (!(value instanceof Failure)) inspection.show(stage, value);
  return value;
}
