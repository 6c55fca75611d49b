import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '../../../src/base/json.ts';
import {
  type RequestOptions,
  type ServiceAnswer,
  ServiceError,
  type Session,
} from '../../../src/connectors/connector.ts';

export interface BucketCall {
  readonly action: string;
  readonly input: JsonObject;
}

/** A session whose S3 keeps the objects of one bucket in memory and serves ranges of them. */
export function aBucket(
  contents: Readonly<Record<string, string | Uint8Array>> = {},
  {
    pageSize = 1000,
    refuse,
  }: { readonly pageSize?: number; readonly refuse?: (call: BucketCall) => Error | undefined } = {},
) {
  const objects = new Map(Object.entries(contents).map(([key, body]) => [key, Buffer.from(body)]));
  const uploads = new Map<string, Buffer[]>();
  const calls: BucketCall[] = [];

  const actions: Readonly<
    Record<string, (input: JsonObject, options: RequestOptions) => Partial<ServiceAnswer>>
  > = {
    GetObject(input, { bodyBytesMax = Number.POSITIVE_INFINITY }) {
      const body = objects.get(String(input.Key));
      if (body === undefined) throw refusal('NoSuchKey', 404, 'The specified key does not exist.');
      const tag = tagOf(body);
      if (input.IfMatch !== undefined && input.IfMatch !== tag)
        throw refusal(
          'PreconditionFailed',
          412,
          'At least one of the pre-conditions you specified did not hold',
        );
      const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(String(input.Range ?? '')) ?? [];
      if (start === undefined || end === undefined)
        return {
          output: { ETag: tag, ContentLength: body.length },
          body: body.subarray(0, bodyBytesMax + 1),
        };
      if (Number(start) >= body.length)
        throw refusal('InvalidRange', 416, 'The requested range is not satisfiable');
      const part = body.subarray(Number(start), Number(end) + 1);
      const range = `bytes ${start}-${Number(start) + part.length - 1}/${body.length}`;
      return { output: { ETag: tag, ContentLength: part.length, ContentRange: range }, body: part };
    },
    ListObjectsV2({ Prefix: prefix = '', ContinuationToken: token = '0' }) {
      const keys = [...objects.keys()].filter((key) => key.startsWith(String(prefix))).sort();
      const from = Number(token);
      const page = keys.slice(from, from + pageSize);
      const isTruncated = from + pageSize < keys.length;
      return {
        output: {
          IsTruncated: isTruncated,
          ...(isTruncated && { NextContinuationToken: String(from + pageSize) }),
          ...(page.length > 0 && {
            Contents: page.map((key) => listed(key, objects.get(key) ?? Buffer.of())),
          }),
        },
      };
    },
    PutObject({ Key, Body }) {
      objects.set(String(Key), Buffer.from(String(Body)));
      return {};
    },
    CreateMultipartUpload() {
      const id = `upload-${uploads.size}`;
      uploads.set(id, []);
      return { output: { UploadId: id } };
    },
    UploadPart({ UploadId, PartNumber, Body }) {
      uploads.get(String(UploadId))?.splice(Number(PartNumber) - 1, 1, Buffer.from(String(Body)));
      return { output: { ETag: `"part-${PartNumber}"` } };
    },
    CompleteMultipartUpload({ Key, UploadId }) {
      objects.set(String(Key), Buffer.concat(uploads.get(String(UploadId)) ?? []));
      uploads.delete(String(UploadId));
      return {};
    },
    AbortMultipartUpload({ UploadId }) {
      uploads.delete(String(UploadId));
      return {};
    },
  };

  const session: Session = {
    partition: 'aws',
    account: '111111111111',
    region: 'us-east-1',
    request: async (service, action, input, options = {}) => {
      calls.push({ action, input });
      const error = refuse?.({ action, input });
      if (error !== undefined) throw error;
      const answer = service === 's3' ? actions[action]?.(input, options) : undefined;
      if (answer === undefined) throw new Error(`this bucket knows no ${service} ${action}`);
      return { output: {}, metadata: { requestId: 'r-1', status: 200, headers: {} }, ...answer };
    },
  };
  return { session, objects, uploads, calls };
}

export function refusal(code: string, status: number, message: string): ServiceError {
  return new ServiceError(message, { code, status, requestId: 'r-1' });
}

const tags = new WeakMap<Uint8Array, string>();

export function tagOf(body: Uint8Array): string {
  const known = tags.get(body);
  if (known !== undefined) return known;
  const tag = `"${createHash('md5').update(body).digest('hex')}"`;
  tags.set(body, tag);
  return tag;
}

const modifiedAt = Date.UTC(2022, 10, 17, 15, 44, 41, 900);

function listed(key: string, body: Uint8Array): Json {
  return {
    Key: key,
    LastModified: modifiedAt,
    ETag: tagOf(body),
    Size: body.length,
    StorageClass: 'STANDARD',
  };
}
