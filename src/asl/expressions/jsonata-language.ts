import { isJsonArray, isJsonObject, type JsonObject } from '../../base/json.ts';
import { compileConclusion } from './jsonata/data-flow.ts';
import { noOutcome } from './jsonata/expression.ts';
import { compileField, compileNumber } from './jsonata/fields.ts';
import { compileItemInput, compileItems, compileItemsPointer, compilePayload } from './jsonata/map-input.ts';
import { compileTemplate } from './jsonata/template.ts';
import { compileUntil } from './jsonata/wait.ts';
import type { QueryLanguage } from './query-language.ts';

/**
 * JSONata as AWS evaluates it: `{% … %}` strings in Arguments, Output, Assign and other fields, with the state's values in
 * `$states`, and bounds on what one expression may take.
 *
 * Source: Developer Guide, "Transforming data with JSONata in Step Functions"; recorded answers of the service where the
 * two differ.
 */
export const jsonata: QueryLanguage = {
  name: 'JSONata',

  input: ({ Arguments: template }) => {
    if (template === undefined) return (scope) => scope.input;
    const evaluate = compileTemplate(template, 'Arguments');
    return (scope) => evaluate(scope, noOutcome);
  },

  conclude: (state) => {
    const conclude = compileConclusion(state);
    return (scope, result) => conclude(scope, { result, errorOutput: undefined }, result);
  },

  passOn: (state) => {
    const conclude = compileConclusion(state);
    return (scope) => conclude(scope, noOutcome, scope.input);
  },

  concludeCaught: (catcher, index = 0) => {
    const conclude = compileConclusion(catcher, `Catch[${index}]/`);
    return (scope, errorOutput) => conclude(scope, { result: undefined, errorOutput }, errorOutput);
  },

  condition: (state, rule) =>
    compileField(rule.Condition ?? false, 'boolean', `${placeOf(state, rule)}Condition`),

  concludeChoice: (state, rule) => {
    const conclude = compileConclusion(rule ?? state, rule ? placeOf(state, rule) : '');
    return (scope) => conclude(scope, noOutcome, scope.input);
  },

  until: compileUntil,

  failText: (state, field) => {
    const value = state[field];
    return value === undefined ? () => undefined : compileField(value, 'string', field);
  },

  targetRoleArn: ({ Credentials: credentials }) => {
    if (!isJsonObject(credentials) || credentials.RoleArn === undefined) return undefined;
    return compileField(credentials.RoleArn, 'string', 'Credentials/RoleArn');
  },

  number: compileNumber,
  items: compileItems,
  itemInput: compileItemInput,
  payload: compilePayload,
  itemsPointer: compileItemsPointer,
};

/** What leads to a rule's fields in causes: `Choices[0]/`. */
function placeOf({ Choices: choices }: JsonObject, rule: JsonObject): string {
  return `Choices[${isJsonArray(choices) ? choices.indexOf(rule) : 0}]/`;
}
