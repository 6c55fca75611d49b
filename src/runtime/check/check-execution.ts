import { assert } from '../../base/assert.ts';
import { apply, createExecution } from '../../engine/apply.ts';
import type { ExecutionEvent } from '../../engine/event.ts';
import { decodeTurn } from '../../engine/event-log.ts';
import { type Execution, findFrame, isUnderWay } from '../../engine/execution.ts';
import { wakeAt } from '../../engine/timers.ts';
import { parseSummary, parseText } from '../../store/rows.ts';
import type { StoredExecution } from '../../store/sqlite/inspection/inspect-store.ts';
import type { ExecutionSummary } from '../../store/store.ts';
import { textKey } from '../../store/text-key.ts';
import { factsOf } from '../execution-facts.ts';
import type { Revision, Revisions } from '../revisions.ts';
import { checkTaskRows } from './check-task-rows.ts';
import type { Findings } from './finding.ts';

/** Holds an execution's log against its row and the rows of its tasks. Resolves with how many events it has. */
export async function checkExecution(
  stored: StoredExecution,
  revisions: Revisions,
  findings: Findings,
): Promise<number> {
  const summary = readSummary(stored, findings);
  if (summary === undefined) return 0;
  const { executionArn, stateMachineArn } = summary;
  if (stored.arnKey !== textKey(executionArn) || stored.machineKey !== textKey(stateMachineArn))
    findings.add(
      'key-disagrees',
      executionArn,
      'its row is not found by its ARN, or not by its state machine’s',
    );
  const events = readEvents(stored, summary, findings);
  if (events === undefined) return 0;
  let revision: Revision;
  try {
    revision = await revisions.get(stateMachineArn, summary.revisionName);
  } catch (error) {
    findings.add('revision-unusable', executionArn, `revision ${summary.revisionName}: ${messageOf(error)}`);
    return events.length;
  }
  // Of an Express child of a Map Run only the start and the end are kept, which no fold leads to.
  if (revision.body.type === 'EXPRESS') return events.length;
  const execution = fold(events, { revision, summary, findings });
  if (execution === undefined) return events.length;
  compareSummary(summary, execution, findings);
  checkTaskRows({ executionArn, execution, events, rows: stored.rows }, findings);
  return events.length;
}

function readSummary({ summary }: StoredExecution, findings: Findings): ExecutionSummary | undefined {
  try {
    return parseSummary(summary, 0);
  } catch (error) {
    findings.add('execution-unreadable', `execution ${summary[0]}/${summary[1]}`, messageOf(error));
    return undefined;
  }
}

/** Undefined where the log cannot be read as a whole. */
function readEvents(
  { rows }: StoredExecution,
  { executionArn, turnCount }: ExecutionSummary,
  findings: Findings,
): readonly ExecutionEvent[] | undefined {
  const events: ExecutionEvent[] = [];
  let lastId = 0;
  let next = 1;
  for (const [, , turn, body] of rows.turns) {
    if (turn !== next) {
      findings.add('turn-missing', executionArn, `its log goes from turn ${next - 1} to turn ${turn}`);
      return undefined;
    }
    next += 1;
    try {
      for (const event of decodeTurn(parseText(body))) {
        if ('id' in event) {
          if (event.id !== lastId + 1 || event.previousId < 0 || event.previousId >= event.id) {
            findings.add(
              'event-id-gap',
              executionArn,
              `event ${event.id} of turn ${turn} comes after ${lastId} and refers to ${event.previousId}`,
            );
            return undefined;
          }
          lastId = event.id;
        }
        events.push(event);
      }
    } catch (error) {
      findings.add('turn-unreadable', executionArn, `turn ${turn}: ${messageOf(error)}`);
      return undefined;
    }
  }
  const found = next - 1;
  if (found < turnCount)
    findings.add('turn-missing', executionArn, `its row counts ${turnCount} turns, its log has ${found}`);
  if (found > turnCount)
    findings.add('turn-surplus', executionArn, `its row counts ${turnCount} turns, its log has ${found}`);
  return found === turnCount ? events : undefined;
}

function fold(
  events: readonly ExecutionEvent[],
  { revision, summary, findings }: { revision: Revision; summary: ExecutionSummary; findings: Findings },
): Execution | undefined {
  const { executionArn } = summary;
  let execution = createExecution(factsOf(executionArn, revision), revision.machine);
  for (const event of events) {
    try {
      checkState(execution, event);
      execution = apply(execution, event);
    } catch (error) {
      const name = 'id' in event ? `event ${event.id}, ` : '';
      findings.add('fold-failed', executionArn, `${name}${event.type}: ${messageOf(error)}`);
      return undefined;
    }
  }
  return execution;
}

/** A machine never changes under its executions, so what they enter is there. */
function checkState(execution: Execution, event: ExecutionEvent): void {
  if (event.type !== 'StateEntered') return;
  const { stateName } = event;
  const frame = findFrame(execution, event.frame);
  assert(frame?.states.states.has(stateName), `a state of the machine, not ${stateName}`);
}

function compareSummary(summary: ExecutionSummary, execution: Execution, findings: Findings): void {
  const folded = {
    status: execution.status,
    startedAt: execution.startedAt,
    stoppedAt: execution.stoppedAt,
    isTaskInFlight: isUnderWay(execution),
    redriveCount: execution.redrives.length,
    redrivenAt: execution.redrives.at(-1)?.at,
  };
  const differing = (Object.keys(folded) as (keyof typeof folded)[]).filter(
    (field) => folded[field] !== summary[field],
  );
  const messages = differing.map((field) => `${field} is ${summary[field]}, and by its log ${folded[field]}`);
  const wake = wakeProblem(summary, execution);
  if (wake !== undefined) messages.push(wake);
  if (messages.length > 0) findings.add('summary-disagrees', summary.executionArn, messages.join('; '));
}

/**
 * Which poll of a job the row names depends on when its turn was; that it is the execution's next turn just before it comes
 * does not.
 */
function wakeProblem(summary: ExecutionSummary, execution: Execution): string | undefined {
  const at = summary.wakeAt;
  const expected = wakeAt(execution, at === undefined ? Number.MAX_SAFE_INTEGER : at - 1);
  return at === expected ? undefined : `wakeAt is ${at}, and by its log ${expected}`;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
