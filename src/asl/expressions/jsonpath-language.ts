import { type Evaluated, Failure } from '../../base/failure.ts';
import { isJsonObject, type Json, type JsonObject, jsonText } from '../../base/json.ts';
import type { Evaluate, Outcome, Scope } from '../compiled.ts';
import { compileCondition } from './choice/compile.ts';
import { compileConclusion, compileEffectiveInput, compilePassage, compileSelection } from './data-flow.ts';
import { compileItemInput, compileItems, compileItemsPointer, compilePayload } from './map-input.ts';
import { compileNumber } from './number-fields.ts';
import { compileTemplateValue, type Template } from './payload-template.ts';
import type { QueryLanguage } from './query-language.ts';
import { runtimeFailure } from './runtime-failure.ts';
import { compileUntil } from './wait.ts';

/**
 * JSONPath as AWS evaluates it: paths in Jayway's dialect, payload templates, intrinsic functions, and the data flow from
 * InputPath to OutputPath.
 *
 * Source: Developer Guide, "Processing input and output in Step Functions"; recorded answers of the service where the two
 * differ.
 */
export const jsonPath: QueryLanguage = {
  name: 'JSONPath',

  input: (state) => {
    const station = compileEffectiveInput(state, state.Parameters);
    return station ? (scope) => station(scope, scope.input) : (scope) => scope.input;
  },

  conclude: compileConclusion,

  passOn: (state) => (state.Type === 'Pass' ? passState(state) : compilePassage(state, state.Assign)),

  concludeCaught: (catcher) => compileConclusion(only(catcher, ['ResultPath', 'Assign'])),

  condition: (state, rule) => {
    const input = compileSelection(state.InputPath);
    const holds = compileCondition(rule);
    if (!input) return (scope) => holds(scope, scope.input);
    return (scope) => {
      const data = input(scope, scope.input);
      return data instanceof Failure ? data : holds(scope, data);
    };
  },

  concludeChoice: (state, rule) => compilePassage(state, (rule ?? state).Assign),

  until: compileUntil,

  failText,

  targetRoleArn: (state) => {
    const { Credentials: credentials } = state;
    return isJsonObject(credentials) ? roleArn(state, credentials) : undefined;
  },

  number: compileNumber,
  items: compileItems,
  itemInput: compileItemInput,
  payload: compilePayload,
  itemsPointer: compileItemsPointer,
};

/** The result of a Pass is its `Result`, or else its effective input. */
function passState(state: JsonObject): (scope: Scope) => Evaluated<Outcome> {
  const { Result: result } = state;
  const conclude = compileConclusion(only(state, ['ResultPath', 'OutputPath', 'Assign']));
  if (result !== undefined) return (scope) => conclude(scope, result);
  const input = compileEffectiveInput(state, state.Parameters);
  if (!input) return (scope) => conclude(scope, scope.input);
  return (scope) => {
    const data = input(scope, scope.input);
    return data instanceof Failure ? data : conclude(scope, data);
  };
}

/** Those of `fields` that `names` lists. */
function only(fields: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
}

/** `Error` and `Cause` are taken literally, `ErrorPath` and `CausePath` are a path or an intrinsic function. */
function failText(state: JsonObject, field: 'Error' | 'Cause'): Evaluate<string | undefined> {
  const literal = state[field];
  if (typeof literal === 'string') return () => literal;
  const path = state[`${field}Path`];
  if (typeof path !== 'string') return () => undefined;
  const evaluate = compileTemplateValue(path, `${field}Path`);
  return (scope) => textOf(evaluate(scope, scope.input), `${field}Path`);
}

function roleArn(state: JsonObject, credentials: JsonObject): Evaluate<string> {
  const literal = credentials.RoleArn;
  if (typeof literal === 'string') return () => literal;
  const input = compileSelection(state.InputPath);
  const evaluate: Template = compileTemplateValue(String(credentials['RoleArn.$']), 'RoleArn.$');
  return (scope) => {
    const data = input ? input(scope, scope.input) : scope.input;
    return data instanceof Failure ? data : textOf(evaluate(scope, data), 'RoleArn.$');
  };
}

function textOf(value: Evaluated<Json>, field: string): Evaluated<string> {
  if (typeof value === 'string' || value instanceof Failure) return value;
  return runtimeFailure(`The field '${field}' must refer to a string but was: ${jsonText(value)}`);
}
