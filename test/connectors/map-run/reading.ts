import { Failure } from '../../../src/base/failure.ts';
import type { Json, JsonObject } from '../../../src/base/json.ts';
import type { Session } from '../../../src/connectors/connector.ts';
import { openItems } from '../../../src/connectors/map-run/item-reader.ts';
import type { Item, ItemReaderRequest } from '../../../src/connectors/map-run/map-run-data.ts';

/** A request for the object `file` of the bucket `b`. */
export function aRequest(
  config: JsonObject,
  fields: {
    readonly parameters?: JsonObject;
    readonly resource?: string;
    readonly itemsPointer?: string;
  } = {},
): ItemReaderRequest {
  const { parameters = {}, resource = 'getObject', itemsPointer } = fields;
  return {
    resource: `arn:aws:states:::s3:${resource}`,
    parameters: { Bucket: 'b', ...(resource === 'getObject' && { Key: 'file' }), ...parameters },
    config,
    itemsPointer,
  };
}

export async function itemsOf(
  request: ItemReaderRequest,
  session: Session,
  skipped = 0,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const item of (await openItems(request, session)).read(skipped)) items.push(item);
  return items;
}

export async function valuesOf(
  request: ItemReaderRequest,
  session: Session,
  skipped = 0,
): Promise<readonly Json[]> {
  return (await itemsOf(request, session, skipped)).map(({ value }) => value);
}

/** `error: cause` of the Failure that `work` rejects with. */
export async function failureOf(work: Promise<unknown>): Promise<string> {
  const outcome = await work.then(
    () => 'no failure',
    (thrown: unknown) => thrown,
  );
  return outcome instanceof Failure ? `${outcome.error}: ${outcome.cause}` : String(outcome);
}
