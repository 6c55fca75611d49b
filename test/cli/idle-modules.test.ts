import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { aFolder } from './stepwell-process.ts';

const program = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));
const recorder = fileURLToPath(new URL('./record-modules.mjs', import.meta.url));

/** A server has about 650 modules when it was asked nothing, half a millisecond and 50 kB each. */
const modulesMax = 800;

/** What only some servers ever need, and when: each is loaded then. */
const neededLater: readonly { what: string; url: RegExp }[] = [
  { what: 'AWS SDK clients, with the first call to their service', url: /node_modules\/@(aws-sdk|smithy)\// },
  { what: 'OpenTelemetry, where a collector is named', url: /node_modules\/@opentelemetry\// },
  { what: 'prom-client, with the first reader of metrics', url: /node_modules\/prom-client\// },
  { what: 'YAML, with a file of targets', url: /node_modules\/yaml\// },
  { what: 'XML, with the first document', url: /node_modules\/fast-xml-parser\// },
  { what: 'Parquet, with the first such file', url: /node_modules\/hyparquet/ },
  { what: 'DynamoDB, with its first request', url: /node_modules\/dynalite\// },
  { what: 'what IAM knows of services, with the first policy', url: /node_modules\/@cloud-copilot\// },
  { what: 'the policy generator', url: /dist\/policy-generator\// },
  {
    what: 'the commands that were not asked for',
    url: /dist\/cli\/commands\/(validate|run|policy|backup|check)/,
  },
  {
    what: 'the operations of services nobody called',
    url: /dist\/api\/operations\/(states|iam|sts|lambda|events|batch|ecs|glue|sqs|sns|s3|dynamodb|logs|stepwell)\/index/,
  },
];

/** Starts the command, lets it be for as long as `until` says, and answers the modules it loaded. */
async function modulesOf(
  words: readonly string[],
  until: (output: () => string) => Promise<unknown>,
): Promise<readonly string[]> {
  const record = join(aFolder(), 'modules');
  const child = spawn(process.execPath, ['--import', recorder, program, ...words], {
    env: { PATH: process.env.PATH, RECORDED_MODULES: record },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const exited = once(child, 'exit');
  onTestFinished(() => void child.kill('SIGKILL'));
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  await Promise.race([until(() => output), exited]);
  child.kill('SIGKILL');
  await exited;
  return readFileSync(record, 'utf8').trim().split('\n');
}

async function listening(output: () => string): Promise<string> {
  for (;;) {
    const [, endpoint] = /listens on (http:\S+)\s/.exec(output()) ?? [];
    if (endpoint !== undefined) return endpoint;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe.each([
  { words: ['start', '--port', '0', '--log-level', 'silent'] },
  { words: ['dev', '--port', '0', '--log-level', 'silent'] },
])('a server that was asked nothing ($words.0)', ({ words }) => {
  test('has loaded what every server needs, and nothing else', async () => {
    const modules = await modulesOf([...words, '--data', aFolder()], listening);
    const tooEarly = neededLater
      .map(({ what, url }) => ({ what, found: modules.filter((module) => url.test(module)) }))
      .filter(({ found }) => found.length > 0);
    expect(tooEarly).toEqual([]);
    expect(modules.length).toBeLessThan(modulesMax);
    // The recorder sees what it is to see.
    expect(modules.filter((module) => module.endsWith('/dist/main.js'))).toHaveLength(1);
    expect(modules.length).toBeGreaterThan(200);
  });
});

test('a server that is asked loads the service that it is asked for, and no other', async () => {
  const modules = await modulesOf(
    ['dev', '--port', '0', '--log-level', 'silent', '--data', aFolder()],
    async (output) => {
      const endpoint = await listening(output);
      const response = await fetch(endpoint, {
        method: 'POST',
        headers: { 'x-amz-target': 'AWSStepFunctions.ListStateMachines' },
        body: '{}',
      });
      expect(await response.json()).toEqual({ stateMachines: [] });
    },
  );
  const loaded = modules.flatMap((module) => /operations\/(\w+)\/index\.js$/.exec(module)?.[1] ?? []);
  expect(loaded).toEqual(['states']);
});

test.each([{ words: ['validate', '--help'] }, { words: ['policy', '--help'] }])(
  'a command that needs no server loads none: $words',
  async ({ words }) => {
    const modules = await modulesOf(words, () => new Promise(() => {}));
    expect(modules.filter((module) => /dist\/(main|runtime|store|engine)/.test(module))).toEqual([]);
  },
);
