import { setTimeout as sleep } from 'node:timers/promises';
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { historyProblems } from '../crash/history-problems.ts';
import { childSlots } from '../crash/workflows.ts';
import { type Ask, askAll, forEachAtOnce, Refused } from '../support/own-api.ts';
import { arnPrefix, childMachine, type Described, type Machine } from './machines.ts';
import type { Recollection } from './recollection.ts';

export interface CheckParts {
  readonly ask: Ask;
  readonly table: readonly Machine[];
  readonly recollection: Recollection;
  readonly report: (finding: string) => void;
}

export interface Checked {
  readonly executions: number;
  readonly events: number;
  /** By the names of executions that clients started. */
  readonly machineOf: ReadonlyMap<string, Machine>;
}

interface Listed {
  readonly executionArn: string;
  readonly name: string;
}

const lookMilliseconds = 500;

/** Settles once nothing runs any more, or reports what still does after `milliseconds`. */
export async function waitForAll(
  { ask, table, report }: Pick<CheckParts, 'ask' | 'table' | 'report'>,
  milliseconds: number,
): Promise<void> {
  const deadline = performance.now() + milliseconds;
  for (const name of standardNames(table)) {
    for (;;) {
      const running = await list(ask, name, { statusFilter: 'RUNNING' });
      if (running.length === 0) break;
      if (performance.now() > deadline) {
        for (const { executionArn } of running) report(`${executionArn} is stuck: it still runs`);
        break;
      }
      await sleep(lookMilliseconds);
    }
  }
}

/** Holds everything that exists against everything that was asked for and acknowledged. */
export async function checkAll(parts: CheckParts): Promise<Checked> {
  const { ask, table, recollection, report } = parts;
  let executions = 0;
  let events = 0;
  const machineOf = new Map<string, Machine>();
  const children = new Map<string, number>();
  /** Those of parents that failed, which may not have come so far. */
  const mayLack = new Set<string>();
  for (const name of standardNames(table)) {
    const machine = table.find((one) => one.name === name);
    const listed = await list(ask, name, {});
    const found = new Set<string>();
    const failed = new Set<string>();
    const inputs = new Set<string>();
    await forEachAtOnce(listed, async ({ executionArn, name: executionName }) => {
      executions += 1;
      if (machine !== undefined) machineOf.set(executionName, machine);
      if (found.has(executionArn)) report(`${executionArn} is listed twice`);
      found.add(executionArn);
      const described = await ask<Described>('DescribeExecution', { executionArn });
      if (described.status !== 'SUCCEEDED') failed.add(executionArn);
      if (machine === undefined) countChild(described, children, report);
      else {
        if (inputs.has(described.input)) report(`${executionArn} is duplicated: ${described.input}`);
        inputs.add(described.input);
        for (const problem of problemsOf(described, machine, recollection))
          report(`${executionArn}: ${problem}`);
      }
      const history = await askAll<HistoryEvent>(ask, 'GetExecutionHistory', {
        field: 'events',
        executionArn,
      });
      events += history.length;
      for (const problem of allHistoryProblems(history, described))
        report(`${executionArn}: history: ${problem}`);
    });
    for (const executionArn of recollection.startedAt.keys()) {
      if (executionArn.startsWith(`${arnPrefix}:execution:${name}:`) && !found.has(executionArn))
        report(`${executionArn} is lost: it was acknowledged`);
    }
    if (name === 'Nesting') expectChildren(listed, failed, { children, mayLack });
  }
  for (const [key, count] of children) {
    const isRight = count === 0 || (count === -1 && mayLack.has(key));
    if (!isRight) report(`child ${key}: ${count} more than expected`);
  }
  await checkMade(parts);
  return { executions, events, machineOf };
}

/** Children of one parent by their slots: each that was started counts up, each that is expected counts down. */
function countChild(
  { input, output, status, executionArn }: Described,
  children: Map<string, number>,
  report: (finding: string) => void,
): void {
  const { parent, slot, n } = JSON.parse(input) as Readonly<Record<string, unknown>>;
  const key = `${parent}/${slot}`;
  children.set(key, (children.get(key) ?? 0) + 1);
  if (output !== JSON.stringify(childMachine.output(n as number)))
    report(`${executionArn}: ${status} with ${output}`);
}

function expectChildren(
  parents: readonly Listed[],
  failed: ReadonlySet<string>,
  { children, mayLack }: { readonly children: Map<string, number>; readonly mayLack: Set<string> },
): void {
  for (const { executionArn, name } of parents) {
    for (const slot of childSlots) {
      const key = `${name}/${slot}`;
      children.set(key, (children.get(key) ?? 0) - 1);
      if (failed.has(executionArn)) mayLack.add(key);
    }
  }
}

function* problemsOf(
  described: Described,
  machine: Machine,
  { asked, startedAt, factsOf }: Recollection,
): Generator<string> {
  const { executionArn, input, name, startDate } = described;
  const askedName = asked.get(`${machine.name} ${input}`);
  if (askedName === undefined) {
    yield `nobody asked for it, with ${input}`;
    return;
  }
  if (askedName !== '' && askedName !== name) yield `it was asked for as ${askedName}`;
  const acknowledgedAt = startedAt.get(executionArn);
  // Answers tell whole milliseconds, in seconds.
  if (acknowledgedAt !== undefined && Math.abs(acknowledgedAt - startDate * 1000) > 1)
    yield `it started at ${startDate}, not at ${acknowledgedAt / 1000} as acknowledged`;
  const problem = machine.problem(described, factsOf(executionArn, name, input));
  if (problem !== undefined) yield problem;
}

function allHistoryProblems(
  history: readonly HistoryEvent[],
  { status, output, redriveCount = 0 }: Described,
): readonly string[] {
  const last = history.at(-1);
  const problems: string[] = [];
  const end = status.slice(0, 1) + status.slice(1).toLowerCase();
  if (last?.type !== `Execution${end}`)
    problems.push(`it is ${status} and its history ends with ${last?.type}`);
  if (last?.executionSucceededEventDetails?.output !== output)
    problems.push(`its last event gives ${last?.executionSucceededEventDetails?.output}`);
  if (redriveCount === 0) return [...problems, ...historyProblems(history)];
  const ids = history.findIndex(({ id }, index) => id !== index + 1);
  if (ids !== -1) problems.push(`event ${ids + 1} has id ${history[ids]?.id}`);
  const redrives = history.filter(({ type }) => type === 'ExecutionRedriven').length;
  if (redrives !== redriveCount) problems.push(`it tells of ${redrives} redrives`);
  const firstEnd = history.findIndex(({ type }) => type === 'ExecutionFailed');
  return [...problems, ...historyProblems(history.slice(0, firstEnd + 1))];
}

async function checkMade({ ask, recollection, report }: CheckParts): Promise<void> {
  for (const [stateMachineArn, state] of recollection.made) {
    try {
      const { definition } = await ask<{ readonly definition: string }>('DescribeStateMachine', {
        stateMachineArn,
      });
      if (state === undefined) report(`${stateMachineArn} is there, though it was deleted`);
      else if (!definition.includes(`"${state}"`)) report(`${stateMachineArn} is not the ${state} version`);
    } catch (error) {
      if (!(error instanceof Refused) || error.type !== 'StateMachineDoesNotExist') throw error;
      if (state !== undefined) report(`${stateMachineArn} is lost: it was acknowledged`);
    }
  }
}

function standardNames(table: readonly Machine[]): readonly string[] {
  const names = table.filter(({ type }) => type === 'STANDARD').map(({ name }) => name);
  return [...names, childMachine.name];
}

function list(ask: Ask, machineName: string, filter: object): Promise<readonly Listed[]> {
  const stateMachineArn = `${arnPrefix}:stateMachine:${machineName}`;
  return askAll<Listed>(ask, 'ListExecutions', { field: 'executions', stateMachineArn, ...filter });
}
