import type { Logger } from 'pino';
import { AssertionError } from '../../base/assert.ts';
import type { Clock } from '../../base/clock.ts';
import type { Json } from '../../base/json.ts';
import type { ExecutionStarted, ShownEvent } from '../../engine/event.ts';
import { decodeTurn, encodeTurn } from '../../engine/event-log.ts';
import type { Execution } from '../../engine/execution.ts';
import type { Child } from '../../store/map-runs.ts';
import {
  type ExecutionStatus,
  type ExecutionSummary,
  type Store,
  StoreUnavailable,
  type TurnCommit,
} from '../../store/store.ts';
import { type ExpressExecutions, ThrottlingException } from '../express.ts';
import type { Revision } from '../revisions.ts';
import { type Patience, untilAvailable } from '../until-available.ts';

/** Until what found no place is tried again. */
const retryMilliseconds = 100;

export interface ExpressChildrenParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly express: Pick<ExpressExecutions, 'start'>;
  readonly isClosing: () => boolean;
}

/**
 * Children that run in memory. What is stored of one is its start and its end, as two turns of a log without what is between:
 * so it is listed, described and read back as any other, and one that has no end after a crash is run again.
 */
export interface ExpressChildren {
  /** The first turn of a child. */
  startTurn(start: ExpressChildStart): TurnCommit;
  /**
   * Runs a child that is stored, from its input; `onEnded` is told once its end is durable, and not at all where the server
   * closes before.
   */
  run(child: ExpressChildRun): void;
  /** Ends a child that an earlier process had running, and that nobody needs any more. */
  abandon(summary: ExecutionSummary, onEnded: (summary: ExecutionSummary) => void): void;
}

export interface ExpressChildStart {
  readonly key: { readonly shard: number; readonly id: number };
  readonly executionArn: string;
  readonly revision: Revision;
  readonly input: Json;
  readonly child: Child;
}

export interface ExpressChildRun {
  readonly summary: ExecutionSummary;
  readonly revision: Revision;
  /** Undefined: as its log has it. */
  readonly input: Json | undefined;
  readonly traceHeader: string | undefined;
  readonly onStarted: (stop: () => void) => void;
  readonly onEnded: (summary: ExecutionSummary) => void;
}

export function createExpressChildren(parts: ExpressChildrenParts): ExpressChildren {
  const { store, clock, log, express, isClosing } = parts;

  function pause(): Promise<void> {
    return new Promise((resolve) => {
      clock.schedule(clock.now() + retryMilliseconds, resolve);
    });
  }

  function patienceFor({ executionArn }: ExecutionSummary): Patience {
    return {
      clock,
      isClosing,
      onUnavailable: (err) =>
        log.warn({ err, executionArn }, 'the store is unavailable; keeping an Express child of a Map Run'),
    };
  }

  async function readInput(summary: ExecutionSummary): Promise<Json> {
    const [body = ''] = await untilAvailable(
      () => store.executions.readTurns(summary, 1, 1),
      patienceFor(summary),
    );
    const [started] = decodeTurn(body);
    if (started?.type === 'ExecutionStarted') return started.input;
    throw new AssertionError(`a child's log to begin with its start, not ${started?.type}`);
  }

  /** Undefined where the server closes. */
  async function start(child: ExpressChildRun, input: Json) {
    const { summary, revision, traceHeader } = child;
    const { executionArn } = summary;
    while (!isClosing()) {
      try {
        return express.start({ revision, executionArn, input, traceHeader });
      } catch (error) {
        if (!(error instanceof ThrottlingException)) throw error;
        await pause();
      }
    }
    return undefined;
  }

  async function commitEnd(turn: TurnCommit, onEnded: ExpressChildRun['onEnded']): Promise<void> {
    await untilAvailable(() => store.executions.commit(turn), patienceFor(turn.summary));
    onEnded(turn.summary);
  }

  function report(work: Promise<void>, { executionArn }: ExecutionSummary): void {
    work.catch((error: unknown) => {
      // The server closes; a restart runs it again.
      if (error instanceof StoreUnavailable) return;
      log.error(
        { err: error, executionArn },
        'an Express child of a Map Run failed; a restart runs it again',
      );
    });
  }

  async function runOne(child: ExpressChildRun): Promise<void> {
    const input = child.input ?? (await readInput(child.summary));
    const running = await start(child, input);
    if (running === undefined) return;
    child.onStarted(running.stop);
    let ended: Execution;
    try {
      ended = await running.ended;
    } catch {
      // Given up: it is run again by the next process.
      return;
    }
    await commitEnd(endTurn(child.summary, endOf(ended), ended.status), child.onEnded);
  }

  return {
    startTurn({ key, executionArn, revision, input, child }) {
      const at = clock.now();
      const started: ExecutionStarted = {
        type: 'ExecutionStarted',
        id: 1,
        previousId: 0,
        at,
        frame: [],
        input,
        traceHeader: undefined,
      };
      const summary: ExecutionSummary = {
        ...key,
        executionArn,
        stateMachineArn: revision.body.stateMachineArn,
        revisionName: revision.name,
        version: undefined,
        alias: undefined,
        status: 'RUNNING',
        startedAt: at,
        stoppedAt: undefined,
        wakeAt: undefined,
        isTaskInFlight: false,
        turnCount: 1,
        redriveCount: 0,
        redrivenAt: undefined,
      };
      return { summary, body: encodeTurn([started]), child };
    },
    run: (child) => report(runOne(child), child.summary),
    abandon: (summary, onEnded) => report(commitEnd(abortTurn(summary, clock.now()), onEnded), summary),
  };
}

/** The turn that ends a child whose summary, as it was started or redriven, is `summary`. */
function endTurn(summary: ExecutionSummary, ended: ShownEvent, status: ExecutionStatus): TurnCommit {
  const turnCount = summary.turnCount + 1;
  return { summary: { ...summary, status, stoppedAt: ended.at, turnCount }, body: encodeTurn([ended]) };
}

function abortTurn(summary: ExecutionSummary, at: number): TurnCommit {
  const shown = { id: 2, previousId: 0, at, frame: [] };
  return endTurn(
    summary,
    { type: 'ExecutionAborted', ...shown, error: undefined, cause: undefined },
    'ABORTED',
  );
}

function endOf(execution: Execution): ShownEvent {
  const { status, lastEventId: id, stoppedAt: at = 0, output = null, failure } = execution;
  const shown = { id, previousId: id - 1, at, frame: [] };
  const reason = { error: failure?.error, cause: failure?.cause };
  switch (status) {
    case 'SUCCEEDED':
      return { type: 'ExecutionSucceeded', ...shown, output };
    case 'TIMED_OUT':
      return { type: 'ExecutionTimedOut', ...shown, ...reason };
    case 'ABORTED':
      return { type: 'ExecutionAborted', ...shown, ...reason };
    case 'FAILED':
      return { type: 'ExecutionFailed', ...shown, ...reason };
    case 'RUNNING':
      throw new AssertionError(`${execution.facts.executionArn} to have ended`);
  }
}
