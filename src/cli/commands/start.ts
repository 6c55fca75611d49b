import type { AddCommand, ServerConfiguration } from '../command.ts';
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

interface StartOptions {
  readonly host: string;
  readonly port: number;
  readonly data: string;
  readonly account: string;
  readonly region: string;
  readonly logLevel: ServerConfiguration['logLevel'];
  readonly quotas: 'none' | 'aws';
  readonly metricsHost: string;
  readonly metricsPort?: number;
  readonly shutdownSeconds: number;
  readonly retentionDays: number;
  readonly backupFolder?: string;
  readonly target?: readonly string[];
  readonly targets?: string;
  readonly httpAllow?: readonly string[];
  readonly executionLogs?: ServerConfiguration['executionLogs'];
  readonly jobImages: string;
}

export const start: AddCommand = (program, { startServer, defaults, place }) => {
  program
    .command('start')
    .description('Serve the API: every request is signed, every call is authorized, everything is on disk.')
    .option('--host <host>', 'address to listen on', defaults.host)
    .option('--port <port>', 'port to listen on; 0 takes a free one', parsePort, defaults.port)
    .requiredOption('--data <folder>', 'folder that holds everything; made if it is not there')
    .option(
      '--account <id>',
      'account whose root access key is printed, at its first start',
      parseAccount,
      place.account,
    )
    .option('--region <region>', 'region that says which partition that account is in', place.region)
    .option('--metrics-host <host>', 'address to serve metrics on, to whoever asks', defaults.metricsHost)
    .option('--metrics-port <port>', 'port to serve metrics on; none are served if not given', parsePort)
    .addOption(quotasOption())
    .addOption(targetOption())
    .addOption(targetsFileOption())
    .addOption(httpAllowOption())
    .addOption(jobImagesOption())
    .addOption(shutdownOption(defaults.shutdownSeconds))
    .addOption(retentionOption(defaults.retentionDays))
    .addOption(backupFolderOption())
    .addOption(logLevelOption('info'))
    .addOption(executionLogsOption('logs in the data folder'))
    .action(
      async ({ data, metricsHost, metricsPort, target, targets, backupFolder, ...options }: StartOptions) => {
        const metrics = metricsPort === undefined ? undefined : { host: metricsHost, port: metricsPort };
        const server = await orExplain(() =>
          startServer({
            ...options,
            metrics,
            targets: target,
            targetsFile: targets,
            backupDirectory: backupFolder,
            mode: 'start',
            dataDirectory: data,
            enforcement: 'enforce',
          }),
        );
        closeOnSignal(server);
        console.log(`Stepwell listens on ${server.endpoint}`);
        if (server.rootAccessKey !== undefined) printRootAccessKey(server.rootAccessKey);
      },
    );
};

function printRootAccessKey(key: { account: string; accessKeyId: string; secretAccessKey: string }): void {
  console.log(`
The root user of account ${key.account} has this access key. It is shown once; keep it safe,
and make users and roles with it rather than use it every day:

  AWS_ACCESS_KEY_ID=${key.accessKeyId}
  AWS_SECRET_ACCESS_KEY=${key.secretAccessKey}
`);
}
