import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { copyFile, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ContainerEngine,
  openContainerEngine,
} from '../../../src/compute/jobs/containers/container-engine.ts';
import { runEngine } from '../../../src/compute/jobs/containers/engine-command.ts';

/** An engine of this machine that runs containers, and an image of its own. */
export interface TestEngine {
  readonly engine: ContainerEngine;
  /** Has sh and the like, the variable `FROM_IMAGE`, and a command that tells it. */
  readonly image: string;
  /** Runs a command of the engine and answers what it wrote. */
  ask(...words: readonly string[]): Promise<string>;
  removeImage(): Promise<void>;
}

/** Why tests of containers are left out, where they are. */
export const skipReason =
  'needs STEPWELL_TEST_CONTAINERS, or podman or docker that runs a container, and a static busybox';

/**
 * The engine that STEPWELL_TEST_CONTAINERS names, which must work; without it podman or docker, if it does. `name` tells the
 * images of test files apart.
 */
export async function findTestEngine(name: string): Promise<TestEngine | undefined> {
  const named = process.env.STEPWELL_TEST_CONTAINERS;
  if (named !== undefined) return openTestEngine(named, name);
  for (const program of ['podman', 'docker']) {
    try {
      return await openTestEngine(program, name);
    } catch {
      // It is not there, or may not run containers here.
    }
  }
  return undefined;
}

async function openTestEngine(program: string, name: string): Promise<TestEngine> {
  const engine = await openContainerEngine(program);
  const image = `localhost/stepwell-test-${name}:latest`;
  async function ask(...words: readonly string[]): Promise<string> {
    const { code, output, errors } = await runEngine(program, words, { millisecondsMax: 60_000 }).ended;
    if (code !== 0) throw new Error(`${program} ${words.join(' ')}: ${errors}`);
    return output;
  }
  await importImage(image, ask);
  try {
    await ask('run', '--rm', '--network=host', image, 'true');
  } catch (error) {
    await ask('rmi', '--force', image);
    throw error;
  }
  return {
    engine,
    image,
    ask,
    async removeImage() {
      await ask('rmi', '--force', image);
    },
  };
}

/** Makes the image of the machine's static busybox, with nothing from a network. */
async function importImage(image: string, ask: TestEngine['ask']): Promise<void> {
  const busybox = ['/bin/busybox', '/usr/bin/busybox', '/bin/busybox-static'].find((path) =>
    existsSync(path),
  );
  if (busybox === undefined) throw new Error('there is no busybox to make an image of');
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-image-'));
  try {
    const root = join(folder, 'root');
    for (const path of ['bin', 'tmp', 'work', 'shared']) mkdirSync(join(root, path), { recursive: true });
    await copyFile(busybox, join(root, 'bin', 'busybox'));
    const commands = ['sh', 'env', 'sleep', 'echo', 'true', 'id', 'cat', 'touch', 'pwd', 'ls', 'kill'];
    for (const command of commands) await symlink('busybox', join(root, 'bin', command));
    const archive = join(folder, 'image.tar');
    const packed = spawnSync('tar', ['-cf', archive, '-C', root, '.']);
    if (packed.status !== 0) throw new Error(`tar: ${packed.stderr}`);
    const changes = ['ENV FROM_IMAGE=yes', 'CMD ["sh", "-c", "echo FROM_IMAGE=$FROM_IMAGE; exit 4"]'];
    await ask('import', ...changes.map((change) => `--change=${change}`), archive, image);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
