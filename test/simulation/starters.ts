import { Failure } from '../../src/base/failure.ts';
import type { ExecutionEvent } from '../../src/engine/event.ts';
import { isTerminal } from '../../src/engine/execution.ts';
import type { Clients } from './clients.ts';
import type { Ledger } from './ledger.ts';
import type { PlannedExecution } from './scenario.ts';
import { isSameResult } from './task-results.ts';
import type { Timeline } from './timeline.ts';
import type { Findings } from './violation.ts';

/** Who starts, stops and redrives executions. */
export interface Starters {
  begin(executions: readonly PlannedExecution[]): void;
  stop(executionArn: string): void;
  /** Everything that was planned has been done, as far as it could be. */
  readonly isDone: boolean;
  /** Executions whose course depends on when they were stopped or redriven. */
  readonly touched: ReadonlySet<string>;
}

export interface StartersParts {
  readonly timeline: Timeline;
  readonly findings: Findings;
  readonly ledger: Ledger;
  readonly clients: Clients;
}

const redriveAfterMilliseconds = 3_000;
const endings: ReadonlySet<ExecutionEvent['type']> = new Set([
  'ExecutionSucceeded',
  'ExecutionFailed',
  'ExecutionTimedOut',
  'ExecutionAborted',
]);

export function executionArnOf({ machine, name }: Pick<PlannedExecution, 'machine' | 'name'>): string {
  return `${machine.stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
}

export function createStarters({ timeline, findings, ledger, clients }: StartersParts): Starters {
  const { chance } = timeline;
  const touched = new Set<string>();
  const redriven = new Set<string>();
  let leftCount = 0;

  function start(planned: PlannedExecution): void {
    const executionArn = executionArnOf(planned);
    const { machine, input, isRedriven } = planned;
    clients.insist(
      'a start',
      async ({ runtime }) => {
        const revision = await runtime.revisions.get(machine.stateMachineArn, machine.name);
        return runtime.startExecution({ revision, executionArn, input });
      },
      ({ summary }) => {
        leftCount -= 1;
        const recorded = ledger.find(executionArn);
        if (recorded === undefined || recorded.summary.id !== summary.id)
          findings.report('what was acknowledged is there', `${executionArn} was started and is not written`);
        else if (!isSameResult(recorded.execution.input, input))
          findings.report('what was acknowledged is there', `${executionArn} was started with another input`);
        if (!isRedriven || redriven.has(executionArn)) return;
        redriven.add(executionArn);
        leftCount += 1;
        redriveOnceEnded(executionArn);
      },
    );
  }

  function stop(executionArn: string): void {
    touched.add(executionArn);
    leftCount += 1;
    clients.insist(
      'a stop',
      async ({ runtime, store }) => {
        const summary = await store.executions.find(executionArn);
        if (summary === undefined) return undefined;
        return runtime.stopExecution(summary, new Failure('Stopped', 'by the operator'));
      },
      (isStopped) => {
        leftCount -= 1;
        const events = ledger.find(executionArn)?.events ?? [];
        const hasEnded = events.some(({ type }) => endings.has(type));
        const isWritten = events.some(
          (event) => event.type === 'ExecutionAborted' && event.error === 'Stopped',
        );
        if ((isStopped === true && !isWritten) || (isStopped === false && !hasEnded))
          findings.report('what was acknowledged is there', `the stop of ${executionArn} is not written`);
      },
    );
  }

  function redriveOnceEnded(executionArn: string): void {
    const execution = ledger.find(executionArn)?.execution;
    if (execution === undefined || !isTerminal(execution)) {
      timeline.after(redriveAfterMilliseconds, 'somebody looks for an end', () =>
        redriveOnceEnded(executionArn),
      );
      return;
    }
    const summary = ledger.find(executionArn)?.summary;
    if (execution.status === 'SUCCEEDED' || summary === undefined) {
      leftCount -= 1;
      return;
    }
    touched.add(executionArn);
    const clientToken = `redrive-${chance.below(1_000_000)}`;
    clients.insist(
      'a redrive',
      ({ runtime }) => runtime.redriveExecution(summary, clientToken),
      (outcome) => {
        leftCount -= 1;
        const isWritten = ledger
          .find(executionArn)
          ?.events.some((event) => event.type === 'ExecutionRedriven' && event.clientToken === clientToken);
        if (outcome.type === 'redriven' && isWritten !== true)
          findings.report('what was acknowledged is there', `the redrive of ${executionArn} is not written`);
      },
    );
  }

  return {
    touched,
    stop,
    get isDone() {
      return leftCount === 0;
    },
    begin(executions) {
      for (const planned of executions) {
        leftCount += planned.startCount;
        const { startAfterMilliseconds, startCount, stopAfterMilliseconds } = planned;
        for (let count = 0; count < startCount; count += 1)
          timeline.after(startAfterMilliseconds, 'somebody starts an execution', () => start(planned));
        if (stopAfterMilliseconds !== undefined)
          timeline.after(startAfterMilliseconds + stopAfterMilliseconds, 'somebody stops it', () =>
            stop(executionArnOf(planned)),
          );
      }
    },
  };
}
