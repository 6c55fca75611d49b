import type { Json } from '../../base/json.ts';
import { lineRuns, textOf } from './byte-lines.ts';
import { decompressed } from './decompressed.ts';
import { itemReaderFailed } from './item-failure.ts';
import { type ItemRun, runOf } from './item-run.ts';
import type { StoredObject } from './stored-object.ts';

/** The lines of a JSON Lines file, each a JSON text. */
export async function* jsonlRuns(object: StoredObject): AsyncGenerator<ItemRun, void, undefined> {
  for await (const lines of lineRuns(decompressed(object), object)) {
    yield runOf(lines, (line) => ({ value: parseItem(line, object.url) }));
  }
}

/** Throws a Failure for bytes that are no JSON text. */
export function parseItem(bytes: Uint8Array, url: string): Json {
  try {
    return JSON.parse(textOf(bytes)) as Json;
  } catch (thrown) {
    throw itemReaderFailed(`${url} has an item that is not JSON: ${String(Object(thrown).message)}`);
  }
}
