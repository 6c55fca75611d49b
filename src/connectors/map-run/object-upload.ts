import type { Json, JsonObject } from '../../base/json.ts';
import type { Session } from '../connector.ts';

/** An object that is written in pieces, with at most one part of it in memory. */
export interface ObjectUpload {
  /** UTF-8 bytes written. */
  readonly size: number;
  write(text: string): Promise<void>;
  /** Makes it an object. */
  finish(): Promise<void>;
  /** Leaves nothing of it, as far as that is allowed. */
  abandon(): Promise<void>;
}

/** UTF-8 bytes of a part; S3 wants 5 MiB at least, and takes 10,000 parts. */
const partBytesMin = 8 * 1024 * 1024;

/** One PutObject where it is small, a multipart upload where it is not. Rejects with what the session throws. */
export function createObjectUpload(
  session: Session,
  name: { readonly Bucket: string; readonly Key: string },
): ObjectUpload {
  let uploadId: Json | undefined;
  const parts: JsonObject[] = [];
  let texts: string[] = [];
  let bytes = 0;
  let size = 0;

  async function uploadPart(): Promise<void> {
    if (uploadId === undefined) {
      const { output } = await session.request('s3', 'CreateMultipartUpload', name);
      uploadId = output.UploadId ?? '';
    }
    const number = parts.length + 1;
    const input = { ...name, UploadId: uploadId, PartNumber: number, Body: takeText() };
    const { output } = await session.request('s3', 'UploadPart', input);
    parts.push({ ETag: output.ETag ?? '', PartNumber: number });
  }

  function takeText(): string {
    const text = texts.join('');
    texts = [];
    bytes = 0;
    return text;
  }

  return {
    get size() {
      return size;
    },
    async write(text) {
      const textBytes = Buffer.byteLength(text);
      texts.push(text);
      bytes += textBytes;
      size += textBytes;
      if (bytes >= partBytesMin) await uploadPart();
    },
    async finish() {
      if (uploadId === undefined) {
        await session.request('s3', 'PutObject', { ...name, Body: takeText() });
        return;
      }
      if (texts.length > 0) await uploadPart();
      await session.request('s3', 'CompleteMultipartUpload', {
        ...name,
        UploadId: uploadId,
        MultipartUpload: { Parts: parts },
      });
    },
    async abandon() {
      if (uploadId === undefined) return;
      await session
        .request('s3', 'AbortMultipartUpload', { ...name, UploadId: uploadId })
        .catch(() => undefined);
    },
  };
}
