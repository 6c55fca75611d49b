import type { Evaluated } from '../../../base/failure.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject, jsonText } from '../../../base/json.ts';
import type { Evaluate, Scope } from '../../compiled.ts';
import { EvaluationFailure } from '../../evaluation-failure.ts';
import type { PayloadPart } from '../query-language.ts';
import { noOutcome } from './expression.ts';
import { compileField } from './fields.ts';
import { compileTemplate } from './template.ts';

/**
 * What a JSONata Map iterates over: Items, by default the state's input.
 *
 * The guide takes objects too; the service was recorded to refuse them.
 */
export function compileItems({ Items: items }: JsonObject): Evaluate<readonly Json[]> {
  if (items === undefined) {
    return ({ input }) => {
      if (isJsonArray(input)) return input;
      return new EvaluationFailure(`Map state input must be an array but was: ${jsonText(input)}`, undefined);
    };
  }
  if (!isJsonArray(items)) return compileField(items, 'array', 'Items');
  const evaluate = compileTemplate(items, 'Items');
  return (scope) => evaluate(scope, noOutcome) as Evaluated<readonly Json[]>;
}

/** The input of one iteration: ItemSelector, by default the item. */
export function compileItemInput({
  ItemSelector: selector,
}: JsonObject): (scope: Scope, item: Json) => Evaluated<Json> {
  if (selector === undefined) return (_scope, item) => item;
  const evaluate = compileTemplate(selector, 'ItemSelector');
  return (scope) => evaluate(scope, noOutcome);
}

/** The template of a part of a Map; undefined where there is none. */
export function compilePayload(state: JsonObject, part: PayloadPart): Evaluate<Json> | undefined {
  const fields = state[part];
  if (!isJsonObject(fields)) return undefined;
  const name = part === 'ItemBatcher' ? 'BatchInput' : 'Arguments';
  const template = fields[name];
  if (template === undefined) return undefined;
  const evaluate = compileTemplate(template, `${part}/${name}`);
  return (scope) => evaluate(scope, noOutcome);
}

/** The pointer of an ItemReader's ReaderConfig; undefined where there is none. */
export function compileItemsPointer({ ItemReader: reader }: JsonObject): Evaluate<string> | undefined {
  const config = isJsonObject(reader) ? reader.ReaderConfig : undefined;
  const pointer = isJsonObject(config) ? config.ItemsPointer : undefined;
  if (pointer === undefined) return undefined;
  return compileField(pointer, 'string', 'ItemReader/ReaderConfig/ItemsPointer');
}
