import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeExecutionCommand, RedriveExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { type Clients, type Troubles, untilKnown } from './clients.ts';
import type { Journal } from './journal.ts';

/** What one client process does everything with. */
export interface Story {
  readonly clients: Clients;
  readonly journal: Journal;
  readonly troubles: Troubles;
  readonly random: () => number;
  readonly count: (what: string) => void;
  readonly waitSecondsMax: number;
}

const lookMilliseconds = 700;

/** By the machine's name: what is done to its executions once they run. */
export const followUps: Readonly<Record<string, (story: Story, executionArn: string) => Promise<void>>> = {
  Sleeping: stopLater,
  Repairing: redriveUntilWhole,
};

async function stopLater(
  { clients, journal, troubles, random, count, waitSecondsMax }: Story,
  executionArn: string,
): Promise<void> {
  await sleep(random() * waitSecondsMax * 1000);
  const error = `Stopped.${Math.floor(random() * 1_000_000)}`;
  const request = new StopExecutionCommand({ executionArn, error, cause: 'enough' });
  const outcome = await untilKnown(() => clients.states.send(request), troubles);
  if ('refusal' in outcome) {
    journal.note({ kind: 'violation', message: `${executionArn} was not stopped: ${outcome.refusal}` });
    return;
  }
  await journal.append({ kind: 'stopped', executionArn, error });
  count('stopped');
}

/** The first run fails; a redrive may lose its call's answer and fail as well. */
async function redriveUntilWhole(
  { clients, journal, troubles, count }: Story,
  executionArn: string,
): Promise<void> {
  for (let times = 0; ; ) {
    await sleep(lookMilliseconds);
    const look = () => clients.states.send(new DescribeExecutionCommand({ executionArn }));
    const seen = await untilKnown(look, troubles);
    if ('refusal' in seen) {
      journal.note({ kind: 'violation', message: `${executionArn} was not described: ${seen.refusal}` });
      return;
    }
    const { status } = seen.answer;
    if (status === 'SUCCEEDED') return;
    if (status === 'RUNNING') continue;
    times += 1;
    const request = new RedriveExecutionCommand({ executionArn, clientToken: `redrive-${times}` });
    const outcome = await untilKnown(() => clients.states.send(request), troubles);
    if ('refusal' in outcome) {
      const message = `${executionArn} was not redriven (in doubt: ${outcome.inDoubt}): ${outcome.refusal}`;
      journal.note({ kind: 'violation', message });
      return;
    }
    await journal.append({ kind: 'redriven', executionArn, times });
    count('redriven');
  }
}
