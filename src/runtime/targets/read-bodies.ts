/**
 * Bytes of a streamed body that are read: more than a task's result may have, so that one that is longer fails as too long.
 */
const bodyBytesMax = 512 * 1024;

/** `answered` with its streamed bodies read, as far as a result could hold them. */
export async function readBodies(answered: object): Promise<object> {
  const read: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(answered)) {
    if (isStream(value)) read[name] = await readStart(value);
  }
  return Object.keys(read).length === 0 ? answered : Object.assign(answered, read);
}

function isStream(value: unknown): value is AsyncIterable<Uint8Array> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

/** Leaving the loop early ends the stream and its connection. */
async function readStart(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > bodyBytesMax) break;
  }
  return Buffer.concat(chunks);
}
