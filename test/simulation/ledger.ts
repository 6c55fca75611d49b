import { compileStateMachine } from '../../src/asl/compile.ts';
import type { CompiledStateMachine } from '../../src/asl/compiled.ts';
import type { StateMachine } from '../../src/asl/definition.ts';
import { assert } from '../../src/base/assert.ts';
import type { Failure } from '../../src/base/failure.ts';
import type { Json } from '../../src/base/json.ts';
import { apply, createExecution } from '../../src/engine/apply.ts';
import type { ExecutionEvent } from '../../src/engine/event.ts';
import { decodeTurn } from '../../src/engine/event-log.ts';
import {
  type Execution,
  findFrame,
  isTerminal,
  openTasks,
  type TaskActivity,
} from '../../src/engine/execution.ts';
import { findMapRunPlan } from '../../src/engine/map-run-items.ts';
import { factsOf } from '../../src/runtime/execution-facts.ts';
import { childRevision, splitLabel } from '../../src/runtime/revisions.ts';
import type { TurnNotice } from '../../src/runtime/turn-observer.ts';
import type { Cell } from '../../src/store/cell.ts';
import { parseSummary, summaryColumns } from '../../src/store/rows.ts';
import { childrenHeadWidth } from '../../src/store/sqlite/children-request.ts';
import { turnCell } from '../../src/store/sqlite/turn-request.ts';
import { writeKind } from '../../src/store/sqlite/wire.ts';
import type { ExecutionSummary } from '../../src/store/store.ts';
import { aRevision } from '../runtime/a-runtime.ts';
import { checkSummary, checkWaiting } from './ledger-checks.ts';
import { differenceOf } from './same-execution.ts';
import type { Machine } from './scenario.ts';
import type { SimulatedDisk } from './simulated-disk.ts';
import { endResultOf } from './task-results.ts';
import type { Findings } from './violation.ts';

/** What an execution's log holds, followed turn by turn as it is written. */
export interface Recorded {
  readonly executionArn: string;
  readonly summary: ExecutionSummary;
  readonly events: readonly ExecutionEvent[];
  /** After each turn, from none on. */
  readonly folds: readonly Execution[];
  readonly execution: Execution;
  /** By the events that scheduled them. */
  readonly tasks: ReadonlyMap<number, RecordedTask>;
  /** By the events that started them. */
  readonly mapRuns: ReadonlyMap<number, RecordedMapRun>;
  /** The same in every run: the name, or what started it. */
  readonly origin: string;
  /** What happens within it is written nowhere. */
  readonly isExpress: boolean;
  /** A failure ended others beside it, which had come as far as there had been time. */
  readonly isCutShort: boolean;
}

export interface RecordedMapRun {
  /** The same in every run: where the Map is, and which time. */
  readonly key: string;
  /** In the order they were started in. */
  readonly children: readonly Recorded[];
  readonly itemCount: number;
  hasSucceeded: boolean;
}

export interface RecordedTask {
  readonly eventId: number;
  /** The same in every run of the execution: where the task is, and which time. */
  readonly key: string;
  readonly resourceArn: string;
  /** Which process had the store open when the task was taken by a worker. */
  startedInLife: number | undefined;
  job: Json | undefined;
  isOpen: boolean;
  /** As its ending event has it; undefined while it is open, and where it was given up. */
  result: Json | Failure | undefined;
  isTimedOut: boolean;
}

/**
 * The log as an outsider reads it from the disk after every commit, and what must hold of it then. It shares the folding
 * of events with the runtime, and nothing else.
 */
export interface Ledger {
  /** Takes the requests of a batch that was written, by the process of number `life`. */
  follow(cells: readonly Cell[], life: number): void;
  /** Takes that the runtime has taken a turn, and compares what it has in memory. */
  hearTurn(notice: TurnNotice): void;
  find(executionArn: string): Recorded | undefined;
  findByKey(key: { readonly shard: number; readonly id: number }): Recorded | undefined;
  readonly all: Iterable<Recorded>;
}

interface Entry extends Recorded {
  isCutShort: boolean;
  summary: ExecutionSummary;
  execution: Execution;
  readonly events: ExecutionEvent[];
  readonly folds: Execution[];
  readonly tasks: Map<number, RecordedTask>;
  readonly mapRuns: Map<number, RecordedMapRun & { readonly children: Entry[] }>;
  /** How often each place was come to. */
  readonly visits: Map<string, number>;
  readonly openIds: Set<number>;
}

export interface LedgerParts {
  readonly disk: Pick<SimulatedDisk, 'query'>;
  readonly machines: readonly Machine[];
  readonly findings: Findings;
  /** By the names of executions that tasks started, the keys of those tasks. */
  readonly origins: ReadonlyMap<string, string>;
}

export function createLedger({ disk, machines, findings, origins }: LedgerParts): Ledger {
  const { report } = findings;
  const entries = new Map<number, Entry>();
  const byArn = new Map<string, Entry>();
  const compiled = new Map<string, CompiledStateMachine>();

  function compile(machine: Machine): CompiledStateMachine {
    const known = compiled.get(machine.name);
    if (known !== undefined) return known;
    const made = compileStateMachine(machine.definition as unknown as StateMachine);
    compiled.set(machine.name, made);
    return made;
  }

  function follow(cells: readonly Cell[], life: number): void {
    let width = 0;
    for (let at = 0; at < cells.length; at += width) {
      // Children are turns like others, behind what is written of their Map Run.
      width = cells[at] === writeKind.startChildren ? childrenHeadWidth : (cells[at + 1] as number);
      if (cells[at] !== writeKind.turn) continue;
      followExecution(cells[at + turnCell.shard] as number, cells[at + turnCell.id] as number, life);
    }
  }

  function followExecution(shard: number, id: number, life: number): void {
    const [row] = disk.query(
      `SELECT ${summaryColumns} FROM executions WHERE shard = ? AND id = ?`,
      shard,
      id,
    );
    // A first turn that found its name taken wrote nothing.
    if (row === undefined) return;
    const summary = parseSummary(row, 0);
    const entry = entries.get(id) ?? open(summary);
    const before = entry.summary;
    entry.summary = summary;
    if (entry.isExpress) {
      followExpress(entry, before);
      return;
    }
    const bodies = disk.query(
      'SELECT turn, body FROM turns WHERE shard = ? AND execution_id = ? AND turn >= ? ORDER BY turn',
      shard,
      id,
      entry.folds.length,
    );
    for (const [turn, body] of bodies) {
      if (turn !== entry.folds.length) report('ids have no gaps', `turn ${turn} of ${entry.executionArn}`);
      for (const event of decodeTurn(body as string)) takeEvent(entry, event, life);
      closeTasks(entry);
      entry.folds.push(entry.execution);
    }
    checkSummary(entry, findings);
    checkWaiting(entry, findings);
  }

  /** Of an Express execution only the start and the end are written; one that has no end is run again. */
  function followExpress(entry: Entry, before: ExecutionSummary): void {
    const { summary, executionArn } = entry;
    const { status, redriveCount } = summary;
    if (before.status !== 'RUNNING' && status !== before.status && redriveCount === before.redriveCount)
      report('a terminal execution stays', `${executionArn} was ${before.status} and is ${status}`);
    entry.execution = { ...entry.execution, status, stoppedAt: summary.stoppedAt };
  }

  function open(summary: ExecutionSummary): Entry {
    const { executionArn } = summary;
    const machine = machines.find(({ name }) => name === summary.revisionName);
    assert(machine !== undefined, `a machine of the scenario, not ${summary.revisionName}`);
    const { machineArn, label } = splitLabel(summary.stateMachineArn);
    const whole = {
      name: machine.name,
      body: aRevision(machine.name, machine).body,
      machine: compile(machine),
    };
    const isChild = label !== undefined && machineArn === machine.stateMachineArn;
    const revision = isChild ? childRevision(whole, summary.stateMachineArn, label) : whole;
    const execution = createExecution(factsOf(executionArn, revision), revision.machine);
    const entry: Entry = {
      executionArn,
      isExpress: revision.body.type === 'EXPRESS',
      isCutShort: false,
      summary,
      execution,
      events: [],
      folds: [execution],
      tasks: new Map(),
      mapRuns: new Map(),
      visits: new Map(),
      openIds: new Set(),
      origin: originOf(summary, execution),
    };
    if (isChild) adopt(entry);
    if (byArn.has(executionArn)) report('nothing is left behind', `two executions named ${executionArn}`);
    entries.set(summary.id, entry);
    byArn.set(executionArn, entry);
    return entry;
  }

  function originOf({ shard, id }: ExecutionSummary, { facts }: Execution): string {
    const mapRun = mapRunOf(shard, id);
    if (mapRun !== undefined) return `${mapRun.key}[${mapRun.children.length}]`;
    return origins.get(facts.name) ?? facts.name;
  }

  function adopt(child: Entry): void {
    const { shard, id } = child.summary;
    const mapRun = mapRunOf(shard, id);
    if (mapRun === undefined) report('nothing is left behind', `${child.executionArn} has no Map Run`);
    else mapRun.children.push(child);
  }

  /** The Map Run that the execution is a child of. */
  function mapRunOf(shard: number, id: number) {
    const [row] = disk.query(
      `SELECT map_runs.execution_id, event_id FROM executions JOIN map_runs
        ON map_runs.shard = executions.shard AND map_runs.id = executions.map_run_id
        WHERE executions.shard = ? AND executions.id = ?`,
      shard,
      id,
    );
    if (row === undefined) return undefined;
    const [parentId, eventId] = row as [number, number];
    return entries.get(parentId)?.mapRuns.get(eventId);
  }

  /** Names a place that the execution has come to, and how often it has. */
  function visit({ origin, visits }: Entry, frame: readonly number[], stateName: string | undefined): string {
    const place = `${origin}/${frame.join('.')}/${stateName}`;
    const count = (visits.get(place) ?? 0) + 1;
    visits.set(place, count);
    return `${place}#${count}`;
  }

  function takeEvent(entry: Entry, event: ExecutionEvent, life: number): void {
    const before = entry.execution;
    const { executionArn } = entry;
    if (isTerminal(before) && event.type !== 'ExecutionRedriven')
      report('a terminal execution stays', `${event.type} after the end of ${executionArn}`);
    if ('id' in event && event.id !== before.lastEventId + 1) {
      report('ids have no gaps', `event ${event.id} after ${before.lastEventId} of ${executionArn}`);
      return;
    }
    const scheduled = taskAt(before, event);
    if (endsOthers(before, event)) entry.isCutShort = true;
    try {
      entry.execution = apply(before, event);
    } catch (error) {
      report('memory equals the log', `${executionArn} cannot be folded: ${error}`);
      return;
    }
    entry.events.push(event);
    followTask(entry, event, scheduled, life);
    followMapRun(entry, event);
  }

  function followMapRun(entry: Entry, event: ExecutionEvent): void {
    const { execution, mapRuns } = entry;
    if (event.type === 'MapRunStarted') {
      const plan = findMapRunPlan(execution, event.id);
      const key = visit(entry, event.frame, plan?.stateName);
      mapRuns.set(event.id, {
        key,
        children: [],
        itemCount: plan?.items?.length ?? 0,
        hasSucceeded: false,
      });
    } else if (event.type === 'MapRunSucceeded') {
      const mapRun = mapRuns.get(event.startedEventId);
      if (mapRun !== undefined) mapRun.hasSucceeded = true;
    }
  }

  function followTask(
    entry: Entry,
    event: ExecutionEvent,
    scheduled: TaskActivity | undefined,
    life: number,
  ): void {
    if (event.type === 'TaskScheduled') {
      entry.tasks.set(event.id, {
        eventId: event.id,
        key: visit(entry, event.frame, taskAt(entry.execution, event)?.stateName),
        resourceArn: event.resource.arn,
        startedInLife: undefined,
        job: undefined,
        isOpen: true,
        result: undefined,
        isTimedOut: false,
      });
      entry.openIds.add(event.id);
      return;
    }
    const task = scheduled && entry.tasks.get(scheduled.scheduledEventId);
    if (task !== undefined) {
      if (event.type === 'TaskStarted') task.startedInLife = life;
      else if (event.type === 'TaskSubmitted') task.job = event.job;
      else if (event.type === 'TaskTimedOut') task.isTimedOut = true;
      const result = endResultOf(event);
      if (result !== undefined) task.result = result;
    }
  }

  function closeTasks({ execution, openIds, tasks }: Entry): void {
    const open = new Set(openTasks(execution).map(({ scheduledEventId }) => scheduledEventId));
    for (const eventId of openIds) {
      if (open.has(eventId)) continue;
      openIds.delete(eventId);
      const task = tasks.get(eventId);
      if (task !== undefined) task.isOpen = false;
    }
  }

  return {
    follow,
    hearTurn({ before, after, summary }) {
      if (summary === undefined) return;
      const entry = byArn.get(after.facts.executionArn);
      const turn = summary.turnCount;
      const logged = entry?.folds[turn];
      const earlier = entry?.folds[turn - 1];
      if (logged === undefined || earlier === undefined) {
        report(
          'committed before it has effects',
          `turn ${turn} of ${after.facts.executionArn} is not written`,
        );
        return;
      }
      const difference = differenceOf(before, earlier) ?? differenceOf(after, logged);
      if (difference !== undefined) {
        const where = `${after.facts.executionArn}, turn ${turn}`;
        report('memory equals the log', `they differ at ${difference} in ${where}`);
      }
    },
    find: (executionArn) => byArn.get(executionArn),
    findByKey: ({ id }) => entries.get(id),
    get all() {
      return entries.values();
    },
  };
}

const failures: ReadonlySet<ExecutionEvent['type']> = new Set([
  'ParallelStateFailed',
  'MapStateFailed',
  'RetryScheduled',
]);

/** Whether `event` fails a Parallel or a Map in which more goes on than what failed. */
function endsOthers(execution: Execution, event: ExecutionEvent): boolean {
  if (!failures.has(event.type)) return false;
  const position = findFrame(execution, event.frame)?.position;
  const activity = position?.type === 'InState' ? position.activity : undefined;
  if (activity?.type === 'Branches')
    return activity.frames.filter((branch) => branch.position.type !== 'Ended').length > 1;
  return activity?.type === 'Iterations' && activity.live.length > 1;
}

/** The task that the frame of `event` waits for. */
function taskAt(execution: Execution, event: ExecutionEvent): TaskActivity | undefined {
  const position = findFrame(execution, event.frame)?.position;
  return position?.type === 'InState' && position.activity?.type === 'Task' ? position.activity : undefined;
}
