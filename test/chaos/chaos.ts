import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CreateActivityCommand, CreateStateMachineCommand } from '@aws-sdk/client-sfn';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { account } from '../crash/server-process.ts';
import { createWitness, readEffects } from '../crash/witness.ts';
import { askerOf } from '../support/own-api.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { checkAll, waitForAll } from './check.ts';
import { type Clients, openClients } from './clients.ts';
import { openDisk } from './disk.ts';
import { repeatedEffects } from './effects.ts';
import { openJournal, readJournals } from './journal.ts';
import { childMachine, type Machine, machines } from './machines.ts';
import type { ChaosOptions } from './options.ts';
import { type Part, type PartSettings, startPart } from './part.ts';
import { openProxy } from './proxy.ts';
import { recollect } from './recollection.ts';
import { serverFiles, TormentedServer } from './server.ts';
import { createSlowClients } from './slow-clients.ts';
import { createStumbler } from './stumbler.ts';
import { type Torments, torment } from './torment.ts';

export { parseOptions } from './options.ts';

export interface ChaosReport {
  readonly seed: number;
  readonly minutes: number;
  readonly directory: string;
  readonly kills: number;
  readonly lives: number;
  readonly torments: Torments;
  /** Executions whose start was acknowledged, Express ones apart. */
  readonly acknowledged: number;
  readonly answeredAtOnce: number;
  readonly found: { readonly executions: number; readonly events: number; readonly calls: number };
  /** What the clients did and met. */
  readonly counts: Readonly<Record<string, number>>;
  readonly troubles: Readonly<Record<string, number>>;
  readonly findingCount: number;
  readonly findings: readonly string[];
}

/** From the last fault until the clients must know everything. */
const knowingMilliseconds = 60_000;
/** From then until all must have ended: above the longest wait, and the furthest that a clock was off. */
const endingMilliseconds = 120_000;
/** A short run has short waits. */
const longestWaitSeconds = 30;
const waitSecondsPerMinute = 15;
const findingsMax = 200;
const program = fileURLToPath(new URL('../../bin/stepwell', import.meta.url));

/** Load, torment, heal, wait, check. The folder stays where something was found. */
export async function runChaos(options: ChaosOptions, tell: (line: string) => void): Promise<ChaosReport> {
  const { directory, seed, minutes, kills, rate } = options;
  mkdirSync(directory, { recursive: true });
  tell(`seed ${seed}, ${minutes} minutes, in ${directory}`);
  const findings: string[] = [];
  let findingCount = 0;
  const report = (finding: string) => {
    findingCount += 1;
    if (findings.length < findingsMax) findings.push(finding);
    if (findings.length < 20) tell(`FOUND ${finding}`);
  };
  const random = seededRandom(seed);
  const waitSecondsMax = Math.min(longestWaitSeconds, Math.ceil(minutes * waitSecondsPerMinute));
  const files = serverFiles(directory);
  const witnessFile = join(directory, 'witness');
  const disk = openDisk(files.data);
  if (!disk.isMounted) tell('no file system can be mounted: none is filled or made read-only');
  const server = new TormentedServer(files, (message) => report(`the server ${message}`));
  const proxy = await openProxy(() => server.port, random);
  const journalPaths = ['starter', 'reporter', 'slow-clients'].map((name) =>
    join(directory, `${name}.journal`),
  );
  const slowJournal = openJournal(journalPaths[2] ?? '');
  const slowClients = createSlowClients(proxy.port, slowJournal, random);
  const parts: Part[] = [];
  const disposeAll = () => {
    for (const part of parts) part.dispose();
    server.dispose();
  };
  process.once('exit', disposeAll);
  let isKept = true;
  try {
    const { isUp, told } = await server.start();
    if (!isUp) throw new Error(`the server does not start: ${told}`);
    const clients = openClients(server.port);
    const { table, queueUrl } = await prepare(clients, { witnessFile, waitSecondsMax });
    clients.destroy();
    const settings = (index: number): PartSettings => ({
      proxyPort: proxy.port,
      journalPath: journalPaths[index] ?? '',
      queueUrl,
      seed,
      rate,
      waitSecondsMax,
    });
    const starter = startPart('starter.ts', settings(0));
    const reporter = startPart('reporter.ts', settings(1));
    parts.push(starter, reporter);
    const surroundings = { server, disk, proxy, slowClients, random, report };
    const torments = await torment(surroundings, { milliseconds: minutes * 60_000, kills, tell });

    tell('healed; waiting for the clients');
    const started = await starter.finish(knowingMilliseconds).catch((error: unknown) => {
      report(`clients did not learn what became of their requests: ${error}`);
      return { counts: {}, troubles: {} };
    });
    const ask = askerOf(server.port);
    tell('waiting for all to end');
    await waitForAll({ ask, table, report }, endingMilliseconds);
    const reported = await reporter.finish(knowingMilliseconds);
    await sleep(100);
    await slowJournal.close();
    // What is checked is what the disk holds.
    await server.kill({ withFunctions: true });
    await server.start();

    tell('checking');
    const recollection = recollect(readJournals(journalPaths));
    for (const violation of recollection.violations) report(violation);
    const checkParts = { ask: askerOf(server.port), table, recollection, report };
    const { machineOf, ...found } = await checkAll(checkParts);
    const effects = readEffects(witnessFile);
    for (const problem of repeatedEffects(effects, (name) => machineOf.get(name)?.attemptsMax))
      report(problem);
    const status = await server.stop();
    if (status !== 0) report(`the last stop ended with ${status}`);
    await checkData(files.data, report);

    const result: ChaosReport = {
      seed,
      minutes,
      directory,
      kills: server.kills,
      lives: server.lives,
      torments,
      acknowledged: recollection.startedAt.size,
      answeredAtOnce: recollection.answeredAtOnce,
      found: { ...found, calls: effects.length },
      counts: { ...started.counts, ...reported.counts, 'slow clients answered': slowClients.acknowledged },
      troubles: sum(started.troubles, reported.troubles),
      findingCount,
      findings,
    };
    writeFileSync(join(directory, 'report.json'), `${JSON.stringify(result, undefined, 2)}\n`);
    isKept = options.isKept || findingCount > 0;
    return result;
  } finally {
    disposeAll();
    process.off('exit', disposeAll);
    proxy.close();
    disk.free();
    if (isKept) {
      tell(
        `everything is kept in ${directory}${disk.isMounted ? `; unmount ${files.data} before removing it` : ''}`,
      );
    } else {
      disk.unmount();
      rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    }
  }
}

interface Prepared {
  readonly table: readonly Machine[];
  readonly queueUrl: string;
}

async function prepare(
  { states, lambda, queues }: Clients,
  { witnessFile, waitSecondsMax }: { readonly witnessFile: string; readonly waitSecondsMax: number },
): Promise<Prepared> {
  const witnessArn = await createWitness(lambda, witnessFile);
  const stumblerArn = await createStumbler(lambda, witnessFile);
  await states.send(new CreateActivityCommand({ name: 'Asked' }));
  const attributes = { VisibilityTimeout: '10' };
  const { QueueUrl: queueUrl = '' } = await queues.send(
    new CreateQueueCommand({ QueueName: 'tokens', Attributes: attributes }),
  );
  const table = machines({ witnessArn, stumblerArn, queueUrl, waitSecondsMax });
  for (const { name, definition, type = 'STANDARD' } of [
    childMachine,
    ...table,
  ] as readonly Partial<Machine>[]) {
    await states.send(
      new CreateStateMachineCommand({
        name,
        definition: JSON.stringify(definition),
        roleArn: `arn:aws:iam::${account}:role/workflow`,
        type,
      }),
    );
  }
  return { table, queueUrl };
}

/** `stepwell check`, which has SQLite check itself and folds every log. */
async function checkData(data: string, report: (finding: string) => void): Promise<void> {
  await new Promise<void>((resolve) => {
    execFile(process.execPath, [program, 'check', '--data', data], (error, output, told) => {
      if (error !== null) report(`stepwell check: ${output.slice(0, 2_000)} ${told.slice(-1_000)}`);
      resolve();
    });
  });
}

function sum(...tables: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const table of tables) {
    for (const [name, count] of Object.entries(table)) sums[name] = (sums[name] ?? 0) + count;
  }
  return sums;
}
