import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { blocksOf } from './blocks.ts';
import type { StateType } from './compiled.ts';
import type { StateMachineType } from './definition.ts';
import { type Diagnostic, isError } from './diagnostic.ts';
import { field, type ObjectRule, validateObject } from './object-rule.ts';
import {
  type Checking,
  inField,
  type KnownResources,
  languageOf,
  type Place,
  reportError,
  type ValueRule,
} from './place.ts';
import { validateScopes } from './scopes.ts';
import { stateLanguages } from './states/index.ts';
import type { StateLanguage } from './states/state-language.ts';
import { statesRule } from './states-rule.ts';
import { validateTransitions } from './transitions.ts';
import { integer, oneOf } from './value-rules.ts';

export interface ValidationOptions extends KnownResources {
  readonly type: StateMachineType;
}

/**
 * What is wrong with a definition, in AWS's words where they are known: errors refuse it, warnings do not.
 *
 * Fields and their values come first; how the states hang together is looked at once these are in order.
 *
 * Source: the Amazon States Language specification, and what AWS answered to ValidateStateMachineDefinition.
 */
export function validateDefinition(definition: Json, options: ValidationOptions): readonly Diagnostic[] {
  const root = rootPlace(definition, options);
  const { diagnostics } = root.checking;
  if (!validateObject(definition, machineRule, root) || diagnostics.some(isError)) return diagnostics;
  const blocks = blocksOf(definition, root);
  validateTransitions(blocks);
  validateScopes(blocks);
  return diagnostics;
}

/** What is wrong with one state that stands for itself; transitions are not looked at. */
export function validateState(state: Json, options: ValidationOptions): readonly Diagnostic[] {
  const root = rootPlace(undefined, options);
  validateAnyState(state, root);
  return root.checking.diagnostics;
}

const timeoutSecondsMax = 99_999_999;

const machineRule: ObjectRule = {
  ...statesRule,
  fields: {
    ...statesRule.fields,
    QueryLanguage: field(oneOf('JSONPath', 'JSONata')),
    Version: field(oneOf('1.0')),
    // Unlike a Task's, AWS accepts 0.
    TimeoutSeconds: field(integer({ min: 0, max: timeoutSecondsMax })),
  },
};

/** The place of a whole machine, where a validation begins. */
export function rootPlace(definition: Json | undefined, options: ValidationOptions): Place {
  const language = languageOf(isJsonObject(definition) ? definition.QueryLanguage : undefined, 'JSONPath');
  const checking: Checking = {
    type: options.type,
    isKnownResource: options.isKnownResource,
    isConnectedResource: options.isConnectedResource,
    findParameters: options.findParameters,
    language,
    diagnostics: [],
    stateNames: new Set(),
    labels: new Set(),
    validateState: validateAnyState,
  };
  return { location: '/', language, depth: 0, outcome: undefined, checking };
}

const validateAnyState: ValueRule = (state, place) => {
  if (!isJsonObject(state)) {
    reportError(place, 'Expected value of type Object');
    return;
  }
  const stateLanguage = findStateLanguage(state, place);
  if (stateLanguage === undefined) return;
  if (state.QueryLanguage === 'JSONPath' && place.checking.language === 'JSONata') {
    reportError(place, "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine");
  }
  const statePlace = { ...place, language: languageOf(state.QueryLanguage, place.checking.language) };
  validateObject(state, stateLanguage.rule, statePlace);
  stateLanguage.validate?.(state, statePlace);
};

function findStateLanguage(
  { Type }: JsonObject,
  place: Place,
): Pick<StateLanguage<StateType>, 'rule' | 'validate'> | undefined {
  if (Type === undefined) {
    reportError(place, 'These fields are required: [Type]');
    return undefined;
  }
  if (typeof Type === 'string' && isStateType(Type)) return stateLanguages[Type];
  const types = Object.keys(stateLanguages).join(', ');
  reportError(inField(place, 'Type'), `The field 'Type' should have one of these values: [${types}]`);
  return undefined;
}

function isStateType(type: string): type is StateType {
  return Object.hasOwn(stateLanguages, type);
}
