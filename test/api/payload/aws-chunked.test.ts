import { createHmac, createSecretKey } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { decodeAwsChunked } from '../../../src/api/payload/aws-chunked.ts';
import { ChunkSigner } from '../../../src/api/sigv4/chunk-signer.ts';
import type { SignatureParts } from '../../../src/api/sigv4/signature-parts.ts';
import { AwsError } from '../../../src/base/aws-error.ts';

async function* cut(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < bytes.length; index += size) yield bytes.subarray(index, index + size);
}

interface Decoded {
  readonly content: string;
  readonly trailers: Readonly<Record<string, string>>;
}

async function decode(
  text: string,
  { length, signer, size = 1_000_000 }: { length: number; signer?: ChunkSigner; size?: number },
): Promise<Decoded | string> {
  const trailers: Record<string, string> = {};
  const pieces: Uint8Array[] = [];
  try {
    const chunks = decodeAwsChunked({
      chunks: cut(Buffer.from(text, 'latin1'), size),
      length,
      signer,
      onTrailer: (name, value) => {
        trailers[name] = value;
      },
    });
    for await (const piece of chunks) pieces.push(piece);
  } catch (error) {
    if (error instanceof AwsError) return error.code;
    throw error;
  }
  return { content: Buffer.concat(pieces).toString('latin1'), trailers };
}

const plain = '5\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\n\r\n';
const trailed = '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\nX-Other: a: b\r\n\r\n';

describe('a chunked body', () => {
  test.each([1, 2, 3, 7, 1000])('is its content, however it is cut (%i)', async (size) => {
    expect(await decode(plain, { length: 11, size })).toEqual({ content: 'hello world', trailers: {} });
    expect(await decode(trailed, { length: 5, size })).toEqual({
      content: 'hello',
      trailers: { 'x-amz-checksum-crc32': 'NhCmhg==', 'x-other': 'a: b' },
    });
  });

  test.each([
    { title: 'longer than it says', text: plain, length: 10 },
    { title: 'shorter than it says', text: plain, length: 12 },
    { title: 'cut off in a chunk', text: plain.slice(0, 6), length: 11 },
    { title: 'cut off between chunks', text: plain.slice(0, 10), length: 11 },
    { title: 'without an end of a chunk', text: '5\r\nhello5\r\n', length: 11 },
    { title: 'with a size that is none', text: 'x\r\nhello\r\n', length: 5 },
    { title: 'with a negative size', text: '-5\r\nhello\r\n', length: 5 },
    { title: 'with a head that does not end', text: '5'.repeat(10_000), length: 5 },
    { title: 'with a trailer that is none', text: '0\r\nnonsense\r\n\r\n', length: 0 },
    { title: 'with trailers without end', text: `0\r\n${'a:b\r\n'.repeat(1000)}`, length: 0 },
  ])('$title is refused', async ({ text, length }) => {
    expect(await decode(text, { length })).toBe('IncompleteBody');
  });
});

/** The example of "Signature calculations: transferring payload in multiple chunks", whose signatures AWS gives. */
const scope = '20130524/us-east-1/s3/aws4_request';
const seed = '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9';
const signatures = [
  'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
  '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
  'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
];

function aSigner(): ChunkSigner {
  const key = ['20130524', 'us-east-1', 's3', 'aws4_request'].reduce<Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    Buffer.from('AWS4wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'),
  );
  const parts = { signedAtText: '20130524T000000Z', scope, signature: seed } as SignatureParts;
  return new ChunkSigner(createSecretKey(key), parts);
}

function signedBody(contents: readonly string[]): string {
  return contents
    .map(
      (content, index) =>
        `${content.length.toString(16)};chunk-signature=${signatures[index]}\r\n${content}\r\n`,
    )
    .join('');
}

describe('signed chunks', () => {
  const contents = ['a'.repeat(65_536), 'a'.repeat(1024), ''];

  test('are believed with the signatures that AWS has for them', async () => {
    const decoded = await decode(signedBody(contents), { length: 66_560, signer: aSigner(), size: 1000 });
    expect(decoded).toEqual({ content: 'a'.repeat(66_560), trailers: {} });
  });

  test.each([
    { title: 'of other bytes', change: (body: string) => body.replace('aaa', 'aba') },
    { title: 'in another order', change: () => signedBody([contents[1] ?? '', contents[0] ?? '', '']) },
    { title: 'without signatures', change: (body: string) => body.replaceAll(/;chunk-signature=\w+/g, '') },
    {
      title: 'with a trailer that nobody signed',
      change: (body: string) => body.replace(/\r\n$/, 'a:b\r\n\r\n'),
    },
  ])('$title are not', async ({ change }) => {
    const outcome = await decode(change(signedBody(contents)), { length: 66_560, signer: aSigner() });
    expect(outcome).toBe('InvalidSignatureException');
  });
});
