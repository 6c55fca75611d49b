import type { Command } from 'commander';

/** What commands are handed, since this room reaches servers over HTTP only. */
export interface CommandParts {
  readonly startServer: StartServer;
  /** Rejects with an Error for the operator. */
  readonly backUp: (
    request: BackupRequest,
    onProgress: (progress: { readonly copiedBytes: number; readonly totalBytes: number }) => void,
  ) => Promise<BackupResult>;
  /** Rejects with an Error for the operator where it cannot be looked at. */
  readonly checkData: (
    path: string,
    onProgress: (progress: { readonly checkedCount: number; readonly totalCount: number }) => void,
  ) => Promise<DataReport>;
  readonly defaults: {
    readonly host: string;
    readonly port: number;
    readonly devDataDirectory: string;
    readonly metricsHost: string;
    readonly shutdownSeconds: number;
    readonly retentionDays: number;
  };
  readonly place: { readonly account: string; readonly region: string };
}

export interface BackupRequest {
  readonly directory: string;
  readonly to: string;
  readonly withLogs: boolean;
  readonly isCompact: boolean;
}

export interface BackupResult {
  readonly path: string;
  /** Epoch milliseconds. */
  readonly takenAt: number;
  readonly bytes: number;
}

/** What is wrong with stored data. */
export interface DataReport {
  /** Not all of them where there are very many; `findingCounts` counts them all, by code. */
  readonly findings: readonly DataFinding[];
  readonly findingCounts: Readonly<Record<string, number>>;
  readonly executionCount: number;
  readonly eventCount: number;
  readonly resourceCount: number;
  /** How long looking at the executions took. */
  readonly seconds: number;
}

export interface DataFinding {
  readonly code: string;
  /** What it is about: an execution's ARN, a resource. */
  readonly subject: string;
  readonly message: string;
}

export type StartServer = (
  configuration: ServerConfiguration,
  observers?: ServerObservers,
) => Promise<StartedServer>;

export interface ServerConfiguration {
  readonly mode: 'dev' | 'start';
  readonly host: string;
  readonly port: number;
  readonly dataDirectory: string | undefined;
  readonly enforcement: 'enforce' | 'audit' | 'off';
  readonly account: string;
  readonly region: string;
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly metrics?: { readonly host: string; readonly port: number } | undefined;
  readonly shutdownSeconds?: number;
  readonly retentionDays?: number;
  readonly backupDirectory?: string | undefined;
  readonly quotas?: 'none' | 'aws';
  readonly targets?: readonly string[] | undefined;
  readonly targetsFile?: string | undefined;
  readonly executionLogs?: { readonly folder: string } | 'stdout' | 'off' | undefined;
  readonly jobImages?: string | undefined;
}

export interface ServerObservers {
  readonly onTaskCall?: (call: TaskCall) => void;
  readonly onAudit?: (record: AccessRecord) => void;
}

/** A call that an execution makes, as the role that makes it. */
export interface TaskCall {
  readonly purpose: 'CallTask' | 'PollTask' | 'CancelTask';
  readonly executionArn: string;
  readonly stateName: string;
  readonly resourceArn: string;
  readonly roleArn: string;
  readonly account: string;
}

/** A call that was denied, or would have been. */
export interface AccessRecord {
  readonly outcome: 'denied' | 'would-be-denied' | 'unknown-role';
  readonly caller: string;
  readonly action: string;
  readonly resource: string;
  readonly explanation: string;
}

export interface StartedServer {
  readonly endpoint: string;
  readonly rootAccessKey:
    | { readonly account: string; readonly accessKeyId: string; readonly secretAccessKey: string }
    | undefined;
  close(): Promise<void>;
}

/** Adds one command to the program. */
export type AddCommand = (program: Command, parts: CommandParts) => void;
