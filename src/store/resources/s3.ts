import type { JsonObject } from '../../base/json.ts';
import type { Tag } from './tag.ts';

export interface S3BucketBody {
  /** Names its objects: a bucket of the same name that comes later has another. */
  readonly id: string;
  readonly name: string;
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  readonly createdAt: number;
  /** The policy's text, as given. */
  readonly policy: string | undefined;
  /** Whether what happens to its objects is told to EventBridge. */
  readonly isEventBridgeEnabled: boolean;
}

export interface S3OwnedBucketBody {
  readonly createdAt: number;
}

export interface S3ObjectBody {
  /** Names its bytes; where there are parts, its S3Parts. */
  readonly bodyId: string;
  /** Bytes. */
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  /** A whole second. */
  readonly modifiedAt: number;
  /** Of an object that was uploaded in parts. */
  readonly partCount: number | undefined;
  readonly checksum: S3Checksum;
  readonly settings: S3ObjectSettings;
  readonly tags: readonly Tag[];
}

export interface S3Checksum {
  /** `CRC64NVME`. */
  readonly algorithm: string;
  /** Base64; `-N` behind the checksum of N checksums. */
  readonly value: string;
  readonly type: 'FULL_OBJECT' | 'COMPOSITE';
}

export interface S3ObjectSettings {
  readonly storageClass: string;
  /** ContentType and its like, by the API's names. */
  readonly headers: JsonObject;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The bytes of an object that was uploaded in parts, in order. */
export interface S3PartsBody {
  readonly parts: readonly S3ObjectPart[];
}

export interface S3ObjectPart {
  readonly number: number;
  readonly bodyId: string;
  readonly length: number;
  /** Base64, of the object's algorithm; undefined where the parts' own are not kept. */
  readonly checksum: string | undefined;
}

export interface S3UploadBody {
  readonly id: string;
  readonly key: string;
  readonly beganAt: number;
  /** Who began it. */
  readonly initiator: string;
  readonly checksumAlgorithm: string;
  readonly checksumType: S3Checksum['type'];
  /** Whether the caller named the algorithm, so that its parts must come with it. */
  readonly isChecksumAsked: boolean;
  readonly settings: S3ObjectSettings;
  readonly tags: readonly Tag[];
}

export interface S3UploadedPartBody {
  readonly number: number;
  readonly bodyId: string;
  readonly length: number;
  /** MD5 in hexadecimal digits. */
  readonly etag: string;
  /** Base64, of the upload's algorithm. */
  readonly checksum: string;
  readonly modifiedAt: number;
}
