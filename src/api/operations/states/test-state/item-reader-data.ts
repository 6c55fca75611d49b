import { queryLanguages } from '../../../../asl/expressions/index.ts';
import { ValidationException } from '../../../../base/aws-error.ts';
import { type Evaluated, Failure } from '../../../../base/failure.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject, parseJson } from '../../../../base/json.ts';
import type { StateTest } from './state-test.ts';

/**
 * The items in `mapItemReaderData`, the text as it stands at its source; undefined where there is none, or where it is
 * in a format that is not read here: CSV, Parquet and manifests.
 *
 * Throws ValidationException for data that is not what the reader's InputType says.
 */
export function readItems(test: StateTest): Evaluated<readonly Json[]> | undefined {
  const { state, configuration, scope, language } = test;
  const { mapItemReaderData: data } = configuration;
  const reader = isJsonObject(state.ItemReader) ? state.ItemReader : {};
  const config: JsonObject = isJsonObject(reader.ReaderConfig) ? reader.ReaderConfig : {};
  const items = data === undefined ? undefined : parseItems(test, config, data);
  if (items === undefined || items instanceof Failure) return items;
  const itemsMax = queryLanguages[language].number(state, 'MaxItems')?.(scope);
  if (itemsMax instanceof Failure) return itemsMax;
  return itemsMax === undefined || itemsMax === 0 ? items : items.slice(0, itemsMax);
}

function parseItems(
  test: StateTest,
  { InputType: inputType = 'JSON', ItemsPointer: pointer }: JsonObject,
  data: string,
): Evaluated<readonly Json[]> | undefined {
  if (inputType === 'JSONL') {
    const lines = data.split('\n').filter((line) => line.trim() !== '');
    return lines.map(parseData);
  }
  if (inputType !== 'JSON') return undefined;
  const document = parseData(data);
  if (typeof pointer !== 'string') return arrayOrFailure(document);
  const items = arrayOrFailure(followPointer(document, pointer));
  if (!(items instanceof Failure)) test.inspection.show('afterItemsPointer', items);
  return items;
}

function parseData(text: string): Json {
  try {
    return parseJson(text);
  } catch {
    throw new ValidationException('MapItemReaderData must be valid JSON');
  }
}

function arrayOrFailure(value: Json | undefined): Evaluated<readonly Json[]> {
  if (isJsonArray(value)) return value;
  return new Failure(
    'States.ItemReaderFailed',
    'Attempting to map over non-iterable node, expected the item reader to provide an array.',
  );
}

/** A JSON Pointer. Source: RFC 6901. */
function followPointer(document: Json, pointer: string): Json | undefined {
  let value: Json | undefined = document;
  for (const token of pointer.split('/').slice(1)) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
    if (isJsonArray(value)) value = value[Number(name)];
    else value = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  }
  return value;
}
