import type { Session } from '../connector.ts';
import { createObjectUpload, type ObjectUpload } from './object-upload.ts';

/** A file of results, as the manifest lists it. */
export type ResultFile = { readonly Key: string; readonly Size: number };

/** The files of the results of one kind, `SUCCEEDED_0.json` and on: as many as their size asks for. */
export interface ResultFiles {
  /** `entry` is JSON, and where the files have lines, in one line. */
  add(entry: string): Promise<void>;
  finish(): Promise<readonly ResultFile[]>;
  abandon(): Promise<void>;
}

export interface ResultFilesParts {
  readonly session: Session;
  readonly bucket: string;
  /** What keys begin with, up to and with the kind: `prefix/id/SUCCEEDED`. */
  readonly start: string;
  readonly outputType: 'JSON' | 'JSONL';
  readonly fileBytesMax: number;
}

export function createResultFiles(parts: ResultFilesParts): ResultFiles {
  const { session, bucket, start, outputType, fileBytesMax } = parts;
  const isLines = outputType === 'JSONL';
  const files: ResultFile[] = [];
  let upload: ObjectUpload | undefined;
  const key = () => `${start}_${files.length}.${isLines ? 'jsonl' : 'json'}`;

  async function finishFile(): Promise<void> {
    if (upload === undefined) return;
    if (!isLines) await upload.write(']');
    await upload.finish();
    files.push({ Key: key(), Size: upload.size });
    upload = undefined;
  }

  return {
    async add(entry) {
      if (upload !== undefined && upload.size + Buffer.byteLength(entry) + 2 > fileBytesMax)
        await finishFile();
      const isFirst = upload === undefined;
      upload ??= createObjectUpload(session, { Bucket: bucket, Key: key() });
      await upload.write(isLines ? `${entry}\n` : `${isFirst ? '[' : ','}${entry}`);
    },
    async finish() {
      await finishFile();
      return files;
    },
    async abandon() {
      await upload?.abandon();
    },
  };
}
