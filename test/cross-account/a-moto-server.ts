import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';

/** Why moto, an emulator of AWS's services in Python, cannot be run on this machine; undefined where it can. */
export const motoProblem: string | undefined =
  spawnSync('python3', ['-c', 'import moto.server'], { stdio: 'ignore' }).status === 0
    ? undefined
    : 'python3 has no moto.server';

const script = "import sys; from moto.server import main; main(['-H', '127.0.0.1', '-p', sys.argv[1]])";

/** Moto on a free port of loopback; every account starts empty. */
export async function aMotoServer() {
  const url = `http://127.0.0.1:${await freePort()}`;
  const child = spawn('python3', ['-c', script, new URL(url).port], { stdio: 'ignore' });
  const isUp = () =>
    fetch(`${url}/moto-api/`).then(
      ({ ok }) => ok,
      () => false,
    );
  return { url, isUp, close: () => child.kill() };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
