import { resolve } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import type { ServerConfiguration } from './command.ts';

export function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new InvalidArgumentError('A port is a whole number from 0 to 65535; 0 takes a free one.');
  }
  return port;
}

export function parseAccount(text: string): string {
  if (!/^\d{12}$/.test(text)) throw new InvalidArgumentError('An account id has 12 digits.');
  return text;
}

export function typeOption(): Option {
  return new Option('--type <type>', 'type of the state machines')
    .choices(['STANDARD', 'EXPRESS'])
    .default('STANDARD');
}

export function accountProfileOption(description: string): Option {
  return new Option('--account-profile <account=profile>', description).argParser(
    (text: string, before: ReadonlyMap<string, string> = new Map()) =>
      addPair(before, { text, form: '222222222222=PROFILE', pattern: /^(\d{12})=(.+)$/ }),
  );
}

/** `before` with the name and the value that `pattern` finds in `text`. */
export function addPair(
  before: ReadonlyMap<string, string>,
  { text, form, pattern }: { readonly text: string; readonly form: string; readonly pattern: RegExp },
): ReadonlyMap<string, string> {
  const [, name, value] = pattern.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError(`Write ${form}.`);
  return new Map([...before, [name, value]]);
}

export function shutdownOption(seconds: number): Option {
  return new Option(
    '--shutdown-seconds <seconds>',
    'how long calls and requests under way may take once it is told to end',
  )
    .argParser(parseSeconds)
    .default(seconds)
    .env('STEPWELL_SHUTDOWN_SECONDS');
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > 86_400 || text === '') {
    throw new InvalidArgumentError('A whole number of seconds, at most a day.');
  }
  return seconds;
}

export function retentionOption(days: number): Option {
  return new Option(
    '--retention-days <days>',
    'how long executions and their history are kept after they ended; 0 keeps them for ever',
  )
    .argParser(parseDays)
    .default(days)
    .env('STEPWELL_RETENTION_DAYS');
}

function parseDays(text: string): number {
  const days = Number(text);
  if (!Number.isInteger(days) || days < 0 || days > 36_500 || text === '') {
    throw new InvalidArgumentError('A whole number of days, at most a hundred years; 0 for ever.');
  }
  return days;
}

export function backupFolderOption(): Option {
  return new Option(
    '--backup-folder <folder>',
    'where backups go that this server is asked for (default: backups in the data folder)',
  ).env('STEPWELL_BACKUP_FOLDER');
}

export function quotasOption(): Option {
  return new Option(
    '--quotas <quotas>',
    "how often an account may call Step Functions: as often as it likes, or as AWS's default quotas say",
  )
    .choices(['none', 'aws'])
    .default('none');
}

export function logLevelOption(level: string): Option {
  return new Option('--log-level <level>', 'how much the log on standard error tells')
    .choices(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
    .default(level)
    .env('STEPWELL_LOG_LEVEL');
}

export function executionLogsOption(ifAbsent: string): Option {
  return new Option(
    '--execution-logs <where>',
    `where executions are logged whose loggingConfiguration asks for it: a folder, stdout, or off (default: ${ifAbsent})`,
  )
    .argParser(parseExecutionLogs)
    .env('STEPWELL_EXECUTION_LOGS');
}

function parseExecutionLogs(text: string): ServerConfiguration['executionLogs'] {
  if (text === '') throw new InvalidArgumentError('Name a folder, stdout or off.');
  return text === 'stdout' || text === 'off' ? text : { folder: text };
}

export function jobImagesOption(): Option {
  return new Option(
    '--job-images <engine>',
    'what runs the images of Batch and ECS jobs: podman, docker, the path of either, or local, where commands run without',
  )
    .argParser(parseJobImages)
    .default('local')
    .env('STEPWELL_JOB_IMAGES');
}

function parseJobImages(text: string): string {
  if (['local', 'podman', 'docker'].includes(text)) return text;
  if (text.includes('/')) return resolve(text);
  throw new InvalidArgumentError('Write local, podman, docker, or the path of podman or docker.');
}

export function targetOption(): Option {
  return new Option(
    '--target <service=where>',
    'where a service is that tasks call: a URL, aws, or embedded in this server; [account/][region/]service or * (repeatable)',
  )
    .argParser(addTargets)
    .env('STEPWELL_TARGETS');
}

function addTargets(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...text.split(/[\s,]+/).filter((part) => part !== '')];
}

export function targetsFileOption(): Option {
  return new Option('--targets <file>', 'YAML or JSON file of targets, an object from service to where').env(
    'STEPWELL_TARGETS_FILE',
  );
}

export function httpAllowOption(): Option {
  return new Option(
    '--http-allow <range>',
    'addresses that tasks may call over HTTP, and without TLS, besides the public internet: 127.0.0.0/8 (repeatable)',
  )
    .argParser(addTargets)
    .env('STEPWELL_HTTP_ALLOW');
}
