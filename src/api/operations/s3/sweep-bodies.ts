import type { Store } from '../../../store/store.ts';
import type { Services } from '../../operation.ts';

/** Resources that are read at a time. */
const pageMax = 1000;

/** Deletes the bytes that no object and no upload has any more, where a server before this one left some. */
export async function sweepBodies({
  objectBodies,
  store,
  log,
}: Pick<Services, 'objectBodies' | 'store' | 'log'>): Promise<void> {
  if (!objectBodies.needsSweep) return;
  try {
    await objectBodies.sweep(referencedBodies(store));
  } catch (error) {
    log.warn({ err: error }, 'bytes of deleted objects could not be looked for');
  }
}

async function* referencedBodies(store: Store): AsyncGenerator<string> {
  for await (const { bodyId } of all(store, 'S3Object')) yield bodyId;
  for await (const { bodyId } of all(store, 'S3UploadedPart')) yield bodyId;
  for await (const { parts } of all(store, 'S3Parts')) for (const { bodyId } of parts) yield bodyId;
}

async function* all<Kind extends 'S3Object' | 'S3UploadedPart' | 'S3Parts'>(store: Store, kind: Kind) {
  let after: string | undefined;
  for (;;) {
    const page = await store.resources.list({
      kind,
      account: '',
      region: '',
      ...(after !== undefined && { after }),
      limit: pageMax,
    });
    for (const { body } of page) yield body;
    after = page.at(-1)?.name;
    if (page.length < pageMax) return;
  }
}
