import { constants } from 'node:fs';
import { copyFile, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { syncPath } from './copy-folder.ts';

/** Attempts at copying a folder that somebody writes to, and how long is waited between two. */
const attemptsMax = 50;
const attemptMilliseconds = 100;

/** A LevelDB that was rewritten all the while, so that no copy of it was whole. */
export class NeverAtRest extends Error {
  override readonly name = 'NeverAtRest';
}

/**
 * Copies the folder of a LevelDB that is in use. Its tables never change once they are there, its log and manifest only grow; so a
 * copy is whole, and as of one moment, if the same files are there after it as before, and the manifest is as long.
 */
export async function copyLevelFolder(from: string, to: string): Promise<void> {
  let before = await listFiles(from);
  if (before === undefined) return;
  await mkdir(to, { mode: 0o700, recursive: true });
  const copiedTables = new Set<string>();
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const isWhole = await copyAll(from, to, { names: before.names, copiedTables });
    const after = await listFiles(from);
    if (after === undefined) return;
    if (isWhole && after.text === before.text) {
      await dropOthers(to, before.names);
      await syncPath(to);
      return;
    }
    before = after;
    await new Promise((resolve) => setTimeout(resolve, attemptMilliseconds));
  }
  throw new NeverAtRest(`${from} was rewritten all the while`);
}

interface LevelFiles {
  readonly names: readonly string[];
  /** The same as long as no file came or went and the manifest did not grow. */
  readonly text: string;
}

async function listFiles(folder: string): Promise<LevelFiles | undefined> {
  try {
    const names = (await readdir(folder)).filter((name) => !/^LO(?:CK|G)/.test(name)).sort();
    const manifests = names.filter((name) => name.startsWith('MANIFEST'));
    const sizes = await Promise.all(manifests.map(async (name) => (await stat(join(folder, name))).size));
    return { names, text: [...names, ...sizes].join('\n') };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whether every file was still there. Tables that were copied before are not copied again. */
async function copyAll(
  from: string,
  to: string,
  { names, copiedTables }: { readonly names: readonly string[]; readonly copiedTables: Set<string> },
): Promise<boolean> {
  for (const name of names) {
    if (copiedTables.has(name)) continue;
    try {
      await copyFile(join(from, name), join(to, name), constants.COPYFILE_FICLONE);
      await syncPath(join(to, name));
      if (name.endsWith('.ldb')) copiedTables.add(name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      return false;
    }
  }
  return true;
}

async function dropOthers(folder: string, names: readonly string[]): Promise<void> {
  for (const name of await readdir(folder)) if (!names.includes(name)) await rm(join(folder, name));
}
