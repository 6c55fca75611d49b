import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Option } from 'commander';
import type { AccessRecord, AddCommand, ServerConfiguration, TaskCall } from '../command.ts';
import {
  backupFolderOption,
  executionLogsOption,
  httpAllowOption,
  jobImagesOption,
  logLevelOption,
  parseAccount,
  parsePort,
  quotasOption,
  retentionOption,
  shutdownOption,
  targetOption,
  targetsFileOption,
} from '../options.ts';
import { closeOnSignal, orExplain } from '../serve.ts';

interface DevOptions {
  readonly host: string;
  readonly port: number;
  readonly data: string;
  readonly inMemory?: boolean;
  readonly iam: ServerConfiguration['enforcement'];
  readonly account: string;
  readonly region: string;
  readonly example?: string;
  readonly once?: boolean;
  readonly logLevel: ServerConfiguration['logLevel'];
  readonly quotas: 'none' | 'aws';
  readonly shutdownSeconds: number;
  readonly retentionDays: number;
  readonly backupFolder?: string;
  readonly target?: readonly string[];
  readonly targets?: string;
  readonly httpAllow?: readonly string[];
  readonly executionLogs?: ServerConfiguration['executionLogs'];
  readonly jobImages: string;
}

/** What an example's `example.js` exports as default: sets itself up on the server, runs, and tells of it. */
type RunExample = (server: ExampleServer) => Promise<void>;

interface ExampleServer {
  readonly endpoint: string;
  readonly region: string;
  /** Calls `listener` with every call that an execution makes. */
  onTaskCall(listener: (call: TaskCall) => void): void;
  /** Calls `listener` with every call that IAM denied, or would have. */
  onAudit(listener: (record: AccessRecord) => void): void;
}

export const dev: AddCommand = (program, { startServer, defaults, place }) => {
  program
    .command('dev')
    .description('Serve on loopback for development: any credentials will do, roles that exist are enforced.')
    .option('--host <host>', 'loopback address to listen on', defaults.host)
    .option('--port <port>', 'port to listen on; 0 takes a free one', parsePort, defaults.port)
    .option(
      '--data <folder>',
      'folder that holds everything; made if it is not there',
      defaults.devDataDirectory,
    )
    .option('--in-memory', 'keep everything in memory instead, and nothing afterwards')
    .addOption(
      new Option(
        '--iam <enforcement>',
        'what becomes of calls that IAM denies: refused, let through and told, not looked at',
      )
        .choices(['enforce', 'audit', 'off'])
        .default('enforce'),
    )
    .option('--account <id>', 'account of credentials that name none', parseAccount, place.account)
    .option('--region <region>', 'region of requests that name none', place.region)
    .option('--example <folder>', 'load the example in this folder and run it')
    .option('--once', 'end when the example has run')
    .addOption(quotasOption())
    .addOption(targetOption())
    .addOption(targetsFileOption())
    .addOption(httpAllowOption())
    .addOption(jobImagesOption())
    .addOption(shutdownOption(defaults.shutdownSeconds))
    .addOption(retentionOption(defaults.retentionDays))
    .addOption(backupFolderOption())
    .addOption(logLevelOption('warn'))
    .addOption(executionLogsOption('logs in the data folder; in memory a folder that goes with the server'))
    .action(
      async ({
        data,
        inMemory = false,
        iam,
        example,
        once = false,
        target,
        targets,
        backupFolder,
        ...options
      }: DevOptions) => {
        const callListeners: ((call: TaskCall) => void)[] = [];
        const auditListeners: ((record: AccessRecord) => void)[] = [];
        const configuration = {
          ...options,
          mode: 'dev',
          dataDirectory: inMemory ? undefined : data,
          enforcement: iam,
          targets: target,
          targetsFile: targets,
          backupDirectory: backupFolder,
        } as const;
        const server = await orExplain(() =>
          startServer(configuration, {
            onTaskCall: (call) => {
              for (const listener of callListeners) listener(call);
            },
            onAudit: (record) => {
              for (const listener of auditListeners) listener(record);
            },
          }),
        );
        closeOnSignal(server);
        if (example !== undefined) {
          const { default: runExample } = (await import(
            pathToFileURL(resolve(example, 'example.js')).href
          )) as {
            default: RunExample;
          };
          await orExplain(() =>
            runExample({
              endpoint: server.endpoint,
              region: options.region,
              onTaskCall: (listener) => callListeners.push(listener),
              onAudit: (listener) => auditListeners.push(listener),
            }),
          );
          if (once) {
            await server.close();
            return;
          }
          callListeners.length = 0;
          auditListeners.length = 0;
        }
        auditListeners.push(printAccess);
        printGreeting(server.endpoint, inMemory ? 'memory' : resolve(data));
      },
    );
};

function printGreeting(endpoint: string, data: string): void {
  console.log(`
Stepwell listens on ${endpoint} (data: ${data}). Any credentials will do; an access key id
of 12 digits selects that account. Try:

  export AWS_ACCESS_KEY_ID=123456789012 AWS_SECRET_ACCESS_KEY=any AWS_DEFAULT_REGION=us-east-1
  aws stepfunctions list-state-machines --endpoint-url ${endpoint}

Ctrl-C ends it.`);
}

function printAccess({ outcome, caller, action, resource, explanation }: AccessRecord): void {
  if (outcome === 'unknown-role') return;
  const verdict = outcome === 'denied' ? 'denied' : 'would be denied';
  console.log(`${verdict}: ${caller} ${action} on ${resource}\n  ${explanation}`);
}
