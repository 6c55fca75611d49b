/**
 * Executions of ten Tasks one after the other, on a function of the embedded Lambda, 32 and 256 of them at once: steps a
 * second and the p50 of an execution; with `--peers` beside ten `ctx.run` of Restate and ten steps of DBOS.
 *
 * `npm run bench -- steps [--quick] [--peers]`.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import { startTenSteps as startDbos } from './peers/dbos.mjs';
import { startTenSteps as startRestate } from './peers/restate.mjs';
import { cpuRemark, cpuTime, cpuTotal } from './server/proc.mjs';
import { commitAgain, logEnd } from './server/raw-sqlite.mjs';
import { repeat, runLoad } from './server/repeat.mjs';
import { createStateMachine, startServer } from './server/server.mjs';
import { isQuick, peersFolder, runCount, scratchFolder } from './settings.mjs';
import { report, reportSkipped } from './table/report.mjs';

const loadProgram = fileURLToPath(new URL('server/run-to-end.mjs', import.meta.url));
const stepCount = 10;
const loads = isQuick
  ? [
      { atOnce: 32, count: 200 },
      { atOnce: 256, count: 512 },
    ]
  : [
      { atOnce: 32, count: 1_500 },
      { atOnce: 256, count: 3_000 },
    ];
const warmUp = isQuick ? { atOnce: 32, count: 150 } : { atOnce: 64, count: 600 };
const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:step';
const source = 'exports.handler = async (event) => ({ n: event.n + 1 });';

const root = scratchFolder('steps');
const own = await measureOwn();
const peers =
  peersFolder === undefined
    ? []
    : [...(await measurePeer('Restate', startRestate)), ...(await measurePeer('DBOS', startDbos))];
for (const [index, { atOnce }] of loads.entries()) {
  const runs = own[index];
  const { cpu, turns, asked } = runs.at(-1);
  const beside = (of) =>
    peers.map(({ name, measured }) => ({ name, runs: measured[index].map(of), isPeer: true }));
  const peersCpu = peers.map(({ name, measured }) => {
    const { cpu: milliseconds, count } = measured[index].at(-1);
    return `, all of ${name} ${Math.round((milliseconds * 1_000) / (count * stepCount))}`;
  });
  const stepsASecond = ({ seconds, count }) => (count * stepCount) / seconds;
  report({
    figure: `sequential steps, ${atOnce} executions at once`,
    unit: '/s',
    runs: runs.map(stepsASecond),
    better: 'more',
    beside: [
      { name: 'the same turns, raw SQLite', runs: runs.map(({ count, raw }) => (count * stepCount) / raw) },
      ...beside(stepsASecond),
    ],
    remark: `${turns.toFixed(1)} turns an execution, ${asked.toFixed(2)} looks at the list of them; of a step, ${cpu}${peersCpu.join('')}`,
  });
  report({
    figure: `  p50 of an execution of ${stepCount}`,
    unit: 'ms',
    runs: runs.map(({ p50 }) => p50),
    better: 'less',
    beside: beside(({ p50 }) => p50),
  });
}

async function measureOwn() {
  const directory = join(root, 'data');
  const server = await startServer({ directory });
  const { endpoint, pid } = server;
  await createRole(endpoint);
  await createFunction(endpoint);
  const stateMachineArn = await createStateMachine(endpoint, 'TenSteps', tenSteps());
  const run = (load) =>
    runLoad(loadProgram, { endpoint: endpoint.href, stateMachineArn, input: '{"n":0}', ...load });
  let { p50: typicalMilliseconds } = await run({ ...warmUp, typicalMilliseconds: 20 });
  const measured = [];
  for (const load of loads) {
    const runs = [];
    // Until it is known how long one of so many takes.
    typicalMilliseconds = (await run({ ...load, count: load.atOnce * 2, typicalMilliseconds })).p50;
    for (let index = 0; index < runCount; index += 1) {
      const since = logEnd(directory);
      const [before, cpuBefore] = [await server.observe(), cpuTime(pid)];
      const { seconds, p50, asked } = await run({ ...load, typicalMilliseconds });
      const [after, cpuAfter] = [await server.observe(), cpuTime(pid)];
      const raw = commitItsTurns({ directory, since, groups: after.groups - before.groups, ...load, index });
      const cpu = cpuRemark(cpuBefore, cpuAfter, load.count * stepCount);
      runs.push({
        seconds,
        p50,
        count: load.count,
        raw: raw.seconds,
        turns: raw.turns / load.count,
        asked,
        cpu,
      });
    }
    measured.push(runs);
  }
  await server.stop();
  return measured;
}

function commitItsTurns({ directory, since, groups, atOnce, index }) {
  const to = join(root, `raw-${atOnce}-${index}`);
  mkdirSync(to);
  const turns = logEnd(directory) - since;
  return commitAgain({ from: directory, to, since, groupSize: Math.max(1, Math.round(turns / groups)) });
}

/** None where it cannot run. */
async function measurePeer(name, start) {
  let peer;
  try {
    peer = await start({ folder: peersFolder, directory: join(root, name.toLowerCase()) });
    await repeat({ ...peer.request, connections: warmUp.atOnce, count: warmUp.count });
    const measured = [];
    for (const { atOnce, count } of loads) {
      const runs = [];
      await repeat({ ...peer.request, connections: atOnce, count: atOnce * 2 });
      for (let index = 0; index < runCount; index += 1) {
        const before = cpuTotal(peer.pids);
        const measuredRun = await repeat({ ...peer.request, connections: atOnce, count });
        runs.push({ ...measuredRun, count, cpu: cpuTotal(peer.pids) - before });
      }
      measured.push(runs);
    }
    return [{ name, measured }];
  } catch (error) {
    reportSkipped(`steps of ${name}`, error.message);
    return [];
  } finally {
    await peer?.stop();
  }
}

/** The state machine's role, which may call the function: without one, calls would be let through and told. */
async function createRole(endpoint) {
  const iam = new IAMClient(settingsFor(endpoint));
  const trusted = { Service: ['states.amazonaws.com', 'lambda.amazonaws.com'] };
  const trust = { Effect: 'Allow', Principal: trusted, Action: 'sts:AssumeRole' };
  await iam.send(new CreateRoleCommand({ RoleName: 'bench', AssumeRolePolicyDocument: policyOf(trust) }));
  const permission = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: functionArn };
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: 'bench',
      PolicyName: 'invoke',
      PolicyDocument: policyOf(permission),
    }),
  );
  iam.destroy();
}

function policyOf(statement) {
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

function settingsFor(endpoint) {
  const credentials = { accessKeyId: '123456789012', secretAccessKey: 'any' };
  return { endpoint: endpoint.href, region: 'us-east-1', credentials };
}

async function createFunction(endpoint) {
  const lambda = new LambdaClient(settingsFor(endpoint));
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'step',
      Runtime: 'nodejs20.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::123456789012:role/bench',
      Code: { ZipFile: zipSync({ 'index.js': strToU8(source) }) },
    }),
  );
  lambda.destroy();
}

function tenSteps() {
  const names = Array.from({ length: stepCount }, (_, index) => `Step${index}`);
  const states = names.map((name, index) => {
    const after = names[index + 1];
    return [name, { Type: 'Task', Resource: functionArn, ...(after ? { Next: after } : { End: true }) }];
  });
  return { StartAt: names[0], States: Object.fromEntries(states) };
}
