import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';

const program = fileURLToPath(new URL('../../bin/stepwell', import.meta.url));
export const account = '123456789012';
export const region = 'us-east-1';

/** The real server in a process of its own, on a folder that outlives it. */
export interface ServerProcess {
  readonly endpoint: string;
  readonly pid: number;
  readonly states: SFNClient;
  readonly lambda: LambdaClient;
  /** What it told the operator so far. */
  told(): string;
  /** `kill -9`, at once; settles when the process is gone. */
  kill(): Promise<void>;
  /** SIGTERM; settles with the exit status. */
  stop(): Promise<number | null>;
}

/** A server that ended before it listened. */
export class NotStarted extends Error {
  readonly told: string;
  readonly status: number | null;

  constructor({ told, status }: { readonly told: string; readonly status: number | null }) {
    super(`the server ended with ${status}: ${told}`);
    this.told = told;
    this.status = status;
  }
}

/** Rejects with NotStarted. `onSpawn` is given a way to kill the process before it listens; `nodeFlags` are for its Node. */
export async function startServerProcess(
  directory: string,
  onSpawn: (kill: () => void) => void = () => {},
  nodeFlags: readonly string[] = [],
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [...nodeFlags, program, 'dev', '--data', directory, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that nothing it starts is left behind.
    detached: true,
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const kill = () => killGroup(child);
  onSpawn(kill);
  let told = '';
  child.stderr.on('data', (chunk: Buffer) => {
    told += chunk.toString();
  });
  const endpoint = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const listening = /listens on (\S+)/.exec(output)?.[1];
      if (listening !== undefined) resolve(listening);
    });
    exited.then(([status]) => reject(new NotStarted({ told, status })), reject);
  });
  const settings = {
    endpoint,
    region,
    // What was not answered is in doubt, and a second try would hide that.
    maxAttempts: 1,
    credentials: { accessKeyId: account, secretAccessKey: 'any' },
  };
  const states = new SFNClient(settings);
  const lambda = new LambdaClient(settings);
  const gone = exited.then(([status]) => {
    states.destroy();
    lambda.destroy();
    return status;
  });
  return {
    endpoint,
    pid: child.pid ?? 0,
    states,
    lambda,
    told: () => told,
    async kill() {
      kill();
      await gone;
    },
    stop() {
      child.kill('SIGTERM');
      return gone;
    },
  };
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The whole group has ended already.
  }
}
