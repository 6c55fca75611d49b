import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as sdk from '@aws-sdk/client-cloudwatch-logs';
import pino from 'pino';
import { onTestFinished } from 'vitest';
import type { Services } from '../../../../src/api/operation.ts';
import { logsOperations } from '../../../../src/api/operations/logs/index.ts';
import { createFunctionLogs } from '../../../../src/logs/function-logs.ts';
import { createLogStore, type LogStore } from '../../../../src/logs/log-store.ts';
import { createLogFolder } from '../../../../src/runtime/execution-logging/log-folder.ts';
import type { Permission } from '../../../../src/runtime/identity/identity.ts';
import type { Store } from '../../../../src/store/store.ts';
import { anIdentity, longTermKey, someServices, startServer } from '../../../support/api-server.ts';
import { memoryStore } from '../../../support/memory-store.ts';
import { type SendCommand, sendWith } from '../../../support/sdk-client.ts';

export const account = '111111111111';
export const region = 'us-east-1';

export interface TestLogs {
  readonly send: SendCommand;
  readonly store: Store;
  readonly logs: LogStore;
  readonly asked: Permission[];
  readonly now: () => number;
  /** Moves the clock on. */
  pass(milliseconds: number): void;
  /** Writes what executions log, as the runtime does. */
  logExecution(group: string, machine: string, records: readonly ExecutionRecord[]): Promise<void>;
  logFunction(name: string, text: string): Promise<void>;
  writeJobLog(file: string, text: string): void;
}

export interface ExecutionRecord {
  readonly type: string;
  readonly at: number;
  readonly details?: object;
}

/** CloudWatch Logs of an account over HTTP, its files in a folder; gone after the test. */
export async function aLogs(): Promise<TestLogs> {
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-logs-'));
  const folders = {
    streams: join(folder, 'log-streams'),
    executions: join(folder, 'logs'),
    jobs: join(folder, 'jobs'),
  };
  const asked: Permission[] = [];
  const log = pino({ level: 'silent' });
  const store = memoryStore();
  const logs = createLogStore(folders);
  let time = 1_800_000_000_000;
  const now = () => time;
  const clock = { now, schedule: () => () => {} };
  const services: Services = {
    ...someServices({ identity: anIdentity((permission) => asked.push(permission)), log }),
    store,
    logs,
    clock,
  };
  // Signatures are of the real time.
  const server = await startServer(Object.values(logsOperations), { services });
  const client = new sdk.CloudWatchLogsClient({
    endpoint: server.endpoint,
    region,
    credentials: longTermKey,
    maxAttempts: 1,
  });
  const functionLogs = createFunctionLogs({ streams: logs.streams, clock, newId: () => 'a1b2-c3', log });
  const executions = createLogFolder(folders.executions);
  onTestFinished(async () => {
    client.destroy();
    await server.close();
    await logs.streams.whenIdle();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    send: sendWith(client, sdk),
    store,
    logs,
    asked,
    now,
    pass(milliseconds) {
      time += milliseconds;
    },
    logExecution(name, machine, records) {
      const lines = records.map(({ type, at, details = {} }, index) =>
        JSON.stringify({
          id: String(index + 1),
          type,
          details,
          previous_event_id: String(index),
          event_timestamp: String(at),
          execution_arn: `arn:aws:states:${region}:${account}:execution:${machine}:one`,
          redrive_count: '0',
        }),
      );
      const destination = executions.destinationOf({ partition: 'aws', account, region, name });
      return executions.write(destination, `${lines.join('\n')}\n`);
    },
    logFunction(name, text) {
      functionLogs.keep({ functionArn: `arn:aws:lambda:${region}:${account}:function:${name}`, text });
      return functionLogs.flush();
    },
    writeJobLog(file, text) {
      mkdirSync(folders.jobs, { recursive: true });
      writeFileSync(join(folders.jobs, file), text);
    },
  };
}
