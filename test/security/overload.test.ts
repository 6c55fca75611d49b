import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type RunningServer, startServer } from '../../src/main.ts';
import {
  clientsAt,
  createRole,
  createStateMachine,
  rootKey,
  trustsService,
} from '../cross-account/two-accounts.ts';
import { anOperation, startServer as startFrontDoor, trustMode } from '../support/api-server.ts';

const run = promisify(execFile);
const program = fileURLToPath(new URL('./flood.mjs', import.meta.url));
const flooder = '111111111111';
const victim = '222222222222';

interface Flood {
  readonly account: string;
  readonly machine: string;
  readonly connections: number;
  readonly milliseconds: number;
  readonly pauseMilliseconds?: number;
}

interface Flooded {
  readonly outcomes: Readonly<Record<string, number>>;
  readonly started: readonly string[];
  readonly p50: number;
}

describe('a server with few seats that one machine floods', () => {
  let server: RunningServer;
  let directory: string;
  const machines: Record<string, string> = {};

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'stepwell-overload-'));
    server = await startServer(
      {
        mode: 'dev',
        host: '127.0.0.1',
        port: 0,
        dataDirectory: directory,
        enforcement: 'enforce',
        account: flooder,
        region: 'us-east-1',
        logLevel: 'silent',
      },
      {},
      // Where the machine is so busy with other things that this server is overloaded, too, each account has its share.
      { overload: { startsMax: { calm: 32, busy: 16, overloaded: 8 } } },
    );
    for (const account of [flooder, victim]) {
      const clients = clientsAt(server.endpoint, rootKey(account));
      const role = await createRole(clients, 'runner', { trust: [trustsService('states')] });
      const states = { First: { Type: 'Pass', Next: 'Second' }, Second: { Type: 'Pass', End: true } };
      machines[account] = await createStateMachine(clients, 'flooded', { role, states });
      if (account === flooder) machines.quiet = await createStateMachine(clients, 'quiet', { role, states });
      clients.close();
    }
  });

  afterAll(async () => {
    await server.close();
    rmSync(directory, { recursive: true, force: true });
  });

  async function flood(settings: Flood): Promise<Flooded> {
    const { stdout } = await run(
      process.execPath,
      [program, JSON.stringify({ endpoint: server.endpoint, ...settings })],
      { maxBuffer: 256 * 1024 * 1024, timeout: 60_000 },
    );
    return JSON.parse(stdout) as Flooded;
  }

  /** How many executions of the account's machines are stored as succeeded. */
  async function succeeded(account: string, stateMachineArn: string): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    let nextToken: string | undefined;
    do {
      const response = await fetch(server.endpoint, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': 'AWSStepFunctions.ListExecutions',
          authorization: `AWS4-HMAC-SHA256 Credential=${account}/20260115/us-east-1/states/aws4_request, SignedHeaders=host, Signature=00`,
          'x-amz-date': '20260115T000000Z',
        },
        body: JSON.stringify({ stateMachineArn, statusFilter: 'SUCCEEDED', maxResults: 1000, nextToken }),
      });
      const page = (await response.json()) as {
        readonly executions: readonly { readonly executionArn: string }[];
        readonly nextToken?: string;
      };
      for (const { executionArn } of page.executions) found.add(executionArn);
      ({ nextToken } = page);
    } while (nextToken !== undefined);
    return found;
  }

  test('answers 256 connections with starts and throttling alone, loses nothing, and keeps its memory and the others’ times', async () => {
    const before = process.memoryUsage().rss;
    const milliseconds = 4_000;
    const quiet = { connections: 2, milliseconds, pauseMilliseconds: 20 };
    const [flooding, otherAccount, otherMachine] = await Promise.all([
      flood({ account: flooder, machine: machines[flooder] ?? '', connections: 256, milliseconds }),
      flood({ account: victim, machine: machines[victim] ?? '', ...quiet }),
      flood({ account: flooder, machine: machines.quiet ?? '', ...quiet }),
    ]);
    expect(Object.keys(flooding.outcomes).sort()).toEqual(['ThrottlingException', 'started']);
    expect(flooding.outcomes.ThrottlingException).toBeGreaterThan(100);
    expect(flooding.outcomes.started).toBeGreaterThan(100);
    expect(Object.keys(otherAccount.outcomes)).toEqual(['started']);
    // Alone, a start takes a few milliseconds; the bound leaves room for a machine that does much else.
    expect(otherAccount.p50).toBeLessThan(1_500);
    // How many, the machine's other work decides; one that is shut out gets none.
    expect(otherMachine.outcomes.started ?? 0).toBeGreaterThan(0);
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1024 * 1024);

    for (const [account, machine, { started }] of [
      [flooder, machines[flooder] ?? '', flooding],
      [victim, machines[victim] ?? '', otherAccount],
      [flooder, machines.quiet ?? '', otherMachine],
    ] as const) {
      const kept = await succeeded(account, machine);
      expect(started.filter((arn) => !kept.has(arn))).toEqual([]);
      expect(kept.size).toBe(started.length);
    }
  });
});

describe('a connection', () => {
  const json = ['POST / HTTP/1.1', 'Host: localhost', 'X-Amz-Target: AWSStepFunctions.ListActivities'];
  const request = (text: string) => [...json, `Content-Length: ${text.length}`, '', text].join('\r\n');

  test('that sends many requests ahead of their answers has no more of them under way than it may', async () => {
    let underWay = 0;
    let most = 0;
    let total = 0;
    const door = await startFrontDoor(
      [
        {
          ...anOperation('states', 'ListActivities', () => ({})),
          async run() {
            underWay += 1;
            total += 1;
            most = Math.max(most, underWay);
            await new Promise((resolve) => setTimeout(resolve, 100));
            underWay -= 1;
            return { activities: [] };
          },
        },
      ],
      { authentication: trustMode, limits: { pipelinedMax: 8 } },
    );
    onTestFinished(() => door.close());
    const received = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(door.port, '127.0.0.1', () => socket.write(request('{}').repeat(500)));
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('error', () => {});
      socket.on('close', () => resolve(text));
    });
    const statuses = [...received.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
    expect(statuses.filter((status) => status === '200')).toHaveLength(total);
    expect(statuses.at(-1)).toBe('400');
    expect(received).toContain('ThrottlingException');
    expect(most).toBeLessThanOrEqual(9);
  });

  test('whose client reads nothing of its answers is ended', async () => {
    const large = 'x'.repeat(4 * 1024 * 1024);
    const door = await startFrontDoor(
      [anOperation('states', 'ListActivities', () => ({ activities: [], nextToken: large }))],
      { authentication: trustMode, limits: { unreadMilliseconds: 300 } },
    );
    onTestFinished(() => door.close());
    const startedAt = performance.now();
    await new Promise<void>((resolve) => {
      const socket = connect(door.port, '127.0.0.1', () => {
        socket.pause();
        socket.write(request('{}').repeat(4));
      });
      socket.on('error', () => resolve());
      socket.on('close', () => resolve());
      // Only what arrives after a while tells that the other end is gone.
      setTimeout(() => socket.resume(), 1_500);
    });
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  test('with a large body is refused with throttling where there is no room for it, and small ones are not', async () => {
    const door = await startFrontDoor(
      [
        {
          ...anOperation('states', 'ListActivities', () => ({})),
          run: async () => {
            await new Promise((resolve) => setTimeout(resolve, 200));
            return { activities: [] };
          },
        },
      ],
      { authentication: trustMode, limits: { heldBodyBytesMax: 1_500_000 } },
    );
    onTestFinished(() => door.close());
    const send = async (bytes: number) => {
      const response = await fetch(door.endpoint, {
        method: 'POST',
        headers: { 'x-amz-target': 'AWSStepFunctions.ListActivities' },
        body: `{"unknown":"${'x'.repeat(bytes)}"}`,
      });
      const { __type } = (await response.json()) as { readonly __type?: string };
      return __type?.replace(/.*#/, '') ?? 'answered';
    };
    const large = await Promise.all(Array.from({ length: 6 }, () => send(1_000_000)));
    expect(new Set(large)).toEqual(new Set(['answered', 'ThrottlingException']));
    const [, ...small] = await Promise.all([
      send(1_000_000),
      ...Array.from({ length: 20 }, () => send(1_000)),
    ]);
    expect(new Set(small)).toEqual(new Set(['answered']));
    expect(await send(1_000_000)).toBe('answered');
  });
});
