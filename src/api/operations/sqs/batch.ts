import { AwsError } from '../../../base/aws-error.ts';
import type { JsonObject } from '../../../base/json.ts';
import {
  BatchEntryIdsNotDistinct,
  EmptyBatchRequest,
  InvalidBatchEntryId,
  TooManyEntriesInBatchRequest,
} from '../../../messaging/queues/errors.ts';
import { apiModels } from '../../model/model.ts';

export interface BatchEntry {
  readonly Id: string;
}

/** Source: SQS API Reference, "SendMessageBatch". */
const entriesMax = 10;

/** Throws what is refused of a batch as a whole. */
export function checkEntries(entries: readonly BatchEntry[], entryType: string): void {
  if (entries.length === 0) throw new EmptyBatchRequest(entryType);
  if (entries.length > entriesMax)
    throw new TooManyEntriesInBatchRequest({ max: entriesMax, count: entries.length });
  const ids = new Set<string>();
  for (const { Id } of entries) {
    if (!/^[\w-]{1,80}$/.test(Id)) throw new InvalidBatchEntryId();
    if (ids.has(Id)) throw new BatchEntryIdsNotDistinct(Id);
    ids.add(Id);
  }
}

/** Runs each entry on its own: what comes of it is in one list, what is refused in the other. Ours to blame is thrown. */
export async function runEntries<Entry extends BatchEntry>(
  entries: readonly Entry[],
  run: (entry: Entry) => Promise<JsonObject>,
) {
  const Successful: JsonObject[] = [];
  const Failed: JsonObject[] = [];
  const outcomes = entries.map(async (entry) => run(entry).catch((error: unknown) => error));
  for (const [index, outcome] of (await Promise.all(outcomes)).entries()) {
    const Id = entries[index]?.Id ?? '';
    if (outcome instanceof AwsError) Failed.push(failedEntry(Id, outcome));
    else if (outcome instanceof Error) throw outcome;
    else Successful.push({ Id, ...(outcome as JsonObject) });
  }
  return { Successful, ...(Failed.length > 0 && { Failed }) };
}

function failedEntry(Id: string, { code, status, message }: AwsError): JsonObject {
  const shape = apiModels.sqs.shapes[code];
  const wireCode = shape?.type === 'structure' ? shape.error?.code : undefined;
  return { Id, SenderFault: status < 500, Code: wireCode ?? code, Message: message };
}
