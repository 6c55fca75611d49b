import { createHash } from 'node:crypto';
import { type ChecksumAlgorithm, checksums } from '../../../objects/checksums/checksums.ts';
import type { WrittenBody } from '../../../objects/object-bodies.ts';
import type { Services } from '../../operation.ts';
import type { Digests } from './stated-checksum.ts';

/** Bytes that have been taken to the disk, where nobody sees them before they are kept. */
export interface ReceivedBody extends WrittenBody, Digests {
  readonly bodyId: string;
}

/** Takes `chunks` to the disk, with their MD5 and these checksums. */
export async function receiveBody(
  { objectBodies, newId }: Services,
  chunks: AsyncIterable<Uint8Array>,
  algorithms: readonly ChecksumAlgorithm[],
): Promise<ReceivedBody> {
  const bodyId = newId().replaceAll('-', '');
  const md5 = createHash('md5');
  const others = [...new Set(algorithms)].map((algorithm) => ({
    algorithm,
    checksum: checksums[algorithm](),
  }));
  async function* digested(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      md5.update(chunk);
      for (const { checksum } of others) checksum.update(chunk);
      yield chunk;
    }
  }
  const written = await objectBodies.write(bodyId, digested());
  return {
    ...written,
    bodyId,
    md5: md5.digest(),
    checksums: new Map(
      others.map(({ algorithm, checksum }) => [algorithm, checksum.digest().toString('base64')]),
    ),
  };
}

/** Keeps what `check` lets pass, and nothing else. */
export async function keepIf(body: ReceivedBody, check: () => void): Promise<void> {
  try {
    check();
  } catch (error) {
    await body.discard();
    throw error;
  }
  await body.keep();
}
