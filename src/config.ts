import type { Enforcement } from './runtime/identity/identity.ts';

/** Everything that can be set about a server. */
export interface Configuration {
  /** `dev` believes any credentials and is bound to loopback; `start` verifies every signature. */
  readonly mode: 'dev' | 'start';
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Where everything is kept; undefined keeps it in memory. */
  readonly dataDirectory: string | undefined;
  /** Where CreateBackup puts backups; by default `backups` in the data directory. */
  readonly backupDirectory?: string | undefined;
  readonly enforcement: Enforcement;
  /** The account and region of requests that name none. */
  readonly account: string;
  readonly region: string;
  readonly logLevel: LogLevel;
  /**
   * Where metrics are served, with nobody asked who they are. `dev` serves them on its own port and needs none of this;
   * `start` serves none by default.
   */
  readonly metrics?: { readonly host: string; readonly port: number } | undefined;
  /** How long calls and requests under way may take once the server shuts down. */
  readonly shutdownSeconds?: number;
  /** How long executions are kept after they ended; 0 keeps them for ever. */
  readonly retentionDays?: number;
  /** How often an account may call the Step Functions API: as on AWS, or as often as it likes, which is the default. */
  readonly quotas?: Quotas;
  /** Where services are that tasks call, as on the command line: `s3=http://127.0.0.1:9000`, `*=aws`. */
  readonly targets?: readonly string[] | undefined;
  /** A file of targets, YAML or JSON, over which `targets` goes. */
  readonly targetsFile?: string | undefined;
  /** Addresses that tasks may call over HTTP besides those of the public internet: `127.0.0.0/8`, `fd00::/8`. */
  readonly httpAllow?: readonly string[] | undefined;
  /** By default `logs` in the data directory, or a folder that goes with the server where everything is kept in memory. */
  readonly executionLogs?: ExecutionLogs | undefined;
  /** What runs the images of jobs: `podman`, `docker` or the path of either; `local`, the default, where nothing does. */
  readonly jobImages?: string | undefined;
}

/** Where the records go that loggingConfiguration asks for: files in a folder, standard output, or nowhere. */
export type ExecutionLogs = { readonly folder: string } | 'stdout' | 'off';

export type Quotas = 'none' | 'aws';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';

export const defaults = {
  host: '127.0.0.1',
  port: 8083,
  devDataDirectory: '.stepwell',
  account: '123456789012',
  region: 'us-east-1',
  quotas: 'none',
  metricsHost: '127.0.0.1',
  shutdownSeconds: 20,
  retentionDays: 90,
} as const;

/** `account` and `region` as Step Functions Local takes them from the environment. */
export function placeFromEnvironment(environment: Readonly<Record<string, string | undefined>>) {
  return {
    account: environment.AWS_ACCOUNT_ID ?? defaults.account,
    region: environment.AWS_DEFAULT_REGION ?? environment.AWS_REGION ?? defaults.region,
  };
}

/** Why the configuration must not be run, in words for whoever started it; undefined where nothing speaks against it. */
export function findConfigurationProblem({
  mode,
  host,
  enforcement,
  account,
  port,
}: Configuration): string | undefined {
  if (!/^\d{12}$/.test(account)) return `account ${account} is not a 12-digit account id.`;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return `port ${port} is not a port number.`;
  if (isLoopback(host)) return undefined;
  if (mode === 'dev') {
    return `stepwell dev believes any credentials, so it listens on loopback only, not on ${host}. Use stepwell start to serve others.`;
  }
  if (enforcement !== 'enforce') {
    return `IAM enforcement is ${enforcement}, so it listens on loopback only, not on ${host}.`;
  }
  return undefined;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
