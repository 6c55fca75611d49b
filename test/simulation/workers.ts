import type { ActivityTask } from '../../src/runtime/activity-queue.ts';
import { createTaskTokens } from '../../src/runtime/task-token.ts';
import type { Clients } from './clients.ts';
import type { Faults } from './faults.ts';
import type { Ledger } from './ledger.ts';
import { account, activityArn } from './scenario.ts';
import { secret } from './server.ts';
import { planOf } from './task-plan.ts';
import type { Timeline } from './timeline.ts';
import type { TokenHolders } from './token-holders.ts';
import type { Findings } from './violation.ts';

/** Workers that ask for tasks of the activity and do them. */
export interface Workers {
  begin(): void;
  /** Ask for no more. */
  stop(): void;
  /** Does the tasks that were given to workers whose answers died with a process. */
  recoverGiven(lifeNumber: number): void;
}

export interface WorkersParts {
  readonly seed: number;
  readonly timeline: Timeline;
  readonly faults: Faults;
  readonly findings: Findings;
  readonly ledger: Ledger;
  readonly clients: Clients;
  readonly holders: TokenHolders;
}

const workerCount = 2;
/** Longer than a poll waits for a task. */
const patienceMilliseconds = 75_000;

export function createWorkers(parts: WorkersParts): Workers {
  const { seed, timeline, faults, findings, ledger, clients, holders } = parts;
  const { chance } = timeline;
  const tokens = createTaskTokens(secret);
  /** Tokens that workers have, and how often the task had been taken back when they got it. */
  const given = new Map<string, number>();
  let isStopped = false;

  function work(workerName: string): void {
    if (isStopped) return;
    let hasHungUp = false;
    clients.insist<ActivityTask | undefined>(
      'a poll',
      (life) => {
        // A process that ended took the hang-up with it.
        hasHungUp = false;
        let hangUp = () => {};
        const poll = life.runtime.activities.poll({
          activityArn,
          workerName,
          onHangUp: (told) => {
            hangUp = told;
          },
        });
        // A client that asks again has let go of the request before, as one that hangs up has.
        const keep = life.after(patienceMilliseconds - 1, 'a poll is given up', () => hangUp());
        poll.then(keep, keep);
        if (!faults.happens('workerHangsUp')) return poll;
        return new Promise<ActivityTask | undefined>((resolve, reject) => {
          let isOver = false;
          const hang = () => {
            if (isOver) return;
            isOver = true;
            hasHungUp = true;
            hangUp();
            resolve(undefined);
          };
          life.after(chance.once(2) ? chance.below(40) : chance.below(60_000), 'a worker hangs up', hang);
          poll.then((task) => {
            if (isOver) return;
            // The answer is on its way, and nobody is there.
            if (chance.once(2)) hang();
            else {
              isOver = true;
              resolve(task);
            }
          }, reject);
        });
      },
      (task) => {
        if (task !== undefined && !hasHungUp) take(task);
        timeline.after(chance.below(400), 'a worker asks', () => work(workerName));
      },
      patienceMilliseconds,
    );
  }

  function take({ taskToken }: ActivityTask): void {
    const named = tokens.open(taskToken);
    const recorded = named && ledger.findByKey(named);
    const task = named && recorded?.tasks.get(named.eventId);
    if (recorded === undefined || task === undefined || task.startedInLife === undefined) {
      findings.report('committed before it has effects', `a worker has a task that is not written as taken`);
      return;
    }
    const takenBack = recorded.events.filter(({ type }) => type === 'TaskReturned').length;
    if (given.get(taskToken) === takenBack && task.isOpen)
      findings.report(
        'given to one worker',
        `event ${task.eventId} of ${recorded.executionArn} is given again`,
      );
    given.set(taskToken, takenBack);
    hold(recorded.executionArn, task.eventId, task.key, taskToken);
  }

  function hold(executionArn: string, eventId: number, key: string, token: string): void {
    holders.give({ executionArn, eventId, token, plan: planOf(seed, key) });
  }

  return {
    begin() {
      for (let index = 0; index < workerCount; index += 1)
        timeline.after(chance.below(3_000), 'a worker asks', () => work(`worker-${index}`));
    },
    stop() {
      isStopped = true;
    },
    recoverGiven(lifeNumber) {
      for (const { executionArn, summary, tasks } of ledger.all) {
        for (const { eventId, key, isOpen, resourceArn, startedInLife } of tasks.values()) {
          if (!isOpen || resourceArn !== activityArn || startedInLife === undefined) continue;
          if (startedInLife >= lifeNumber) continue;
          const { shard, id } = summary;
          const token = tokens.issue({ shard, id, eventId, account });
          if (!given.has(token)) hold(executionArn, eventId, key, token);
        }
      }
    },
  };
}
