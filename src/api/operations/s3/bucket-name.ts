import { S3Error } from './errors.ts';

/**
 * Throws InvalidBucketName where no bucket may be called `name`.
 *
 * Source: User Guide, "General purpose bucket naming rules".
 */
export function checkBucketName(name: string): void {
  const isWellFormed =
    /^[a-z\d][a-z\d.-]{1,61}[a-z\d]$/.test(name) &&
    !name.includes('..') &&
    !/^\d{1,3}(\.\d{1,3}){3}$/.test(name) &&
    !reservedPrefixes.some((prefix) => name.startsWith(prefix)) &&
    !reservedSuffixes.some((suffix) => name.endsWith(suffix));
  if (!isWellFormed) {
    const message = 'The specified bucket is not valid.';
    throw new S3Error({ code: 'InvalidBucketName', message, members: { BucketName: name } });
  }
}

const reservedPrefixes: readonly string[] = ['xn--', 'sthree-', 'amzn-s3-demo-'];
const reservedSuffixes: readonly string[] = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3', '-an'];
