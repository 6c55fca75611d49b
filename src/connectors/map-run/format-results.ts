import { Failure } from '../../base/failure.ts';
import { type Json, type JsonObject, joinJsonArray, jsonText, utf8Length } from '../../base/json.ts';
import type { ChildResult } from './map-run-data.ts';
import { lineText, resultEntries, type Transformation } from './result-entry.ts';

/** UTF-8 bytes of a state's result. Source: Developer Guide, "Service quotas". */
const resultBytesMax = 256 * 1024;

/**
 * The result of a Map whose results are not exported, as WriterConfig `config` wants it: an array, or with the OutputType JSONL a
 * text with a line for each.
 *
 * Rejects with the Failure `States.DataLimitExceeded`, which names `stateName`, as soon as they are more than a result may hold.
 */
export async function formatResults(
  config: JsonObject,
  results: AsyncIterable<ChildResult> | Iterable<ChildResult>,
  stateName: string,
): Promise<Json> {
  const { OutputType: outputType, Transformation: transformation = 'COMPACT' } = config;
  const entries: Json[] = [];
  let bytes = 1;
  for await (const result of results) {
    for (const entry of resultEntries(result, transformation as Transformation)) {
      bytes += utf8Length(jsonText(entry)) + 1;
      if (bytes > resultBytesMax) throw tooLarge(stateName);
      entries.push(entry);
    }
  }
  return outputType === 'JSONL' ? entries.map(lineText).join('\n') : joinJsonArray(entries);
}

function tooLarge(stateName: string): Failure {
  return new Failure(
    'States.DataLimitExceeded',
    `The state/task '${stateName}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
}
