import type { Arn } from '../../../base/arn.ts';
import { InvalidParameterValueException } from '../../../compute/errors.ts';
import type { ResourceChange, ResourceKey } from '../../../store/store.ts';
import type { Services } from '../../operation.ts';
import { codeLibraryOf } from './installed-code.ts';

/** The members by which requests bring code. */
export interface CodeInput {
  readonly ZipFile?: string;
  readonly S3Bucket?: string;
  readonly ImageUri?: string;
}

/** Code that came with a request, unpacked. */
export interface UploadedCode {
  readonly codeSha256: string;
  readonly codeSize: number;
  readonly zipBase64: string;
}

/**
 * Unpacks the archive of a request.
 *
 * Throws InvalidParameterValueException where there is none, or one that Lambda refuses.
 */
export async function uploadCode({ functions }: Services, input: CodeInput): Promise<UploadedCode> {
  const { ZipFile, S3Bucket, ImageUri } = input;
  if (ZipFile === undefined) {
    if (S3Bucket === undefined && ImageUri === undefined) {
      throw new InvalidParameterValueException('Please provide a source for function code.');
    }
    throw new InvalidParameterValueException(
      `${S3Bucket === undefined ? 'ImageUri' : 'S3Bucket'} is not supported by this server; use ZipFile.`,
    );
  }
  const installed = await codeLibraryOf(functions).install(Buffer.from(ZipFile, 'base64'));
  return { ...installed, zipBase64: ZipFile };
}

/** What keeps `code` for as long as the function uses it. */
export function keepCode(
  { codeSha256, zipBase64 }: UploadedCode,
  functionArn: Arn,
): readonly ResourceChange[] {
  // Put even where it exists: that gives it a revision which no deletion under way expects.
  const code = {
    type: 'put',
    key: codeKey(codeSha256),
    body: { zipBase64 },
    expectedRevision: undefined,
  } as const;
  const key = useKey(codeSha256, functionArn);
  return [code, { type: 'put', key, body: { functionArn }, expectedRevision: undefined }];
}

/** The end of a function's use of code; `dropUnusedCode` is to follow. */
export function endUse(codeSha256: string, functionArn: Arn): ResourceChange {
  return { type: 'delete', key: useKey(codeSha256, functionArn), expectedRevision: undefined };
}

/** Deletes code, stored and unpacked, if no function uses it. */
export async function dropUnusedCode({ store, functions }: Services, codeSha256: string): Promise<void> {
  // Read before the uses: whoever begins to use it after that changes its revision, and the deletion fails.
  const code = await store.resources.get(codeKey(codeSha256));
  const uses = await store.resources.list({ ...useKeys, prefix: `${codeSha256} `, limit: 1 });
  if (uses.length > 0) return;
  if (code !== undefined) {
    const { revision } = code;
    const deletion = { type: 'delete', key: codeKey(codeSha256), expectedRevision: revision } as const;
    if ((await store.resources.write([deletion])) === 'conflict') return;
  }
  await codeLibraryOf(functions).remove(codeSha256);
}

/** The archive, or undefined where nobody uses it any more. */
export async function findArchive({ store }: Services, codeSha256: string): Promise<Uint8Array | undefined> {
  const code = await store.resources.get(codeKey(codeSha256));
  return code === undefined ? undefined : Buffer.from(code.body.zipBase64, 'base64');
}

const useKeys = { kind: 'FunctionCodeUse', account: '', region: '' } as const;

function useKey(codeSha256: string, functionArn: Arn): ResourceKey<'FunctionCodeUse'> {
  return { ...useKeys, name: `${codeSha256} ${functionArn}` };
}

function codeKey(codeSha256: string): ResourceKey<'FunctionCode'> {
  return { kind: 'FunctionCode', account: '', region: '', name: codeSha256 };
}
