/**
 * Bytes of a streamed body that are read: more than a task's result may have, so that one that is longer fails as too long.
 */
const bodyBytesMax = 512 * 1024;

/** `answered` with its streamed bodies read, as far as a result could hold them. */
export async function readBodies(answered: object): Promise<object> {
  const read: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(answered)) {
    if (isStream(value)) read[name] = await readStart(value, bodyBytesMax);
  }
  return Object.keys(read).length === 0 ? answered : Object.assign(answered, read);
}

/** The bytes of `answered`'s streamed body, which it no longer has; undefined where it has none. */
export async function takeBody(answered: object, bytesMax: number): Promise<Uint8Array | undefined> {
  for (const [name, value] of Object.entries(answered)) {
    if (!isStream(value)) continue;
    Reflect.deleteProperty(answered, name);
    return readStart(value, bytesMax);
  }
  return undefined;
}

function isStream(value: unknown): value is AsyncIterable<Uint8Array> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

/** Leaving the loop early ends the stream and its connection. */
async function readStart(stream: AsyncIterable<Uint8Array>, bytesMax: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > bytesMax) break;
  }
  return Buffer.concat(chunks);
}
