import { createRequire } from 'node:module';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';

/** Where and with what the figures were measured. */
export function describeMachine({ peersFolder, isQuick }) {
  const database = new Database(':memory:');
  const sqlite = database.prepare('SELECT sqlite_version()').pluck().get();
  database.close();
  const own = createRequire(import.meta.url);
  return {
    measuredAt: new Date().toISOString(),
    machine: `${cpus().length} × ${cpus()[0].model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}`,
    /** Of the minute before: what others did meanwhile is in every figure. */
    loadBefore: loadavg()[0],
    versions: {
      Stepwell: own('../../package.json').version,
      Node: process.version,
      'better-sqlite3': own('better-sqlite3/package.json').version,
      SQLite: sqlite,
      ...(peersFolder === undefined ? {} : peerVersions(peersFolder)),
    },
    settings: [
      'stepwell dev with its defaults: SQLite, WAL, synchronous=FULL; IAM enforced for the calls of tasks',
      'the load generator is a process of its own on the same machine',
      isQuick ? '--quick: one short run of each' : 'medians of three runs',
    ],
  };
}

function peerVersions(folder) {
  const installed = createRequire(join(folder, 'package.json'));
  const { dependencies = {} } = installed('./package.json');
  return Object.fromEntries(
    Object.keys(dependencies).map((name) => [name, installed(`./node_modules/${name}/package.json`).version]),
  );
}
