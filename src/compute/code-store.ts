import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { AwsError } from '../base/aws-error.ts';
import { parseZip, readZipEntry, unzipFailure, type ZipEntry } from './zip-archive.ts';

/** What Lambda reports about an uploaded archive. */
export interface InstalledCode {
  /** Base64, as in `FunctionConfiguration.CodeSha256`. */
  readonly codeSha256: string;
  /** Bytes of the archive. */
  readonly codeSize: number;
}

/** Unpacked archives on disk, one directory per checksum: a directory that exists is complete. */
export interface CodeStore {
  install(archive: Uint8Array): Promise<InstalledCode>;
  isInstalled(codeSha256: string): boolean;
  directoryOf(codeSha256: string): string;
  uninstall(codeSha256: string): Promise<void>;
}

/** Symbolic link targets are read into memory, so they are held to the length of a path. */
const linkTargetBytesMax = 4096;

export function createCodeStore(directory: string): CodeStore {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const root = realpathSync(directory);
  // Node looks for the nearest package.json to tell CommonJS from ES modules. This one ends the search before it
  // reaches a project that the server's data happens to lie in.
  writeFileSync(join(root, 'package.json'), '{}\n');

  /** Every invocation asks whether its code is there. */
  const found = new Set<string>();

  function directoryOf(codeSha256: string): string {
    return join(root, Buffer.from(codeSha256, 'base64').toString('hex'));
  }

  async function install(archive: Uint8Array): Promise<InstalledCode> {
    const codeSha256 = createHash('sha256').update(archive).digest('base64');
    if (!isInstalled(codeSha256)) await unpackInto(directoryOf(codeSha256), archive);
    return { codeSha256, codeSize: archive.length };
  }

  function isInstalled(codeSha256: string): boolean {
    if (found.has(codeSha256)) return true;
    if (!existsSync(directoryOf(codeSha256))) return false;
    found.add(codeSha256);
    return true;
  }

  async function unpackInto(target: string, archive: Uint8Array): Promise<void> {
    const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
    const entries = parseZip(bytes);
    const unpacking = await mkdtemp(join(root, '.unpacking-'));
    try {
      await unpack(bytes, entries, unpacking);
      await rename(unpacking, target);
    } catch (error) {
      await rm(unpacking, { recursive: true, force: true });
      // Another installation of the same archive came first; its directory holds the same files.
      if (existsSync(target)) return;
      throw error;
    }
  }

  async function uninstall(codeSha256: string): Promise<void> {
    found.delete(codeSha256);
    await rm(directoryOf(codeSha256), { recursive: true, force: true });
  }

  return { install, isInstalled, directoryOf, uninstall };
}

/** Symbolic links come last, so that nothing is ever written through one. */
async function unpack(archive: Buffer, entries: readonly ZipEntry[], directory: string): Promise<void> {
  const made = new Set([directory]);
  try {
    for (const entry of entries) {
      if (entry.kind === 'directory') await makeDirectory(join(directory, ...entry.path), made);
      if (entry.kind !== 'file') continue;
      const content = await readZipEntry(archive, entry);
      await makeDirectory(join(directory, ...entry.path.slice(0, -1)), made);
      const mode = entry.isExecutable ? 0o755 : 0o644;
      await writeFile(join(directory, ...entry.path), content, { mode, flag: 'wx' });
    }
    for (const entry of entries) {
      if (entry.kind !== 'symlink') continue;
      const target = await readLinkTarget(archive, entry);
      await makeDirectory(join(directory, ...entry.path.slice(0, -1)), made);
      await symlink(target, join(directory, ...entry.path));
    }
  } catch (error) {
    throw isArchiveFault(error) ? unzipFailure() : error;
  }
}

async function makeDirectory(path: string, made: Set<string>): Promise<void> {
  if (made.has(path)) return;
  await mkdir(path, { recursive: true, mode: 0o755 });
  made.add(path);
}

async function readLinkTarget(archive: Buffer, entry: ZipEntry): Promise<string> {
  if (entry.bytes > linkTargetBytesMax) throw unzipFailure();
  const target = (await readZipEntry(archive, entry)).toString('utf8');
  const resolved = posix.normalize(posix.join(...entry.path.slice(0, -1), target));
  const isInside = !posix.isAbsolute(target) && resolved !== '..' && !resolved.startsWith('../');
  if (target === '' || target.includes('\0') || !isInside) throw unzipFailure();
  return target;
}

/** Names that collide or that no file system takes are the archive's doing; a full disk is not. */
function isArchiveFault(error: unknown): boolean {
  if (error instanceof AwsError) return false;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return ['EEXIST', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG', 'EINVAL', 'EILSEQ', 'ELOOP'].includes(code);
}
