/**
 * One execution alone: how many states it enters a second, in JSONPath and in JSONata, beside a plain loop that commits
 * its turns to SQLite one by one, and with `--peers` beside moto and aws-local-stepfunctions, which keep nothing.
 *
 * `npm run bench -- transitions [--quick] [--peers]`.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { measureLocalLoop } from './peers/local-stepfunctions.mjs';
import { measureMotoLoop } from './peers/moto.mjs';
import { countingStates } from './server/counting-states.mjs';
import { commitAgain, logEnd } from './server/raw-sqlite.mjs';
import { call, createStateMachine, startServer } from './server/server.mjs';
import { isQuick, peersFolder, runCount, scratchFolder } from './settings.mjs';
import { report, reportSkipped } from './table/report.mjs';

/** A Pass and a Choice each round: 24,000 events, just under the 25,000 of a history. */
const rounds = 5_990;
const warmUps = isQuick ? 2 : 3;
/** Rounds of peers: of moto few, whose transitions take tens of milliseconds. */
const localRounds = isQuick ? 500 : 5_990;
const motoRounds = isQuick ? 50 : 200;

const languages = {
  JSONPath: {
    bar: 20_000,
    definition: (roundsMax) => ({
      StartAt: 'Count',
      States: { ...countingStates(roundsMax, 'Done'), Done: { Type: 'Succeed' } },
    }),
  },
  JSONata: {
    bar: 10_000,
    definition: (roundsMax) => ({
      QueryLanguage: 'JSONata',
      StartAt: 'Count',
      States: {
        Count: { Type: 'Pass', Output: { n: '{% $states.input.n + 1 %}' }, Next: 'Again' },
        Again: {
          Type: 'Choice',
          Choices: [{ Condition: `{% $states.input.n < ${roundsMax} %}`, Next: 'Count' }],
          Default: 'Done',
        },
        Done: { Type: 'Succeed' },
      },
    }),
  },
};

const transitionsOf = (roundsMax) => roundsMax * 2 + 1;
const root = scratchFolder('transitions');
const directory = join(root, 'data');
const server = await startServer({ directory });
const measured = [];
for (const [language, { bar, definition }] of Object.entries(languages)) {
  measured.push({ language, bar, definition, ...(await measure(language, definition(rounds))) });
}
await server.stop();
for (const figures of measured) {
  const { language, bar, definition, rates, raws, turns, bytes } = figures;
  const peers = peersFolder === undefined ? [] : await measurePeers(language, definition);
  report({
    figure: `transitions of one execution alone, ${language}`,
    unit: '/s',
    runs: rates,
    better: 'more',
    bar,
    beside: [{ name: 'its turns, raw SQLite', runs: raws }, ...peers],
    remark: `${transitionsOf(rounds).toLocaleString('en-US')} transitions in ${turns} turns of ${Math.round(bytes / turns / 1024)} KiB`,
  });
}

async function measure(language, definition) {
  const stateMachineArn = await createStateMachine(server.endpoint, language, definition);
  for (let run = 0; run < warmUps; run += 1) await runLoop(stateMachineArn);
  const runs = [];
  for (let run = 0; run < runCount; run += 1) {
    const since = logEnd(directory);
    const seconds = await runLoop(stateMachineArn);
    const to = join(root, `raw-${language}-${run}`);
    mkdirSync(to);
    // Alone, each turn is a transaction.
    runs.push({ seconds, raw: commitAgain({ from: directory, to, groupSize: 1, since }) });
  }
  const transitions = transitionsOf(rounds);
  return {
    rates: runs.map(({ seconds }) => transitions / seconds),
    raws: runs.map(({ raw }) => transitions / raw.seconds),
    turns: runs[0].raw.turns,
    bytes: runs[0].raw.bytes,
  };
}

/** Answers how many seconds an execution took. */
async function runLoop(stateMachineArn) {
  const { executionArn } = await call(server.endpoint, 'StartExecution', {
    stateMachineArn,
    input: '{"n":0}',
  });
  for (;;) {
    const execution = await call(server.endpoint, 'DescribeExecution', { executionArn });
    if (execution.status === 'SUCCEEDED') return execution.stopDate - execution.startDate;
    if (execution.status !== 'RUNNING') throw new Error(JSON.stringify(execution));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function measurePeers(language, definition) {
  const asked = (peerRounds) => ({
    folder: peersFolder,
    definition: definition(peerRounds),
    output: { n: peerRounds },
    runCount,
  });
  const peers = [
    { name: 'moto, in memory', measurePeer: measureMotoLoop, peerRounds: motoRounds },
    { name: 'aws-local-stepfunctions, in process', measurePeer: measureLocalLoop, peerRounds: localRounds },
  ];
  const measuredPeers = [];
  for (const { name, measurePeer, peerRounds } of peers) {
    try {
      const seconds = await measurePeer(asked(peerRounds));
      const runs = seconds.map((each) => transitionsOf(peerRounds) / each);
      measuredPeers.push({ name, runs, isPeer: true });
    } catch (error) {
      reportSkipped(`transitions in ${language} of ${name}`, error.message);
    }
  }
  return measuredPeers;
}
