import type { Failure } from '../../base/failure.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { lineRuns, textOf } from './byte-lines.ts';
import { decompressed } from './decompressed.ts';
import { itemReaderFailed } from './item-failure.ts';
import { parseItem } from './jsonl-items.ts';
import type { StoredObject } from './stored-object.ts';

/** Names an object to GetObject. */
export type ObjectParameters = { readonly Bucket: string; readonly Key: string };

/** An inventory's files, and the headers of the CSV that they hold. */
export interface Inventory {
  readonly headers: readonly string[];
  readonly files: readonly ObjectParameters[];
}

/** Bytes of the manifest of an inventory, which is read whole. */
const manifestBytesMax = 64 * 1024 * 1024;

/** What the manifest of an S3 inventory says. Source: Amazon S3 User Guide, "Locating your inventory list". */
export async function readInventory(manifest: StoredObject): Promise<Inventory> {
  const { url } = manifest;
  if (manifest.size > manifestBytesMax)
    throw itemReaderFailed(
      `${url} has ${manifest.size} bytes, too many for the manifest of an S3 inventory.`,
    );
  const chunks: Uint8Array[] = [];
  for await (const chunk of decompressed(manifest)) chunks.push(chunk);
  const value = parseItem(Buffer.concat(chunks), url);
  if (!isJsonObject(value)) throw notAnInventory(url);
  const { fileFormat, fileSchema, destinationBucket, files } = value;
  if (typeof fileSchema !== 'string' || typeof destinationBucket !== 'string' || !isJsonArray(files))
    throw notAnInventory(url);
  if (fileFormat !== 'CSV')
    throw itemReaderFailed(`${url} is an inventory in the format ${String(fileFormat)}; it must be CSV.`);
  const bucket = destinationBucket.replace(/^arn:[^:]*:s3:::/, '');
  return {
    headers: fileSchema.split(',').map((name) => name.trim()),
    files: files.map((file) => ({ Bucket: bucket, Key: keyOf(file, url) })),
  };
}

function keyOf(file: Json, url: string): string {
  const key = isJsonObject(file) ? file.key : undefined;
  if (typeof key !== 'string') throw notAnInventory(url);
  return key;
}

function notAnInventory(url: string): Failure {
  return itemReaderFailed(`${url} is not the manifest of an S3 inventory.`);
}

/**
 * The files that a query of Athena wrote, which its manifest lists as one `s3://bucket/key` a line.
 *
 * Source: Amazon Athena User Guide, "Identify query output files".
 */
export async function* athenaFiles(
  manifest: StoredObject,
): AsyncGenerator<ObjectParameters, void, undefined> {
  for await (const lines of lineRuns(decompressed(manifest), manifest)) {
    for (const line of lines) yield athenaFile(textOf(line).trim(), manifest);
  }
}

function athenaFile(line: string, { url }: StoredObject): ObjectParameters {
  const [, bucket, key] = /^"?s3:\/\/([^/]+)\/(.+?)"?$/.exec(line) ?? [];
  if (bucket === undefined || key === undefined)
    throw itemReaderFailed(`${url} is not a manifest of Athena: it has the line ${line.slice(0, 200)}`);
  return { Bucket: bucket, Key: key };
}

/** The configuration with which an inventory's files are read. */
export function inventoryConfig({ headers }: Inventory): JsonObject {
  return { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: headers };
}
