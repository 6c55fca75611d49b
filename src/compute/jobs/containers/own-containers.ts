import type { ContainerEngine } from './container-engine.ts';
import { refusalIn, runEngine } from './engine-command.ts';
import { folderLabel } from './run-arguments.ts';

/** Containers or volumes that one command of the engine removes. */
const removedAtOnce = 100;
const millisecondsMax = 60_000;

type Remover = Pick<ContainerEngine, 'program' | 'kind'>;

/**
 * Ends and removes every container and volume of the folder of jobs called `folderId`; tells how many containers there were.
 * Rejects with an Error where the engine does not answer.
 */
export async function removeOwn(engine: Remover, folderId: string): Promise<number> {
  const filter = `--filter=label=${folderLabel}=${folderId}`;
  const containers = await list(engine, ['ps', '--all', '--quiet', '--no-trunc', filter]);
  for (let from = 0; from < containers.length; from += removedAtOnce) {
    await removeContainers(engine, containers.slice(from, from + removedAtOnce));
  }
  const volumes = await list(engine, ['volume', 'ls', '--quiet', filter]);
  for (let from = 0; from < volumes.length; from += removedAtOnce) {
    await removeVolumes(engine, volumes.slice(from, from + removedAtOnce));
  }
  return containers.length;
}

/** One that is not there is none to remove. */
export async function removeContainers({ program, kind }: Remover, names: readonly string[]): Promise<void> {
  // Without a time podman waits for a container to end by itself.
  const at = kind === 'podman' ? ['--time=0'] : [];
  await runEngine(program, ['rm', '--force', ...at, '--volumes', ...names], { millisecondsMax }).ended;
}

export async function removeVolumes({ program }: Remover, names: readonly string[]): Promise<void> {
  await runEngine(program, ['volume', 'rm', '--force', ...names], { millisecondsMax }).ended;
}

async function list({ program }: Remover, words: readonly string[]): Promise<readonly string[]> {
  const { code, output, errors } = await runEngine(program, words, { millisecondsMax }).ended;
  if (code !== 0) throw new Error(`${program} ${words[0]}: ${refusalIn(errors)}`);
  return output.split('\n').filter((line) => line !== '');
}
