import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findInOutput, startProcess } from '../server/processes.mjs';
import { freePorts } from './free-ports.mjs';

const serviceProgram = fileURLToPath(new URL('restate-service.mjs', import.meta.url));
const giveUpMilliseconds = 60_000;

/**
 * restate-server, its program itself and not the script that npm starts it by, with its defaults, data and ports of its own apart: its log is synced to disk before it answers. Resolves
 * once it is well, with how long that took.
 */
export async function startRestate({ folder, directory }) {
  mkdirSync(directory);
  const [ingress, admin, node] = await freePorts(3);
  const startedAt = performance.now();
  const server = startProcess(
    join(
      folder,
      `node_modules/@restatedev/restate-server-${process.platform}-${process.arch}/bin/restate-server`,
    ),
    ['--no-logo', '--base-dir', directory, '--listen-mode', 'tcp', '--bind-ip', '127.0.0.1'],
    {
      stdio: ['ignore', 'ignore', 'ignore'],
      env: {
        ...process.env,
        RESTATE_INGRESS__BIND_PORT: String(ingress),
        RESTATE_ADMIN__BIND_PORT: String(admin),
        RESTATE_BIND_PORT: String(node),
        RESTATE_LOG_FILTER: 'error',
        RESTATE_DISABLE_TELEMETRY: 'true',
        DO_NOT_TRACK: '1',
      },
    },
  );
  const endpoint = `http://127.0.0.1:${ingress}`;
  for (const url of [`${endpoint}/restate/health`, `http://127.0.0.1:${admin}/health`]) {
    await untilAnswers(url, server);
  }
  return {
    endpoint,
    admin: `http://127.0.0.1:${admin}`,
    pid: server.child.pid,
    startMilliseconds: performance.now() - startedAt,
    stop: () => server.kill(),
  };
}

/** The server and a service of ten steps, as a request to repeat. */
export async function startTenSteps({ folder, directory }) {
  const [port] = await freePorts(1);
  const service = startProcess(process.execPath, [serviceProgram, folder, String(port)]);
  await findInOutput(service, /(serving)/);
  const server = await startRestate({ folder, directory });
  const response = await fetch(`${server.admin}/deployments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ uri: `http://127.0.0.1:${port}` }),
  });
  if (!response.ok) throw new Error(`its service was not registered: ${await response.text()}`);
  return {
    pids: [server.pid, service.child.pid],
    request: {
      endpoint: server.endpoint,
      method: 'POST',
      path: '/flow/ten',
      headers: { 'content-type': 'application/json' },
      body: '{"n":0}',
    },
    async stop() {
      await server.stop();
      await service.kill();
    },
  };
}

async function untilAnswers(url, { exited }) {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  exited.then(over, over);
  const giveUpAt = performance.now() + giveUpMilliseconds;
  while (!isOver && performance.now() < giveUpAt) {
    const response = await fetch(url).catch(() => undefined);
    await response?.text();
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(isOver ? 'restate-server ended' : `restate-server does not answer ${url}`);
}
