// The built server in a process of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { callOf } from './repeat.mjs';

const program = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));
const observer = new URL('observe.mjs', import.meta.url).href;

/** Resolves once it listens, with how long that took. `nodeOptions`: flags of its Node, such as --cpu-prof. */
export async function startServer({ directory, nodeOptions = [], isReady = /listens on (\S+)/ }) {
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    ['--expose-gc', '--import', observer, ...nodeOptions, program, 'dev', '--data', directory, '--port', '0'],
    { stdio: ['ignore', 'pipe', 'inherit', 'ipc'], env: { ...process.env, NODE_NO_WARNINGS: '1' } },
  );
  const exited = once(child, 'exit');
  const endpoint = await new Promise((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      const listening = isReady.exec(output)?.[1];
      if (listening !== undefined) resolve(new URL(listening));
    });
    exited.then(([code]) => reject(new Error(`the server ended with ${code}`)), reject);
  });
  return {
    endpoint,
    startMilliseconds: performance.now() - startedAt,
    /** Transactions asked for, the main thread's time, memory; for 'memory' after garbage was collected. */
    async observe(question = 'now') {
      child.send(question);
      const [answer] = await once(child, 'message');
      return answer;
    },
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** One API call without a signature, which `stepwell dev` takes for the default account's. */
export async function call(endpoint, operation, input) {
  const { method, headers, body } = callOf(operation, input);
  const response = await fetch(endpoint, { method, headers, body });
  const output = await response.json();
  if (!response.ok) throw new Error(`${operation}: ${JSON.stringify(output)}`);
  return output;
}

/** Answers the new state machine's ARN. */
export async function createStateMachine(endpoint, name, definition, type = 'STANDARD') {
  const { stateMachineArn } = await call(endpoint, 'CreateStateMachine', {
    name,
    type,
    definition: JSON.stringify(definition),
    roleArn: 'arn:aws:iam::123456789012:role/bench',
  });
  return stateMachineArn;
}
