import { Failure } from '../../base/failure.ts';
import type { Json } from '../../base/json.ts';
import type { Session } from '../connector.ts';
import { refusalText } from './item-failure.ts';
import type { ChildResult, ChildStatus, ResultWriterRequest } from './map-run-data.ts';
import { lineText, resultEntries, type Transformation } from './result-entry.ts';
import { createResultFiles, type ResultFile } from './result-files.ts';

/** Bytes of one result file. Source: Developer Guide, "ResultWriter (Map)". */
const resultFileBytesMax = 5 * 1024 ** 3;

type FileKind = 'SUCCEEDED' | 'FAILED' | 'PENDING';

const kinds: Readonly<Record<ChildStatus, FileKind>> = {
  SUCCEEDED: 'SUCCEEDED',
  FAILED: 'FAILED',
  TIMED_OUT: 'FAILED',
  ABORTED: 'FAILED',
  PENDING: 'PENDING',
};

/**
 * Writes a Map Run's results to the bucket that a ResultWriter names: files of those that succeeded, failed and never began, and
 * a manifest of the files. Gives the Map's result. Of the results only as much is in memory as S3 takes at once.
 *
 * Rejects with a Failure: `States.ResultWriterFailed`.
 */
export async function writeResults(
  request: ResultWriterRequest,
  session: Session,
  { mapRunArn, fileBytesMax = resultFileBytesMax }: WrittenMapRun,
  results: AsyncIterable<ChildResult>,
): Promise<Json> {
  const { parameters, config } = request;
  const { Bucket: bucket, Prefix: prefix } = parameters;
  if (typeof bucket !== 'string')
    throw resultWriterFailed('The ResultWriter must name the Bucket to write to.');
  const folder = folderOf(typeof prefix === 'string' ? prefix : '', mapRunArn);
  const outputType = config.OutputType === 'JSONL' ? 'JSONL' : 'JSON';
  const transformation = (config.Transformation ?? 'NONE') as Transformation;
  const filesOf = (kind: FileKind) =>
    createResultFiles({ session, bucket, start: `${folder}${kind}`, outputType, fileBytesMax });
  const files = { FAILED: filesOf('FAILED'), PENDING: filesOf('PENDING'), SUCCEEDED: filesOf('SUCCEEDED') };
  const key = `${folder}manifest.json`;
  try {
    for await (const result of results) {
      const file = files[kinds[result.status]];
      for (const entry of resultEntries(result, transformation)) await file.add(lineText(entry));
    }
    const written: Readonly<Record<FileKind, readonly ResultFile[]>> = {
      FAILED: await files.FAILED.finish(),
      PENDING: await files.PENDING.finish(),
      SUCCEEDED: await files.SUCCEEDED.finish(),
    };
    const manifest = { DestinationBucket: bucket, MapRunArn: mapRunArn, ResultFiles: written };
    await session.request('s3', 'PutObject', { Bucket: bucket, Key: key, Body: JSON.stringify(manifest) });
  } catch (thrown) {
    await Promise.all(Object.values(files).map((file) => file.abandon()));
    throw resultWriterFailed(`Writing s3://${bucket}/${folder} failed: ${refusalText(thrown)}`);
  }
  return { MapRunArn: mapRunArn, ResultWriterDetails: { Bucket: bucket, Key: key } };
}

export interface WrittenMapRun {
  readonly mapRunArn: string;
  readonly fileBytesMax?: number;
}

/** `prefix/id/`, where the id is the Map Run's own. */
function folderOf(prefix: string, mapRunArn: string): string {
  const id = mapRunArn.slice(mapRunArn.lastIndexOf(':') + 1);
  return `${prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`}${id}/`;
}

function resultWriterFailed(cause: string): Failure {
  return new Failure('States.ResultWriterFailed', cause);
}
