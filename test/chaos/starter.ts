import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../support/seeded-random.ts';
import { openClients } from './clients.ts';
import { followUps, type Story } from './follow-ups.ts';
import { openJournal } from './journal.ts';
import { type Machine, machines } from './machines.ts';
import { makeResources } from './made-resources.ts';
import type { PartReport, PartSettings } from './part.ts';
import { startExecution } from './start-execution.ts';

const startsUnderWayMax = 96;
/** What an outage may leave to be caught up on. */
const burstSeconds = 30;

/** Starts executions of all machines at the rate it is told, and does to them what their machine wants done. */
export async function run(settings: PartSettings, finished: Promise<unknown>): Promise<PartReport> {
  const random = seededRandom(settings.seed);
  const journal = openJournal(settings.journalPath);
  const clients = openClients(settings.proxyPort);
  const troubles = new Map<string, number>();
  const counts = new Map<string, number>();
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
  const { queueUrl, waitSecondsMax } = settings;
  const table = machines({ witnessArn: '', stumblerArn: '', queueUrl, waitSecondsMax });
  let isFinished = false;
  void finished.then(() => {
    isFinished = true;
  });
  const story: Story = { clients, journal, troubles, random, count, waitSecondsMax };
  const later = new Set<Promise<void>>();
  const starting = new Set<Promise<void>>();
  const making = makeResources(story, () => isFinished);

  let credit = 0;
  let creditedAt = performance.now();
  for (let n = 1; !isFinished; ) {
    const now = performance.now();
    credit = Math.min(
      credit + ((now - creditedAt) / 1000) * settings.rate,
      Math.max(burstSeconds * settings.rate, 1),
    );
    creditedAt = now;
    while (credit >= 1 && starting.size < startsUnderWayMax) {
      credit -= 1;
      const machine = draw(table, random);
      const started = startExecution(story, machine, n).then((executionArn) => {
        const followUp = followUps[machine.name];
        if (executionArn === undefined || followUp === undefined) return;
        const following = followUp(story, executionArn).finally(() => later.delete(following));
        later.add(following);
      });
      const settled = started.finally(() => starting.delete(settled));
      starting.add(settled);
      n += 1;
    }
    await (starting.size < startsUnderWayMax ? sleep(10) : Promise.race(starting));
  }
  await Promise.all(starting);
  await Promise.all(later);
  await making;
  await journal.close();
  clients.destroy();
  return { counts: Object.fromEntries(counts), troubles: Object.fromEntries(troubles) };
}

function draw(table: readonly Machine[], random: () => number): Machine {
  let left = random() * table.reduce((sum, { weight }) => sum + weight, 0);
  for (const machine of table) {
    left -= machine.weight;
    if (left < 0) return machine;
  }
  return table[0] as Machine;
}
