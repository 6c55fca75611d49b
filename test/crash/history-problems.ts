import { isDeepStrictEqual } from 'node:util';
import { GetExecutionHistoryCommand, type HistoryEvent, type SFNClient } from '@aws-sdk/client-sfn';
import { pureSteps } from './workflows.ts';

export async function readHistory(states: SFNClient, executionArn: string): Promise<readonly HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await states.send(
      new GetExecutionHistoryCommand({ executionArn, maxResults: 1_000, nextToken }),
    );
    events.push(...(page.events ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return events;
}

/** What is wrong with the history of an execution that has ended; empty for one that a calm day could have written. */
export function historyProblems(events: readonly HistoryEvent[]): readonly string[] {
  const problems: string[] = [];
  const followers = new Map<number, HistoryEvent[]>();
  for (const [index, event] of events.entries()) {
    const { id = 0, previousEventId = 0 } = event;
    if (id !== index + 1) problems.push(`event ${index + 1} has id ${id}`);
    if (previousEventId >= id) problems.push(`${id} follows ${previousEventId}`);
    followers.set(previousEventId, [...(followers.get(previousEventId) ?? []), event]);
    const problem = eventProblem(event, events);
    if (problem !== undefined) problems.push(`${id} ${event.type}: ${problem}`);
  }
  if (events[0]?.type !== 'ExecutionStarted') problems.push(`begins with ${events[0]?.type}`);
  const ends = events.filter(({ type = '' }) => endings.test(type));
  if (ends.length !== 1 || ends[0] !== events.at(-1)) problems.push(`${ends.length} ends`);
  for (const [id, next] of followers) {
    if (forks.test(events[id - 1]?.type ?? '')) continue;
    const kinds = next.map(({ type = '' }) => type.replace(outcomes, 'Ended'));
    if (new Set(kinds).size < kinds.length) problems.push(`${id} is followed by ${kinds.join(' and ')}`);
  }
  return problems;
}

const endings = /^Execution(Succeeded|Failed|Aborted|TimedOut)$/;
/** What starts several branches or iterations. Everything else is followed by one event of a kind. */
const forks = /^(Parallel|Map)StateStarted$/;
const outcomes = /(Succeeded|Failed|TimedOut|Aborted)$/;

/** What an event must follow, as the chain of previous events goes back from it. */
function eventProblem(event: HistoryEvent, events: readonly HistoryEvent[]): string | undefined {
  const { type = '', stateExitedEventDetails: exited } = event;
  const previous = events[(event.previousEventId ?? 0) - 1];
  if (exited !== undefined) {
    const entered = enteredBefore(event, events, exited.name);
    if (entered === undefined) return `${exited.name} was not entered before`;
    return type === 'PassStateExited' ? pureProblem(exited.name ?? '', entered, exited.output) : undefined;
  }
  const follows = predecessors[type];
  if (follows === undefined || follows.test(previous?.type ?? '')) return undefined;
  return `follows ${previous?.type}`;
}

const predecessors: Readonly<Record<string, RegExp>> = {
  TaskStarted: /^TaskScheduled$/,
  TaskSubmitted: /^TaskStarted$/,
  TaskSucceeded: /^Task(Started|Submitted)$/,
  TaskFailed: /^Task(Started|Submitted)$/,
  LambdaFunctionStarted: /^LambdaFunctionScheduled$/,
  LambdaFunctionSucceeded: /^LambdaFunctionStarted$/,
  LambdaFunctionFailed: /^LambdaFunctionStarted$/,
  ParallelStateStarted: /^ParallelStateEntered$/,
  MapStateStarted: /^MapStateEntered$/,
};

function enteredBefore(
  event: HistoryEvent,
  events: readonly HistoryEvent[],
  name: string | undefined,
): HistoryEvent | undefined {
  for (
    let at = events[(event.previousEventId ?? 0) - 1];
    at !== undefined;
    at = events[(at.previousEventId ?? 0) - 1]
  ) {
    if (at.stateEnteredEventDetails?.name === name) return at;
  }
  return undefined;
}

function pureProblem(
  name: string,
  { stateEnteredEventDetails: entered }: HistoryEvent,
  output = '',
): string | undefined {
  const step = pureSteps[name];
  if (step === undefined) return `no step ${name} is known`;
  const expected = step(JSON.parse(entered?.input ?? '') as never);
  if (isDeepStrictEqual(JSON.parse(output), expected)) return undefined;
  return `gave ${output}, not ${JSON.stringify(expected)}`;
}
