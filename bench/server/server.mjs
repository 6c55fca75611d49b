// The built server in a process of its own.
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { findInOutput, startProcess } from './processes.mjs';
import { callOf } from './repeat.mjs';

export const program = fileURLToPath(new URL('../../dist/bundle/bin.js', import.meta.url));
const observer = new URL('observe.mjs', import.meta.url).href;

/**
 * Resolves once it listens, with how long that took. `nodeOptions`: flags of its Node, such as --cpu-prof. Without
 * `isObserved` it is as a user starts it, and `observe` answers nothing.
 */
export async function startServer({ directory, nodeOptions = [], isObserved = true }) {
  const startedAt = performance.now();
  const words = [program, 'dev', '--data', directory, '--port', '0'];
  const running = startProcess(
    process.execPath,
    [...(isObserved ? ['--expose-gc', '--import', observer] : []), ...nodeOptions, ...words],
    {
      stdio: ['ignore', 'pipe', 'pipe', ...(isObserved ? ['ipc'] : [])],
      env: { ...process.env, NODE_NO_WARNINGS: '1' },
    },
  );
  const { child, stop, kill } = running;
  // That it closes is no news.
  child.stderr.on('data', (text) => {
    if (!String(text).includes('closing')) process.stderr.write(text);
  });
  const endpoint = new URL(await findInOutput(running, /listens on (\S+)/));
  return {
    endpoint,
    pid: child.pid,
    startMilliseconds: performance.now() - startedAt,
    /** Transactions asked for, the main thread's time, memory; for 'memory' after garbage was collected. */
    async observe(question = 'now') {
      child.send(question);
      const [answer] = await once(child, 'message');
      return answer;
    },
    stop,
    kill,
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
