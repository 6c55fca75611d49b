import type { Logger } from 'pino';
import { parseArn } from '../base/arn.ts';
import { assert } from '../base/assert.ts';
import type { Clock } from '../base/clock.ts';
import { LeastRecentlyUsed } from '../base/least-recently-used.ts';
import { apply, createExecution } from '../engine/apply.ts';
import type { Command } from '../engine/command.ts';
import { type Decision, decide } from '../engine/decide.ts';
import type { ExecutionEvent } from '../engine/event.ts';
import { decodeTurn, encodeTurn } from '../engine/event-log.ts';
import { type Execution, type ExecutionFacts, isTerminal, type TaskActivity } from '../engine/execution.ts';
import type { Message } from '../engine/message.ts';
import type { TurnSurroundings } from '../engine/turn.ts';
import type { Child, MapRunKey, MapRunProgress } from '../store/map-runs.ts';
import {
  type ExecutionKey,
  type ExecutionSummary,
  type Store,
  StoreUnavailable,
  type TurnCommit,
} from '../store/store.ts';
import { factsOf } from './execution-facts.ts';
import { createExecutionIds, shardOf } from './execution-ids.ts';
import type { JobEvents } from './job-events.ts';
import { mapRunChanges, type TurnOfMapRuns } from './map-runs/map-run-changes.ts';
import type { Revision, Revisions } from './revisions.ts';
import type { StartExecutionRequest, StartOutcome } from './runtime.ts';
import type { TaskTokens } from './task-token.ts';
import { outboxOf, summaryOf, taskChanges } from './turn-commit.ts';
import type { TurnObserver } from './turn-observer.ts';
import { untilAvailable } from './until-available.ts';

/** Executions kept in memory although nothing is under way for them, so that the next message finds them folded. */
const idleExecutionsKept = 1_000;
/** Messages that share one turn. */
const messagesPerTurn = 64;

export interface ExecutionsParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly random: () => number;
  readonly newId: () => string;
  readonly lastId?: number;
  readonly tokens: TaskTokens;
  readonly revisions: Revisions;
  /** Carries a command out; what comes of it arrives as a message. */
  readonly perform: (command: Command, execution: Execution, key: ExecutionKey) => void;
  /** The name under which the end of a task's job is announced, if it is. */
  readonly describeJob: (task: TaskActivity, facts: ExecutionFacts) => string | undefined;
  readonly jobEvents: Pick<JobEvents, 'executionEnded' | 'catchUp'>;
  /** Told of tasks whose jobs are awaited no more. */
  readonly forgetTask: (key: ExecutionKey, eventId: number) => void;
  readonly expectWake: (wakeAt: number) => void;
  /** Told of every execution that ended with a later turn than its first. */
  readonly onEnded: (summary: ExecutionSummary) => void;
  readonly onTurn?: TurnObserver | undefined;
}

export interface Executions {
  start(request: StartExecutionRequest): Promise<StartOutcome>;
  /** An id of an execution, or of what has a place among them: greater than every one before. */
  nextId(): number;
  /** Starts children of a Map Run, all or none. */
  startChildren(request: ChildrenRequest): Promise<void>;
  /** Gives the execution a turn; resolves once it is durable. `isLate`: the message was about something over. */
  deliver(key: ExecutionKey, message: Message): Promise<Delivery>;
  /** Delivers however long the store is unavailable; undefined where the server closes or the execution was deleted. */
  deliverSurely(key: ExecutionKey, message: Message): Promise<Delivery | undefined>;
  /** The execution as its log has it; undefined where there is none. */
  load(key: ExecutionKey): Promise<Loaded | undefined>;
  /** From now on no execution enters another state: turns record what reaches them and leave the rest to the next process. */
  beginClosing(): void;
  close(): Promise<void>;
  readonly loadedCount: number;
}

export interface ChildrenRequest {
  readonly mapRun: MapRunKey;
  /** How far the Map Run has come with these children. */
  readonly progress: MapRunProgress;
  readonly children: readonly ChildStart[];
  /** Told of them once they are durable, in order, before anything else happens to them. */
  readonly onStarted: (summaries: readonly ExecutionSummary[]) => void;
}

export interface ChildStart extends StartExecutionRequest {
  readonly itemCount: number;
}

export interface Delivery {
  readonly isLate: boolean;
  /** The execution after the turn, which other messages may share. */
  readonly execution: Execution;
}

export interface Loaded {
  readonly summary: ExecutionSummary;
  readonly revision: Revision;
  readonly execution: Execution;
}

/** The message is about an execution that was deleted, a long time after its end. */
export class ExecutionPurged extends Error {
  override readonly name = 'ExecutionPurged';

  constructor({ shard, id }: ExecutionKey) {
    super(`execution ${shard}/${id} is not stored any more`);
  }
}

interface Envelope {
  readonly message: Message;
  readonly resolve: (delivery: Delivery) => void;
  readonly reject: (error: unknown) => void;
}

/** An execution with messages to handle. */
interface Mailbox {
  readonly key: ExecutionKey;
  readonly envelopes: Envelope[];
  loaded: Loaded | undefined;
}

export function createExecutions(parts: ExecutionsParts): Executions {
  const { store, clock, log, tokens, revisions, jobEvents } = parts;
  const mailboxes = new Map<number, Mailbox>();
  const idle = new LeastRecentlyUsed<number, Loaded>(idleExecutionsKept);
  const turnsUnderWay = new Set<Promise<void>>();
  const nextId = createExecutionIds(clock, parts.lastId);
  const nextPosition = createExecutionIds(clock, parts.lastId);
  const taskNames = { describeJob: parts.describeJob, nextPosition };
  let isClosing = false;
  let isClosed = false;

  function surroundingsOf({ shard, id }: ExecutionKey, execution: Execution): TurnSurroundings {
    return {
      at: clock.now(),
      random: parts.random,
      newId: parts.newId,
      isClosing,
      taskToken(eventId) {
        const { account = '' } = parseArn(execution.facts.executionArn) ?? {};
        return tokens.issue({ shard, id, eventId, account });
      },
    };
  }

  function prepareStart(request: StartExecutionRequest, child?: Child): PreparedStart {
    const { revision, executionArn, input, traceHeader, version, alias } = request;
    const key = { shard: shardOf(executionArn, store.shardCount), id: nextId() };
    const before = createExecution(factsOf(executionArn, revision), revision.machine);
    const decision = decide(before, { type: 'Start', input, traceHeader }, surroundingsOf(key, before));
    const { execution } = decision;
    const summary = summaryOf({
      key,
      execution,
      revisionName: revision.name,
      version,
      alias,
      turnCount: 1,
      at: clock.now(),
    });
    const { events, commands } = decision;
    const turn: TurnCommit = {
      summary,
      body: encodeTurn(events),
      ...taskChanges(undefined, execution, taskNames),
      ...mapRunMembers({ execution, events, commands, at: summary.startedAt, nextId }),
      ...(child !== undefined && { child }),
    };
    return { turn, loaded: { summary, revision, execution }, before, decision };
  }

  async function start(request: StartExecutionRequest): Promise<StartOutcome> {
    const prepared = prepareStart(request);
    const outcome = await store.executions.commit(prepared.turn);
    if (outcome.type === 'exists') return outcome;
    begin(prepared);
    jobEvents.executionEnded(prepared.loaded, outcome.waiters);
    return { type: 'started', summary: prepared.loaded.summary };
  }

  async function startChildren({ mapRun, progress, children, onStarted }: ChildrenRequest): Promise<void> {
    const prepared = children.map(({ itemCount, ...request }) =>
      prepareStart(request, { mapRunId: mapRun.id, itemCount }),
    );
    const turns = prepared.map(({ turn }) => turn);
    await store.mapRuns.startChildren(mapRun, progress, turns);
    onStarted(prepared.map(({ loaded }) => loaded.summary));
    for (const started of prepared) begin(started);
  }

  /** What follows the commit of a first turn. */
  function begin({ loaded, before, decision }: PreparedStart): void {
    const { summary, revision, execution: after } = loaded;
    const key = { shard: summary.shard, id: summary.id };
    parts.onTurn?.({
      revision,
      qualifiers: summary,
      before,
      after,
      events: decision.events,
      messageCount: 1,
      summary,
    });
    settle({ key, loaded, commands: decision.commands });
    if (decision.isCutShort && !isClosing) void deliverSurely(key, { type: 'Continue' });
  }

  function deliver(key: ExecutionKey, message: Message): Promise<Delivery> {
    return new Promise((resolve, reject) => {
      const envelope = { message, resolve, reject };
      const mailbox = mailboxes.get(key.id);
      if (mailbox !== undefined) {
        mailbox.envelopes.push(envelope);
        return;
      }
      const opened: Mailbox = { key, envelopes: [envelope], loaded: idle.get(key.id) };
      mailboxes.set(key.id, opened);
      const turns = takeTurns(opened).finally(() => turnsUnderWay.delete(turns));
      turnsUnderWay.add(turns);
    });
  }

  async function deliverSurely(key: ExecutionKey, message: Message): Promise<Delivery | undefined> {
    if (isClosed) return undefined;
    try {
      return await untilAvailable(() => deliver(key, message), {
        clock,
        isClosing: () => isClosed,
        onUnavailable: (err) =>
          log.warn({ err, message: message.type }, 'the store is unavailable; keeping the message'),
      });
    } catch (error) {
      if (!(error instanceof ExecutionPurged) && !(error instanceof StoreUnavailable))
        log.error(
          { err: error, message: message.type, execution: key.id },
          'a turn failed; nothing was appended',
        );
      return undefined;
    }
  }

  async function takeTurns(mailbox: Mailbox): Promise<void> {
    while (mailbox.envelopes.length > 0) {
      const envelopes = mailbox.envelopes.splice(0, messagesPerTurn);
      try {
        const deliveries = await takeTurn(mailbox, envelopes);
        for (const [index, envelope] of envelopes.entries()) envelope.resolve(deliveries[index] as Delivery);
      } catch (error) {
        // The log is what counts: fold it again before the next turn.
        mailbox.loaded = undefined;
        idle.delete(mailbox.key.id);
        for (const envelope of envelopes) envelope.reject(error);
      }
    }
    mailboxes.delete(mailbox.key.id);
    if (mailbox.loaded !== undefined && !isTerminal(mailbox.loaded.execution))
      idle.set(mailbox.key.id, mailbox.loaded);
    else idle.delete(mailbox.key.id);
  }

  /** Handles the messages one after the other and makes what they decide durable in one commit. */
  async function takeTurn(mailbox: Mailbox, envelopes: readonly Envelope[]): Promise<readonly Delivery[]> {
    const { key } = mailbox;
    mailbox.loaded ??= await load(key);
    if (mailbox.loaded === undefined) throw new ExecutionPurged(key);
    const { execution: before, summary, revision } = mailbox.loaded;
    const surroundings = surroundingsOf(key, before);
    const events: ExecutionEvent[] = [];
    const commands: Command[] = [];
    let execution = before;
    let isCutShort = false;
    const lateness = envelopes.map(({ message }) => {
      const decision = decide(execution, message, surroundings);
      events.push(...decision.events);
      commands.push(...decision.commands);
      execution = decision.execution;
      isCutShort = decision.isCutShort;
      return decision.isLate;
    });

    const turnCount = summary.turnCount + (events.length > 0 ? 1 : 0);
    const after = summaryOf({
      key,
      execution,
      revisionName: summary.revisionName,
      version: summary.version,
      alias: summary.alias,
      turnCount,
      at: surroundings.at,
    });
    if (events.length > 0 || after.wakeAt !== summary.wakeAt) {
      const body = events.length > 0 ? encodeTurn(events) : undefined;
      const changes = taskChanges(before, execution, taskNames);
      const outbox = outboxOf(commands);
      const mapRuns = mapRunMembers({ execution, events, commands, at: surroundings.at, nextId });
      const turn = { summary: after, body, ...changes, outbox, ...mapRuns };
      const outcome = await store.executions.commit(turn);
      assert(outcome.type === 'committed', 'only a first turn to find its name taken');
      jobEvents.executionEnded({ summary: after, revision, execution }, outcome.waiters);
      // A job that ended before this commit did not know who waits for it.
      for (const awaited of changes.awaits) void jobEvents.catchUp(key, awaited);
      for (const eventId of changes.awaitsEnded) parts.forgetTask(key, eventId);
    }
    mailbox.loaded = { summary: after, revision, execution };
    // What records something and is over has ended in this turn, be it for a second time.
    if (isTerminal(execution) && events.length > 0) parts.onEnded(after);
    if (events.length > 0)
      parts.onTurn?.({
        revision,
        qualifiers: after,
        before,
        after: execution,
        events,
        messageCount: envelopes.length,
        summary: after,
      });
    settle({ key, loaded: mailbox.loaded, commands });
    if (isCutShort && !isClosing) void deliverSurely(key, { type: 'Continue' });
    return lateness.map((isLate) => ({ isLate, execution }));
  }

  /** What follows a commit: the effects. */
  function settle({ key, loaded, commands }: Settlement): void {
    const { execution, summary } = loaded;
    if (!mailboxes.has(key.id) && !isTerminal(execution)) idle.set(key.id, loaded);
    if (summary.wakeAt !== undefined) parts.expectWake(summary.wakeAt);
    for (const command of commands) parts.perform(command, execution, key);
  }

  async function load(key: ExecutionKey): Promise<Loaded | undefined> {
    const summary = await store.executions.get(key);
    if (summary === undefined) return undefined;
    const revision = await revisions.get(summary.stateMachineArn, summary.revisionName);
    let execution = createExecution(factsOf(summary.executionArn, revision), revision.machine);
    const bodies = await store.executions.readTurns(key, 1, summary.turnCount);
    assert(bodies.length === summary.turnCount, `${summary.turnCount} turns of ${summary.executionArn}`);
    for (const body of bodies) for (const event of decodeTurn(body)) execution = apply(execution, event);
    return { summary, revision, execution };
  }

  return {
    start,
    nextId,
    startChildren,
    deliver,
    deliverSurely,
    load,
    get loadedCount() {
      return mailboxes.size + idle.size;
    },
    beginClosing() {
      isClosing = true;
    },
    async close() {
      isClosing = true;
      isClosed = true;
      await Promise.allSettled(turnsUnderWay);
    },
  };
}

interface PreparedStart {
  readonly turn: TurnCommit;
  readonly loaded: Loaded;
  readonly before: Execution;
  readonly decision: Decision;
}

function mapRunMembers(turn: TurnOfMapRuns): Pick<TurnCommit, 'mapRuns'> | undefined {
  const mapRuns = mapRunChanges(turn);
  return mapRuns && { mapRuns };
}

interface Settlement {
  readonly key: ExecutionKey;
  readonly loaded: Loaded;
  readonly commands: readonly Command[];
}
