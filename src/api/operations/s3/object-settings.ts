import type { JsonObject } from '../../../base/json.ts';
import type { S3ObjectSettings } from '../../../store/resources/s3.ts';
import { invalidArgument, notImplemented, S3Error } from './errors.ts';

/** The members of PutObject, CopyObject and CreateMultipartUpload that say how an object is kept and answered. */
export interface SettingsInput {
  readonly ACL?: string;
  readonly CacheControl?: string;
  readonly ContentDisposition?: string;
  readonly ContentEncoding?: string;
  readonly ContentLanguage?: string;
  readonly ContentType?: string;
  readonly Expires?: string;
  readonly Metadata?: Readonly<Record<string, string>>;
  readonly ServerSideEncryption?: string;
  readonly SSECustomerAlgorithm?: string;
  readonly StorageClass?: string;
  readonly WebsiteRedirectLocation?: string;
  readonly ObjectLockMode?: string;
  readonly ObjectLockLegalHoldStatus?: string;
}

/** UTF-8 bytes of names and values. Source: User Guide, "Working with object metadata". */
const metadataBytesMax = 2 * 1024;

/** UTF-8 bytes of a key. Source: User Guide, "Naming Amazon S3 objects". */
const keyBytesMax = 1024;

/** What every object is encrypted with that nobody asks another thing for; here it is the word of the API, and no more. */
export const serverSideEncryption = 'AES256';

export const standardStorageClass = 'STANDARD';

/** Classes whose objects can be read at once. Those of an archive could be written and never read. */
const storageClasses: ReadonlySet<string> = new Set([
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
]);
const archiveClasses: ReadonlySet<string> = new Set(['GLACIER', 'DEEP_ARCHIVE']);

/** Throws the S3Error of what S3 refuses, or of what this server does not have. */
export function settingsOf(input: SettingsInput): S3ObjectSettings {
  checkSettings(input);
  return {
    storageClass: input.StorageClass ?? standardStorageClass,
    headers: headersOf(input),
    metadata: input.Metadata ?? {},
  };
}

export function checkKey(key: string): void {
  const bytes = Buffer.byteLength(key);
  if (bytes <= keyBytesMax) return;
  throw new S3Error({
    code: 'KeyTooLongError',
    message: 'Your key is too long',
    members: { Size: bytes, MaxSizeAllowed: keyBytesMax },
  });
}

/** Buckets have no access control lists, as is S3's default; one that only says so is accepted. */
export function checkCannedAcl(acl: string | undefined): void {
  if (acl === undefined || acl === 'private' || acl === 'bucket-owner-full-control') return;
  throw new S3Error({ code: 'AccessControlListNotSupported', message: 'The bucket does not allow ACLs' });
}

/** What an operation that reads or writes one object cannot be asked for. */
export function refuseCustomerKeys({
  SSECustomerAlgorithm,
}: Pick<SettingsInput, 'SSECustomerAlgorithm'>): void {
  if (SSECustomerAlgorithm !== undefined) throw notImplemented('Encryption with keys of the caller');
}

function checkSettings(input: SettingsInput): void {
  const { StorageClass: storageClass = standardStorageClass, ServerSideEncryption: encryption } = input;
  checkCannedAcl(input.ACL);
  refuseCustomerKeys(input);
  if (encryption !== undefined && encryption !== serverSideEncryption) {
    if (!encryption.startsWith('aws:')) {
      throw invalidArgument(
        'The encryption method specified is not supported',
        'x-amz-server-side-encryption',
        encryption,
      );
    }
    throw notImplemented(`Encryption with ${encryption}`);
  }
  if (input.ObjectLockMode !== undefined || input.ObjectLockLegalHoldStatus !== undefined)
    throw notImplemented('Object Lock');
  if (archiveClasses.has(storageClass)) throw notImplemented(`Storage class ${storageClass}`);
  if (!storageClasses.has(storageClass)) {
    const message = 'The storage class you specified is not valid';
    throw new S3Error({
      code: 'InvalidStorageClass',
      message,
      members: { StorageClassRequested: storageClass },
    });
  }
  checkMetadata(input.Metadata ?? {});
}

function checkMetadata(metadata: Readonly<Record<string, string>>): void {
  let bytes = 0;
  for (const [name, value] of Object.entries(metadata))
    bytes += Buffer.byteLength(name) + Buffer.byteLength(value);
  if (bytes <= metadataBytesMax) return;
  throw new S3Error({
    code: 'MetadataTooLarge',
    message: 'Your metadata headers exceed the maximum allowed metadata size',
    members: { Size: bytes, MaxSizeAllowed: metadataBytesMax },
  });
}

const headerMembers = [
  'CacheControl',
  'ContentDisposition',
  'ContentEncoding',
  'ContentLanguage',
  'ContentType',
  'Expires',
  'WebsiteRedirectLocation',
] as const;

function headersOf(input: SettingsInput): JsonObject {
  const headers: Record<string, string> = {};
  for (const name of headerMembers) {
    const value = name === 'ContentEncoding' ? ownEncoding(input.ContentEncoding) : input[name];
    if (value !== undefined && value !== '') headers[name] = value;
  }
  return headers;
}

/** How the request is encoded on its way is no property of the object. */
function ownEncoding(encoding: string | undefined): string | undefined {
  return encoding
    ?.split(',')
    .map((part) => part.trim())
    .filter((part) => part !== 'aws-chunked')
    .join(',');
}
