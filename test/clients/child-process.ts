import { spawn, spawnSync } from 'node:child_process';

/** How a process ended, and what it said. */
export interface ProcessEnd {
  readonly exitCode: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Nothing of the machine's own AWS configuration, and no second attempts. */
export function clientEnvironment(account: string): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return {
    PATH,
    HOME,
    AWS_ACCESS_KEY_ID: account,
    AWS_SECRET_ACCESS_KEY: 'any',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '1',
    AWS_PAGER: '',
    AWS_DISABLE_HOST_PREFIX_INJECTION: 'true',
    PYTHONDONTWRITEBYTECODE: '1',
  };
}

/** Whether the command can be started and ends well. */
export function isThere(command: string, ...words: readonly string[]): boolean {
  return spawnSync(command, words, { stdio: 'ignore', timeout: 20_000 }).status === 0;
}

export interface ProcessRequest {
  readonly environment: NodeJS.ProcessEnv;
  readonly input?: string;
}

/** Runs a process to its end. */
export function runProcess(
  command: string,
  words: readonly string[],
  { environment, input = '' }: ProcessRequest,
): Promise<ProcessEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, { env: environment, stdio: 'pipe', timeout: 90_000 });
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, output, errors }));
    // A process that ends before it has read everything says so by how it ends.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}
