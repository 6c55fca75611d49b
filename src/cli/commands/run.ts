import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { AddCommand, ServerConfiguration } from '../command.ts';
import { describeEvent } from '../describe-event.ts';
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

/** What the process ends with, by the execution's outcome. */
const exitCodes = { SUCCEEDED: 0, FAILED: 1, TIMED_OUT: 3, ABORTED: 4 } as const;

/** How often the execution is looked at while it runs. */
const lookMilliseconds = 100;

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
      const client = new SFNClient({
        endpoint: options.endpoint ?? server?.endpoint ?? '',
        region: place.region,
        ...(server !== undefined && { credentials: { accessKeyId: place.account, secretAccessKey: 'any' } }),
      });
      const ended = await orExplain(() => runDefinition(client, { file, definition, input, options }));
      client.destroy();
      await server?.close();
      printOutcome(ended);
    });
};

interface RunRequest {
  readonly file: string;
  readonly definition: string;
  readonly input: string;
  readonly options: RunOptions;
}

async function runDefinition(client: SFNClient, { file, definition, input, options }: RunRequest) {
  const name =
    options.name ??
    basename(file)
      .replace(/(\.asl)?\.json$/, '')
      .replace(/[^\w.-]/g, '-');
  const { stateMachineArn } = await client.send(
    new CreateStateMachineCommand({ name, definition, roleArn: options.role }),
  );
  const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, input }));
  let shownEventId = 0;
  for (;;) {
    const described = await client.send(new DescribeExecutionCommand({ executionArn }));
    if (options.follow === true) shownEventId = await follow(client, executionArn, shownEventId);
    if (described.status !== 'RUNNING') return described;
    await new Promise((resolve) => setTimeout(resolve, lookMilliseconds));
  }
}

/** Tells of the events after `shownEventId`; gives the last one's id. */
async function follow(
  client: SFNClient,
  executionArn: string | undefined,
  shownEventId: number,
): Promise<number> {
  const fresh: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 100, nextToken }),
    );
    const unseen = (page.events ?? []).filter(({ id = 0 }) => id > shownEventId);
    fresh.push(...unseen);
    nextToken = unseen.length === 100 ? page.nextToken : undefined;
  } while (nextToken !== undefined);
  for (const event of fresh.reverse()) console.error(describeEvent(event));
  return fresh.at(-1)?.id ?? shownEventId;
}

function readInput(input: string): string {
  if (input === '-') return readFileSync(0, 'utf8');
  return input.startsWith('@') ? readFileSync(input.slice(1), 'utf8') : input;
}

function printOutcome({ status, output, error, cause }: DescribeExecutionCommandOutput): void {
  if (status === 'SUCCEEDED') console.log(output);
  else console.error([status, error, cause].filter((part) => part !== undefined).join(': '));
  process.exitCode = exitCodes[status as keyof typeof exitCodes] ?? 1;
}
