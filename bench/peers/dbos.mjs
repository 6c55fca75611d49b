import { fileURLToPath } from 'node:url';
import { findInOutput, startProcess } from '../server/processes.mjs';
import { reportVersion } from '../table/report.mjs';
import { findPostgres, startPostgres } from './postgres.mjs';

const program = fileURLToPath(new URL('dbos-service.mjs', import.meta.url));

/** A workflow of ten steps on a PostgreSQL of its own, as a request to repeat. */
export async function startTenSteps({ folder, directory }) {
  const programs = findPostgres(folder);
  if (programs === undefined) throw new Error('there is no PostgreSQL');
  const postgres = await startPostgres({ programs, directory });
  reportVersion('PostgreSQL', postgres.version);
  const service = startProcess(process.execPath, [program, folder, postgres.url]);
  const port = await findInOutput(service, /serving on (\d+)/);
  return {
    pids: [postgres.pid, service.child.pid],
    request: {
      endpoint: `http://127.0.0.1:${port}`,
      method: 'POST',
      path: '/',
      headers: { 'content-type': 'application/json' },
      body: '{"n":0}',
    },
    async stop() {
      await service.kill();
      await postgres.stop();
    },
  };
}
