import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject } from '../../../base/json.ts';
import type { ContainerEngine } from './container-engine.ts';
import { removeOwn } from './own-containers.ts';

type KnownEngine = Pick<ContainerEngine, 'program' | 'kind'>;

/**
 * Removes the containers that an earlier server of this folder left, with the engine which that server had, too; tells how many
 * there were. Rejects with an Error where `engine` does not answer.
 */
export async function endLeftContainers({
  directory,
  folderId,
  engine,
}: {
  readonly directory: string;
  readonly folderId: string;
  readonly engine: ContainerEngine | undefined;
}): Promise<number> {
  const path = join(directory, 'container-engine.json');
  const earlier = readEngine(path);
  let count = engine === undefined ? 0 : await removeOwn(engine, folderId);
  let isEarlierDone = true;
  if (earlier !== undefined && earlier.program !== engine?.program) {
    try {
      count += await removeOwn(earlier, folderId);
    } catch {
      // It may have gone with its containers, or be back by a later start.
      isEarlierDone = false;
    }
  }
  if (engine !== undefined) {
    const { program, kind } = engine;
    writeFileSync(path, JSON.stringify({ program, kind }), { mode: 0o600 });
  } else if (isEarlierDone) rmSync(path, { force: true });
  return count;
}

function readEngine(path: string): KnownEngine | undefined {
  try {
    const told: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (!isJsonObject(told) || typeof told.program !== 'string') return undefined;
    return { program: told.program, kind: told.kind === 'podman' ? 'podman' : 'docker' };
  } catch {
    // No server of this folder had one.
    return undefined;
  }
}
