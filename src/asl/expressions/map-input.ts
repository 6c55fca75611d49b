import { type Evaluated, Failure } from '../../base/failure.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject, jsonText } from '../../base/json.ts';
import type { Evaluate, Scope } from '../compiled.ts';
import { compileSelection, type Station } from './data-flow.ts';
import { compileTemplate } from './payload-template.ts';
import type { PayloadPart } from './query-language.ts';
import { runtimeFailure } from './runtime-failure.ts';
import { compileScopedPath, type ScopedPath } from './scoped-path.ts';

/** What a JSONPath Map iterates over: ItemsPath, by default `$`, from the effective input. */
export function compileItems(state: JsonObject): Evaluate<readonly Json[]> {
  const input = compileSelection(state.InputPath);
  const path = compileScopedPath(typeof state.ItemsPath === 'string' ? state.ItemsPath : '$');
  return (scope) => {
    const data = input ? input(scope, scope.input) : scope.input;
    if (data instanceof Failure) return data;
    const items = path.read(scope, data);
    if (items === undefined) return unreachableItems(path, scope, data);
    if (isJsonArray(items)) return items;
    return runtimeFailure(`Reference path "${path.text}" must point to array.`);
  };
}

/** AWS names the step that leads nowhere, and the whole of what it looked in. */
function unreachableItems(path: ScopedPath, scope: Scope, data: Json): Failure {
  const { step = path.text } = path.explain(scope, data);
  return new Failure(
    'States.ReferencePathConflict',
    `Unable to apply step "${step}" to input ${jsonText(path.source(scope, data))}`,
  );
}

/** The input of one iteration: ItemSelector, or Parameters as older definitions call it; by default the item. */
export function compileItemInput(state: JsonObject): (scope: Scope, item: Json) => Evaluated<Json> {
  const template = state.ItemSelector ?? state.Parameters;
  if (template === undefined) return (_scope, item) => item;
  const evaluate = onEffectiveInput(state, template);
  return (scope) => evaluate(scope);
}

/** The payload template of a part of a Map, on the effective input; undefined where there is none. */
export function compilePayload(state: JsonObject, part: PayloadPart): Evaluate<Json> | undefined {
  const fields = state[part];
  if (!isJsonObject(fields)) return undefined;
  const template = part === 'ItemBatcher' ? fields.BatchInput : fields.Parameters;
  return template === undefined ? undefined : onEffectiveInput(state, template);
}

/** The pointer of an ItemReader's ReaderConfig, which JSONPath takes as it is written; undefined where there is none. */
export function compileItemsPointer({ ItemReader: reader }: JsonObject): Evaluate<string> | undefined {
  const config = isJsonObject(reader) ? reader.ReaderConfig : undefined;
  const pointer = isJsonObject(config) ? config.ItemsPointer : undefined;
  return typeof pointer === 'string' ? () => pointer : undefined;
}

function onEffectiveInput(state: JsonObject, template: Json): Evaluate<Json> {
  const input: Station | undefined = compileSelection(state.InputPath);
  const evaluate = compileTemplate(template);
  if (!input) return (scope) => evaluate(scope, scope.input);
  return (scope) => {
    const data = input(scope, scope.input);
    return data instanceof Failure ? data : evaluate(scope, data);
  };
}
