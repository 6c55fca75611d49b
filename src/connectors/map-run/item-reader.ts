import type { JsonObject } from '../../base/json.ts';
import type { Session } from '../connector.ts';
import { csvRuns, givenHeaders, rowOf } from './csv-items.ts';
import { itemReaderFailed } from './item-failure.ts';
import { type ItemRun, itemsOf, runOf } from './item-run.ts';
import { jsonRuns, pointerTokens } from './json-items.ts';
import { jsonlRuns } from './jsonl-items.ts';
import { listedItem, openListing } from './listed-objects.ts';
import { athenaFiles, inventoryConfig, readInventory } from './manifest.ts';
import { runsOfMany, sourceName } from './many-objects.ts';
import type { ItemReaderRequest, OpenedItems } from './map-run-data.ts';
import { parquetRuns } from './parquet-items.ts';
import { type Opening, openObject, type StoredObject } from './stored-object.ts';

/** Source: Developer Guide, "ItemReader (Map)". */
const itemsMax = 100_000_000;

/**
 * Opens what an ItemReader names: the start of it is read, and what it cannot be refuses to open.
 *
 * With `expectedVersion`, the `version` of an earlier opening, a source whose content is another by now is refused. Rejects, here
 * and in reading, with a Failure: `States.ItemReaderFailed`.
 */
export async function openItems(
  request: ItemReaderRequest,
  session: Session,
  expectedVersion?: string,
): Promise<OpenedItems> {
  const end = itemsEnd(request.config);
  checkConfig(request);
  const opened = request.resource.endsWith(':s3:listObjectsV2')
    ? await openBucket(request, session)
    : await openFile(request, session, expectedVersion);
  const { url, version, runs } = opened;
  return {
    source: sourceName(url),
    version,
    read: (skipped) => itemsOf(runs(), { skipped, end }),
  };
}

interface OpenedRuns {
  readonly url: string;
  readonly version: string | undefined;
  readonly runs: () => AsyncIterable<ItemRun>;
}

/** None, and more than there can be, stand for as many as there can be (recorded). */
function itemsEnd({ MaxItems: items = 0 }: JsonObject): number {
  if (typeof items !== 'number' || items < 0) throw itemReaderFailed('field MaxItems must be positive');
  return items === 0 ? itemsMax : Math.min(Math.floor(items), itemsMax);
}

/** Finds out before anything is called. */
function checkConfig({ config, itemsPointer }: ItemReaderRequest): void {
  const headers = givenHeaders(config);
  if (headers !== undefined) rowOf(headers);
  pointerTokens(itemsPointer);
}

async function openBucket(request: ItemReaderRequest, session: Session): Promise<OpenedRuns> {
  const { parameters, config } = request;
  const listing = await openListing(session, parameters);
  const { url, bucket } = listing;
  if (config.Transformation !== 'LOAD_AND_FLATTEN') {
    const toItem = (object: JsonObject) => ({ value: listedItem(object) });
    const runs = async function* () {
      for await (const objects of listing.pages()) yield runOf(objects, toItem);
    };
    return { url, version: undefined, runs };
  }
  const { ExpectedBucketOwner: owner } = parameters;
  const bucketParameters = { Bucket: bucket, ...(owner !== undefined && { ExpectedBucketOwner: owner }) };
  const opening = openingOf(config);
  const open = (Key: string) => openObject(session, { ...bucketParameters, Key }, opening);
  const keys = async function* () {
    for await (const objects of listing.pages()) {
      for (const { Key, Size } of objects) {
        // What stands for a folder has nothing to read.
        if (typeof Key === 'string' && !(Key.endsWith('/') && Size === 0)) yield Key;
      }
    }
  };
  const read = reader(request, 'MANY');
  return { url, version: undefined, runs: () => runsOfMany(keys(), { open, read, withSource: true }) };
}

async function openFile(
  request: ItemReaderRequest,
  session: Session,
  expectedVersion: string | undefined,
): Promise<OpenedRuns> {
  const { parameters, config } = request;
  const { ManifestType: manifestType, InputType: inputType } = config;
  const isManifest = manifestType !== undefined || inputType === 'MANIFEST';
  const opening = isManifest ? {} : openingOf(config);
  const object = await openObject(session, parameters, { expectedVersion, ...opening });
  const { url, version } = object;
  const open = (file: JsonObject) => openObject(session, file, openingOf(config));
  if (manifestType === 'ATHENA_DATA') {
    const read = reader(request, 'MANY');
    const runs = () => runsOfMany(athenaFiles(object), { open, read, withSource: true });
    return { url, version, runs };
  }
  if (isManifest) {
    const inventory = await readInventory(object);
    const read = (file: StoredObject) => csvRuns(file, inventoryConfig(inventory), 'MANY');
    const runs = () => runsOfMany(each(inventory.files), { open, read, withSource: false });
    return { url, version, runs };
  }
  const read = reader(request, 'ONE');
  return { url, version, runs: () => read(object) };
}

/** Parquet is read from its end, everything else from its start. */
function openingOf({ InputType: inputType }: JsonObject): Opening {
  return inputType === 'PARQUET' ? { firstBytes: 8 } : {};
}

async function* each<Value>(values: readonly Value[]): AsyncGenerator<Value, void, undefined> {
  yield* values;
}

/** How files of the configuration's InputType are read. */
function reader(
  { config, itemsPointer }: ItemReaderRequest,
  files: 'ONE' | 'MANY',
): (object: StoredObject) => AsyncIterable<ItemRun> {
  const { InputType: inputType = 'JSON' } = config;
  switch (inputType) {
    case 'CSV':
      return (object) => csvRuns(object, config, files);
    case 'JSON':
      return (object) => jsonRuns(object, itemsPointer);
    case 'JSONL':
      return jsonlRuns;
    case 'PARQUET':
      return parquetRuns;
    default:
      throw itemReaderFailed(`There is no InputType ${String(inputType)} to read.`);
  }
}
