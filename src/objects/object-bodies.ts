import { closeSync, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { ByteSource } from './byte-source.ts';

/**
 * The bytes of objects, as files in a folder of their own: whoever knows a body's id has its metadata elsewhere.
 *
 * A body is written under a temporary name, synced, and only then gets its own, so one that can be opened is whole. Bodies never
 * change: what replaces one has another id. A crash may leave bodies that nobody refers to, which `sweep` finds.
 */
export interface ObjectBodies {
  /** Takes the bytes of `chunks` to the disk, as far as nobody can see them yet. Throws what `chunks` throws. */
  write(id: string, chunks: AsyncIterable<Uint8Array>): Promise<WrittenBody>;
  /** Undefined where there is no such body, or no longer. */
  open(id: string, range: ByteRange): Promise<ByteSource | undefined>;
  /** Bodies that are held are deleted once they are not. */
  delete(ids: readonly string[]): Promise<void>;
  /** Keeps bodies that are about to be read from being deleted; answers what lets go of them. */
  hold(ids: readonly string[]): () => void;
  /** Whether a server before this one ended without closing the folder, so that it may hold bodies of nobody. */
  readonly needsSweep: boolean;
  /** Deletes the bodies that were there when the folder was opened and that `referenced` does not name. */
  sweep(referenced: AsyncIterable<string>): Promise<void>;
  close(): void;
}

export interface WrittenBody {
  readonly length: number;
  /** Gives the body its name. It survives a crash once this has settled. */
  keep(): Promise<void>;
  discard(): Promise<void>;
}

/** `end` is the first byte that is not in it. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** The disk is full, read-only, or gone. */
export class BodiesUnavailable extends Error {
  override readonly name = 'BodiesUnavailable';
}

export interface ObjectBodiesOptions {
  readonly directory: string;
  /** Whether what was written must be there after a crash of the machine. */
  readonly isDurable: boolean;
}

/** Bytes that are read at a time. */
const readBytesMax = 256 * 1024;

/** How far a file system's times may be behind the clock. */
const clockErrorMilliseconds = 2_000;

/** Files that are deleted at a time. */
const deletionsAtOnceMax = 16;

export function createObjectBodies({ directory, isDurable }: ObjectBodiesOptions): ObjectBodies {
  const incoming = join(directory, 'incoming');
  const inUse = join(directory, 'in-use');
  const folders = new Set<string>();
  const syncs = new Map<string, Promise<void>>();
  const held = new Map<string, HeldBody>();
  const openedAt = Date.now();
  mkdirSync(incoming, { recursive: true, mode: 0o700 });
  // Nobody was told that these were taken.
  for (const name of readdirSync(incoming)) rmSync(join(incoming, name), { force: true });
  const needsSweep = isUsed(inUse);

  function pathOf(id: string): string {
    return join(directory, id.slice(0, 2), id);
  }

  async function ensureFolder(id: string): Promise<string> {
    const name = id.slice(0, 2);
    const folder = join(directory, name);
    if (folders.has(name)) return folder;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await syncFolder(directory);
    folders.add(name);
    return folder;
  }

  /** Those who ask while a sync waits to begin share it. */
  async function syncFolder(folder: string): Promise<void> {
    if (!isDurable) return;
    let waiting = syncs.get(folder);
    if (waiting === undefined) {
      waiting = Promise.resolve().then(() => {
        syncs.delete(folder);
        return syncFile(folder);
      });
      syncs.set(folder, waiting);
    }
    await waiting;
  }

  async function write(id: string, chunks: AsyncIterable<Uint8Array>): Promise<WrittenBody> {
    const path = join(incoming, id);
    const discard = () => rm(path, { force: true });
    try {
      const file = await open(path, 'wx');
      let length = 0;
      try {
        for await (const chunk of chunks) {
          await writeAll(file, chunk);
          length += chunk.length;
        }
        if (isDurable) await file.sync();
      } finally {
        await file.close();
      }
      return { length, discard, keep: () => keep(id, path) };
    } catch (error) {
      await discard();
      throw knownFailure(error);
    }
  }

  async function keep(id: string, path: string): Promise<void> {
    try {
      const folder = await ensureFolder(id);
      await rename(path, join(folder, id));
      await syncFolder(folder);
    } catch (error) {
      throw knownFailure(error);
    }
  }

  async function sweep(referenced: AsyncIterable<string>): Promise<void> {
    // A body that is referred to is marked by its time, so that however many there are none needs to be remembered.
    const marked = new Date();
    for await (const id of referenced) await ignoringMissing(utimes(pathOf(id), marked, marked));
    for (const folder of await readdir(directory)) {
      if (!/^[\da-f]{2}$/.test(folder)) continue;
      for (const id of await readdir(join(directory, folder))) {
        const path = join(directory, folder, id);
        const found = await ignoringMissing(stat(path));
        if (found !== undefined && found.mtimeMs < openedAt - clockErrorMilliseconds)
          await rm(path, { force: true });
      }
    }
  }

  async function remove(ids: readonly string[]): Promise<void> {
    const free = ids.filter((id) => {
      const body = held.get(id);
      if (body !== undefined) body.isCondemned = true;
      return body === undefined;
    });
    for (let index = 0; index < free.length; index += deletionsAtOnceMax) {
      const some = free.slice(index, index + deletionsAtOnceMax);
      await Promise.all(some.map((id) => rm(pathOf(id), { force: true })));
    }
  }

  function release(ids: readonly string[]): void {
    for (const id of ids) {
      const body = held.get(id);
      if (body === undefined) continue;
      body.holderCount -= 1;
      if (body.holderCount > 0) continue;
      held.delete(id);
      // One that cannot be deleted stays until a sweep.
      if (body.isCondemned) rm(pathOf(id), { force: true }).catch(() => {});
    }
  }

  return {
    write,
    needsSweep,
    sweep,
    delete: remove,
    hold(ids) {
      for (const id of ids) {
        const body = held.get(id) ?? { holderCount: 0, isCondemned: false };
        body.holderCount += 1;
        held.set(id, body);
      }
      let isHeld = true;
      return () => {
        if (isHeld) release(ids);
        isHeld = false;
      };
    },
    async open(id, range) {
      const file = await ignoringMissing(open(pathOf(id), 'r'));
      return file === undefined ? undefined : fileSource(file, range);
    },
    close() {
      rmSync(inUse, { force: true });
    },
  };
}

interface HeldBody {
  holderCount: number;
  /** Whether it is to be deleted once nobody holds it. */
  isCondemned: boolean;
}

/** Marks the folder as used, and says whether it was. */
function isUsed(path: string): boolean {
  try {
    closeSync(openSync(path, 'wx'));
    return false;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return true;
    throw error;
  }
}

function fileSource(file: FileHandle, { start, end }: ByteRange): ByteSource {
  return {
    length: end - start,
    async *chunks() {
      try {
        for (let position = start; position < end; ) {
          const buffer = Buffer.allocUnsafe(Math.min(readBytesMax, end - position));
          const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
          if (bytesRead === 0) throw new BodiesUnavailable('A body is shorter than its metadata says.');
          position += bytesRead;
          yield bytesRead === buffer.length ? buffer : buffer.subarray(0, bytesRead);
        }
      } finally {
        await file.close();
      }
    },
    discard: () => void file.close(),
  };
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let offset = 0; offset < bytes.length; ) {
    offset += (await file.write(bytes, offset, bytes.length - offset)).bytesWritten;
  }
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function ignoringMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw knownFailure(error);
  }
}

const diskFailures: ReadonlySet<string> = new Set([
  'EDQUOT',
  'EFBIG',
  'EIO',
  'EMFILE',
  'ENFILE',
  'ENOSPC',
  'EROFS',
]);

function knownFailure(error: unknown): unknown {
  const code = codeOf(error);
  if (code === undefined || !diskFailures.has(code)) return error;
  return new BodiesUnavailable(`Objects cannot be kept or read: ${(error as Error).message}`);
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
