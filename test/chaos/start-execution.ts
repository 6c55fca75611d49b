import {
  type SFNClient,
  StartExecutionCommand,
  type StartExecutionCommandInput,
  StartSyncExecutionCommand,
} from '@aws-sdk/client-sfn';
import { untilKnown } from './clients.ts';
import { followUps, type Story } from './follow-ups.ts';
import { arnPrefix, type Machine } from './machines.ts';

/** One in so many is started without a name, and so only once; the others are tried until they are known to be there. */
const unnamedEvery = 12;
/** One in so many is asked for again once it was acknowledged. */
const againEvery = 25;

/** The execution's ARN once it is known to exist; undefined where it is not, or is over already. */
export async function startExecution(story: Story, machine: Machine, n: number): Promise<string | undefined> {
  const { clients, journal, troubles, random, count } = story;
  const input = JSON.stringify(machine.input(n, random));
  const stateMachineArn = `${arnPrefix}:stateMachine:${machine.name}`;
  // Whoever does not know of an execution cannot stop or redrive it.
  const mayBeForgotten = machine.type === 'STANDARD' && followUps[machine.name] === undefined;
  const isUnnamed = mayBeForgotten && random() * unnamedEvery < 1;
  const name = isUnnamed ? '' : `run-${n}`;
  journal.note({ kind: 'starting', machine: machine.name, name, input });
  if (machine.type === 'EXPRESS') {
    await startSync(story, machine, { stateMachineArn, name, input, n });
    return undefined;
  }
  if (isUnnamed) {
    try {
      const { executionArn = '', startDate } = await clients.states.send(
        new StartExecutionCommand({ stateMachineArn, input }),
      );
      await journal.append({ kind: 'started', executionArn, startedAt: Number(startDate) });
      count('acknowledged');
      return executionArn;
    } catch {
      count('unnamed and unknown');
      return undefined;
    }
  }
  const request = { stateMachineArn, name, input };
  const outcome = await untilKnown(() => start(clients.states, request), troubles);
  const executionArn = `${arnPrefix}:execution:${machine.name}:${name}`;
  if ('answer' in outcome) {
    const { startDate } = outcome.answer;
    await journal.append({ kind: 'started', executionArn, startedAt: Number(startDate) });
    if (outcome.answer.executionArn !== executionArn)
      journal.note({
        kind: 'violation',
        message: `${executionArn} is called ${outcome.answer.executionArn}`,
      });
  } else if (outcome.refusal === 'ExecutionAlreadyExists' && outcome.inDoubt) {
    // An earlier try was carried out, and the execution has ended since.
    await journal.append({ kind: 'started', executionArn });
    count('acknowledged by ExecutionAlreadyExists');
  } else {
    journal.note({ kind: 'violation', message: `${executionArn} was refused: ${outcome.refusal}` });
    return undefined;
  }
  count('acknowledged');
  if (random() * againEvery < 1) await startAgain(story, request, executionArn);
  return executionArn;
}

/** The same name starts nothing else: with the same input it is the same execution, with another one it is refused. */
async function startAgain(
  { clients, journal, troubles, random, count }: Story,
  request: StartExecutionCommandInput,
  executionArn: string,
): Promise<void> {
  const isSame = random() < 0.5;
  const again = isSame ? request : { ...request, input: '{"n":-1}' };
  const outcome = await untilKnown(() => start(clients.states, again), troubles);
  count('started again');
  if ('refusal' in outcome && outcome.refusal === 'ExecutionAlreadyExists') return;
  if (isSame && 'answer' in outcome && outcome.answer.executionArn === executionArn) {
    const { startDate } = outcome.answer;
    return journal.append({ kind: 'started', executionArn, startedAt: Number(startDate) });
  }
  journal.note({ kind: 'violation', message: `${executionArn} started again: ${JSON.stringify(outcome)}` });
}

interface SyncStart {
  readonly stateMachineArn: string;
  readonly name: string;
  readonly input: string;
  readonly n: number;
}

async function startSync(
  { clients, journal, troubles, count }: Story,
  machine: Machine,
  { stateMachineArn, name, input, n }: SyncStart,
): Promise<void> {
  const request = new StartSyncExecutionCommand({ stateMachineArn, name, input });
  const outcome = await untilKnown(() => clients.states.send(request), troubles);
  if ('refusal' in outcome) {
    journal.note({ kind: 'violation', message: `${machine.name} ${name} was refused: ${outcome.refusal}` });
    return;
  }
  const { executionArn = '', status = '', output = '' } = outcome.answer;
  const described = { executionArn, name, status, input, output, startDate: 0, redriveCount: 0 };
  const none = new Set<string>();
  const facts = { n, stopError: undefined, redriveCount: 0, tried: none, acknowledged: none };
  const problem = machine.problem(described, facts);
  if (problem !== undefined) journal.note({ kind: 'violation', message: `${executionArn}: ${problem}` });
  await journal.append({ kind: 'answered at once', machine: machine.name, name });
  count('answered at once');
}

function start(states: SFNClient, request: StartExecutionCommandInput) {
  return states.send(new StartExecutionCommand(request));
}
