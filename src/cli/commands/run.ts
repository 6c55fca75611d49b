import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { AddCommand, ServerConfiguration } from '../command.ts';
import { logLevelOption } from '../options.ts';
import { orExplain } from '../serve.ts';

interface RunOptions {
  readonly input: string;
  readonly follow?: boolean;
  readonly name?: string;
  readonly role: string;
  readonly endpoint?: string;
  readonly data?: string;
  readonly logLevel: ServerConfiguration['logLevel'];
}

interface RunOutcome {
  readonly status?: string | undefined;
  readonly output?: string | undefined;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

/** What the process ends with, by the execution's outcome. */
const exitCodes = { SUCCEEDED: 0, FAILED: 1, TIMED_OUT: 3, ABORTED: 4 } as const;

export const run: AddCommand = (program, { startServer, defaults, place }) => {
  program
    .command('run')
    .description(
      'Run a definition once and print its output. Exits with 0 if it succeeded, 1 if it failed, 3 if it timed out, 4 if it was stopped.',
    )
    .argument('<definition>', 'file that holds the state machine, as JSON')
    .option('--input <json>', 'the input, @FILE to read it from a file, or - for standard input', '{}')
    .option('--follow', 'tell of every event as it happens, on standard error')
    .option('--name <name>', 'name of the state machine; the file name if not given')
    .option('--role <arn>', 'the execution role', `arn:aws:iam::${place.account}:role/stepwell-run`)
    .option('--endpoint <url>', 'server to run it on; one of its own, in memory, if not given')
    .option('--data <folder>', 'folder for the server of its own, so that its executions outlive it')
    .addOption(logLevelOption('error'))
    .action(async (file: string, options: RunOptions) => {
      const definition = await orExplain(async () => readFileSync(file, 'utf8'));
      const input = await orExplain(async () => readInput(options.input));
      const server =
        options.endpoint !== undefined
          ? undefined
          : await orExplain(() =>
              startServer({
                ...place,
                mode: 'dev',
                host: defaults.host,
                port: 0,
                dataDirectory: options.data,
                enforcement: 'enforce',
                logLevel: options.logLevel,
              }),
            );
      // Only this command needs the SDK, which takes a while to load.
      const { runDefinition } = await import('../run-definition.ts');
      const ended = await orExplain(() =>
        runDefinition({
          endpoint: options.endpoint ?? server?.endpoint ?? '',
          region: place.region,
          accessKeyId: server === undefined ? undefined : place.account,
          name: options.name ?? nameOf(file),
          definition,
          roleArn: options.role,
          input,
          onEvent: options.follow === true ? (line) => console.error(line) : undefined,
        }),
      );
      await server?.close();
      printOutcome(ended);
    });
};

function nameOf(file: string): string {
  return basename(file)
    .replace(/(\.asl)?\.json$/, '')
    .replace(/[^\w.-]/g, '-');
}

function readInput(input: string): string {
  if (input === '-') return readFileSync(0, 'utf8');
  return input.startsWith('@') ? readFileSync(input.slice(1), 'utf8') : input;
}

function printOutcome({ status, output, error, cause }: RunOutcome): void {
  if (status === 'SUCCEEDED') console.log(output);
  else console.error([status, error, cause].filter((part) => part !== undefined).join(': '));
  process.exitCode = exitCodes[status as keyof typeof exitCodes] ?? 1;
}
