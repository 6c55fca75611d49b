import { StringDecoder } from 'node:string_decoder';
import type { Failure } from '../../base/failure.ts';
import { isJsonArray, type Json, type JsonObject, utf8Length } from '../../base/json.ts';
import { createCsvRecords } from './csv-records.ts';
import { decompressed } from './decompressed.ts';
import { itemReaderFailed } from './item-failure.ts';
import { type ItemRun, itemBytesMax, itemTooLarge, runOf } from './item-run.ts';
import { javaMapOrder } from './java-map-order.ts';
import type { Item } from './map-run-data.ts';
import type { StoredObject } from './stored-object.ts';

const delimiters: Readonly<Record<string, string>> = {
  COMMA: ',',
  PIPE: '|',
  SEMICOLON: ';',
  SPACE: ' ',
  TAB: '\t',
};

/** Source: Developer Guide, "ItemReader (Map)". */
const headerBytesMax = 10 * 1024;

/** Small, so that a field which is kept keeps little else in memory. */
const pieceBytes = 64 * 1024;

/** The rows of delimited text, each an object of texts by header. Only one of `MANY` files may have none. */
export async function* csvRuns(
  object: StoredObject,
  config: JsonObject,
  files: 'ONE' | 'MANY',
): AsyncGenerator<ItemRun, void, undefined> {
  const records = createCsvRecords(delimiters[String(config.CSVDelimiter ?? 'COMMA')] ?? ',');
  const given = givenHeaders(config);
  let toItem = given === undefined ? undefined : rowOf(given);
  let rowCount = 0;
  const runOfRows = (rows: string[][]): ItemRun | undefined => {
    const [first] = rows;
    if (first !== undefined && toItem === undefined) {
      toItem = rowOf(first);
      rows.shift();
    }
    rowCount += rows.length;
    return toItem === undefined || rows.length === 0 ? undefined : runOf(rows, toItem);
  };
  for await (const text of textPieces(object)) {
    const run = runOfRows(records.take(text));
    if (run !== undefined) yield run;
    else if (records.pendingLength > itemBytesMax) throw itemTooLarge(object.url);
  }
  const last = records.end();
  if (last === undefined) throw itemReaderFailed(`${object.url} ends within a field in quotation marks.`);
  const run = runOfRows(last);
  if (run !== undefined) yield run;
  if (files === 'ONE' && given === undefined && rowCount === 0) throw onlyHeaders(object.url);
}

/** That AWS refuses such a file is known from users, who match its cause by these words. */
function onlyHeaders(url: string): Failure {
  return itemReaderFailed(`${url} contains only CSV headers.`);
}

/** The configuration's own headers; undefined where the file's first row has them. */
export function givenHeaders({ CSVHeaderLocation: location, CSVHeaders: headers }: JsonObject) {
  if (location !== 'GIVEN' && !isJsonArray(headers)) return undefined;
  return isJsonArray(headers) ? headers.map(String) : [];
}

/** Throws a Failure for headers that no rows can have. */
export function rowOf(headers: readonly string[]): (record: readonly string[]) => Item {
  if (new Set(headers).size < headers.length)
    throw itemReaderFailed('CSV headers cannot contain duplicates.');
  const bytes = headers.reduce((sum, header) => sum + utf8Length(header) + 1, -1);
  if (bytes > headerBytesMax) throw itemReaderFailed('CSV headers cannot exceed 10 KiB.');
  const columns = javaMapOrder(headers).map((index) => ({ name: headers[index] ?? '', index }));
  if (headers.includes('__proto__')) {
    return (record) => ({
      value: Object.fromEntries(columns.map(({ name, index }) => [name, record[index] ?? ''])),
    });
  }
  return (record) => {
    const value: Record<string, Json> = {};
    for (const { name, index } of columns) value[name] = record[index] ?? '';
    return { value };
  };
}

async function* textPieces(object: StoredObject): AsyncGenerator<string, void, undefined> {
  const decoder = new StringDecoder('utf8');
  let isStart = true;
  for await (const chunk of decompressed(object)) {
    for (let at = 0; at < chunk.length; at += pieceBytes) {
      const text = decoder.write(
        Buffer.from(chunk.buffer, chunk.byteOffset + at, Math.min(pieceBytes, chunk.length - at)),
      );
      if (text === '') continue;
      yield isStart ? text.replace(/^\uFEFF/, '') : text;
      isStart = false;
    }
  }
  const rest = decoder.end();
  if (rest !== '') yield rest;
}
