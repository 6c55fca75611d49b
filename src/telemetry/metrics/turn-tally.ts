import type { Execution } from '../../engine/execution.ts';
import { billedExpressMemoryBytes, billedExpressMilliseconds } from '../../runtime/express-billing.ts';
import type { TurnNotice } from '../../runtime/turn-observer.ts';
import { Histogram } from './histogram.ts';
import { TallyTable } from './tally-table.ts';
import { TaskTallies } from './task-tally.ts';

/** Seconds; from an Express execution of one turn to a workflow that takes days. */
const executionSecondsBounds = [0.01, 0.05, 0.25, 1, 5, 15, 60, 300, 900, 3600, 21_600, 86_400, 604_800];

/** State machines that are counted apart. */
export const machinesMax = 500;

/** What became of the executions of one state machine. */
export interface MachineTally {
  started: number;
  succeeded: number;
  failed: number;
  timedOut: number;
  aborted: number;
  readonly executionSeconds: Histogram;
  /** Of Express executions only. */
  expressBilledMilliseconds: number;
  expressBilledMemoryBytes: number;
}

/** Counts what turns tell: a few additions each, nothing allocated. */
export class TurnTally {
  readonly machines = new TallyTable<MachineTally>(machinesMax, createTally);
  readonly tasks = new TaskTallies();
  turns = 0;
  messages = 0;
  stateTransitions = 0;
  /** Standard executions that started less those that ended; whoever made the tally adds those that ran before. */
  openExecutions = 0;

  readonly onTurn = ({ before, after, events, messageCount }: TurnNotice): void => {
    this.turns += 1;
    this.messages += messageCount;
    if (after.facts.isExpress !== true) this.openExecutions += openCount(after) - openCount(before);
    for (const event of events) {
      switch (event.type) {
        case 'StateEntered':
          this.stateTransitions += 1;
          break;
        case 'TaskScheduled':
        case 'TaskStarted':
        case 'TaskSucceeded':
        case 'TaskFailed':
        case 'TaskScheduleFailed':
        case 'TaskTimedOut':
          this.tasks.count(event, before);
          break;
        case 'ExecutionStarted':
          this.machines.get(after.facts.stateMachineArn).started += 1;
          break;
        case 'ExecutionSucceeded':
        case 'ExecutionFailed':
        case 'ExecutionTimedOut':
        case 'ExecutionAborted':
          this.#countEnd(after, outcomes[event.type], event.at);
      }
    }
  };

  #countEnd({ facts, startedAt }: Execution, outcome: Outcome, at: number): void {
    const tally = this.machines.get(facts.stateMachineArn);
    tally[outcome] += 1;
    tally.executionSeconds.observe((at - startedAt) / 1000);
    if (facts.isExpress !== true) return;
    tally.expressBilledMilliseconds += billedExpressMilliseconds(at - startedAt);
    tally.expressBilledMemoryBytes += billedExpressMemoryBytes;
  }
}

type Outcome = 'succeeded' | 'failed' | 'timedOut' | 'aborted';

const outcomes = {
  ExecutionSucceeded: 'succeeded',
  ExecutionFailed: 'failed',
  ExecutionTimedOut: 'timedOut',
  ExecutionAborted: 'aborted',
} as const;

/** 1 for an execution that runs, 0 for one that has not started or has ended. */
function openCount({ lastEventId, status }: Execution): number {
  return lastEventId > 0 && status === 'RUNNING' ? 1 : 0;
}

function createTally(): MachineTally {
  return {
    started: 0,
    succeeded: 0,
    failed: 0,
    timedOut: 0,
    aborted: 0,
    executionSeconds: new Histogram(executionSecondsBounds),
    expressBilledMilliseconds: 0,
    expressBilledMemoryBytes: 0,
  };
}
