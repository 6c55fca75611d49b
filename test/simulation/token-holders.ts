import { Failure } from '../../src/base/failure.ts';
import type { Json } from '../../src/base/json.ts';
import type { TaskReport } from '../../src/runtime/runtime.ts';
import type { Clients } from './clients.ts';
import type { Faults } from './faults.ts';
import type { Ledger } from './ledger.ts';
import { account } from './scenario.ts';
import type { TaskPlan } from './task-plan.ts';
import { isSameResult } from './task-results.ts';
import type { Timeline } from './timeline.ts';
import type { Findings } from './violation.ts';

/** Those outside who have tasks' tokens and report with them, sooner or later. */
export interface TokenHolders {
  give(token: HeldToken): void;
  /** Reports that were lost are made now. */
  heal(): void;
}

export interface HeldToken {
  readonly executionArn: string;
  readonly eventId: number;
  readonly token: string;
  readonly plan: TaskPlan;
}

export interface TokenHoldersParts {
  readonly timeline: Timeline;
  readonly faults: Faults;
  readonly findings: Findings;
  readonly ledger: Ledger;
  readonly clients: Clients;
}

const heartbeatsMax = 8;
const doubledAfterMilliseconds = 5_000;
const contradiction = new Failure('Contradiction', 'It was otherwise the first time.');

export function createTokenHolders(parts: TokenHoldersParts): TokenHolders {
  const { timeline, faults, findings, ledger, clients } = parts;
  const { chance } = timeline;
  const lost: HeldToken[] = [];

  function report(held: HeldToken, result: Json | Failure): void {
    send(held, { result }, (outcome) => {
      const { executionArn, eventId } = held;
      const task = ledger.find(executionArn)?.tasks.get(eventId);
      const of = `the report on event ${eventId} of ${executionArn}`;
      if (outcome === 'unknown')
        findings.report('what was acknowledged is there', `${of} is of no known token`);
      else if (task === undefined || task.isOpen)
        findings.report('what was acknowledged is there', `${of} is ${outcome}, and the task is open`);
      else if (outcome === 'accepted' && !isSameResult(task.result, result) && !isTooMuch(task.result))
        findings.report('what was acknowledged is there', `${of} is accepted, and another result recorded`);
    });
  }

  function send(held: HeldToken, sent: TaskReport, done: (outcome: string) => void): void {
    clients.insist('a report', (life) => life.runtime.reportTask(held.token, account, sent), done);
  }

  function beat(held: HeldToken, left: number): void {
    const { heartbeatMilliseconds } = held.plan;
    if (heartbeatMilliseconds === undefined || left === 0) return;
    timeline.after(heartbeatMilliseconds, 'a heartbeat', () => {
      send(held, 'heartbeat', (outcome) => {
        if (outcome === 'accepted') beat(held, left - 1);
      });
    });
  }

  return {
    give(held) {
      const { result, workMilliseconds } = held.plan;
      beat(held, heartbeatsMax);
      if (faults.happens('reportIsLost')) {
        lost.push(held);
        return;
      }
      timeline.after(workMilliseconds, 'work is done', () => report(held, result));
      if (!faults.happens('reportIsDoubled')) return;
      const again = workMilliseconds + chance.below(doubledAfterMilliseconds);
      timeline.after(again, 'work is done again', () => report(held, contradiction));
    },
    heal() {
      for (const held of lost.splice(0)) report(held, held.plan.result);
    },
  };
}

/** What was reported is too large, and the task has failed for that. */
function isTooMuch(result: Json | Failure | undefined): boolean {
  return result instanceof Failure && result.error === 'States.DataLimitExceeded';
}
