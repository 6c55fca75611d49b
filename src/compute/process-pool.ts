import type { Arn } from '../base/arn.ts';
import type { CancelScheduled, Clock } from '../base/clock.ts';
import { ServiceException, TooManyRequestsException } from './errors.ts';
import type { FunctionProcess } from './function-process.ts';

/**
 * The processes of all functions: as many as `processesMax` at once, reused by invocations with an equal key.
 *
 * Of a function that has a process already, another is started at once only while there are fewer than `promptMax`; then once
 * an invocation has waited for `patienceMilliseconds`. So functions that answer at once share what the machine can run
 * at once, and those that wait for something else get as many as they need.
 *
 * Beyond `processesMax`, invocations wait. A process that comes free goes to its own function's next invocation, unless another
 * function has clearly fewer processes, or none and waits longer: then it makes room for that one. A process nobody
 * needs is kept for `idleMilliseconds`, and makes room for another function before that.
 *
 * No more than `waitingMax` invocations wait, but that a function of which fewer wait than its share of them may have more
 * wait: one that floods does not keep the others out. So at most twice as many wait.
 */
export interface ProcessPool {
  /** A process for one invocation, to be given back with `release`. */
  acquire(need: ProcessNeed): Promise<FunctionProcess>;
  release(process: FunctionProcess): void;
  /** Lets no later invocation use the processes that a function has, under any of its versions. */
  retire(functionArn: Arn): void;
  isClosed(): boolean;
  /** Kills every process and settles when the last has ended. */
  close(): Promise<void>;
}

export interface ProcessNeed {
  readonly key: string;
  readonly functionArn: Arn;
  start(): FunctionProcess;
}

export interface ProcessPoolLimits {
  readonly clock: Clock;
  readonly processesMax: number;
  readonly promptMax: number;
  readonly patienceMilliseconds: number;
  readonly waitingMax: number;
  readonly idleMilliseconds: number;
}

interface Waiting {
  /** Counts up over all functions, so that the smaller one came first. */
  readonly order: number;
  readonly since: number;
  readonly start: () => FunctionProcess;
  readonly resolve: (process: FunctionProcess) => void;
  readonly reject: (error: unknown) => void;
}

/** Processes and waiting invocations of one key. */
interface Group {
  readonly key: string;
  readonly functionArn: Arn;
  readonly idle: FunctionProcess[];
  readonly waiting: Waiting[];
  processCount: number;
  cancelGrowth: CancelScheduled | undefined;
}

export function createProcessPool(limits: ProcessPoolLimits): ProcessPool {
  const { clock, processesMax, promptMax, patienceMilliseconds, waitingMax, idleMilliseconds } = limits;
  const groups = new Map<string, Group>();
  const groupsWaiting = new Set<Group>();
  /** Processes that count towards the limit, with the group each belongs to. */
  const owners = new Map<FunctionProcess, Group>();
  /** Idle processes, the longest idle first, with the time since when. */
  const idleSince = new Map<FunctionProcess, number>();
  /** Killed processes included, until they have ended. */
  const living = new Set<FunctionProcess>();
  const retired = new WeakSet<FunctionProcess>();
  let waitingCount = 0;
  let lastOrder = 0;
  let isClosed = false;
  let cancelSweep: CancelScheduled | undefined;
  process.on('exit', killLiving);

  async function acquire(need: ProcessNeed): Promise<FunctionProcess> {
    if (isClosed) throw new ServiceException();
    const group = groupOf(need);
    const idle = group.idle.pop();
    if (idle !== undefined) {
      idleSince.delete(idle);
      return idle;
    }
    if (isPrompt(group) && hasRoom()) return start(group, need.start);
    if (waitingCount >= waitingMax && hasItsShare(group)) throw new TooManyRequestsException();
    return new Promise((resolve, reject) => {
      lastOrder += 1;
      group.waiting.push({ order: lastOrder, since: clock.now(), start: need.start, resolve, reject });
      groupsWaiting.add(group);
      waitingCount += 1;
      group.cancelGrowth ??= clock.schedule(clock.now() + patienceMilliseconds, () => grow(group));
    });
  }

  /** Whether the function gets another process before anybody has waited for it. */
  function isPrompt(group: Group): boolean {
    return group.processCount === 0 || owners.size < promptMax;
  }

  /** Whether another process may be started, for which an idle one goes if need be. */
  function hasRoom(): boolean {
    return owners.size < processesMax || evictLongestIdle();
  }

  /** Starts processes for the invocations that have waited long enough, as far as there is room. */
  function grow(group: Group): void {
    group.cancelGrowth = undefined;
    const patientSince = clock.now() - patienceMilliseconds;
    let [first] = group.waiting;
    while (first !== undefined && first.since <= patientSince && hasRoom()) {
      startFor(group);
      [first] = group.waiting;
    }
    if (first === undefined) return;
    const at = Math.max(first.since, patientSince) + patienceMilliseconds;
    group.cancelGrowth = clock.schedule(Math.max(at, clock.now() + patienceMilliseconds / 2), () =>
      grow(group),
    );
  }

  /** Starts a process for the first of a group that waits. */
  function startFor(group: Group): void {
    const next = takeWaiting(group);
    if (next === undefined) return;
    try {
      next.resolve(start(group, next.start));
    } catch (error) {
      next.reject(error);
    }
  }

  /** Whether as many invocations of the function wait as may if all that wait share evenly. */
  function hasItsShare({ waiting }: Group): boolean {
    const groupCount = groupsWaiting.size + (waiting.length === 0 ? 1 : 0);
    return waiting.length >= waitingMax / groupCount;
  }

  function groupOf({ key, functionArn }: ProcessNeed): Group {
    const known = groups.get(key);
    if (known !== undefined) return known;
    const group: Group = {
      key,
      functionArn,
      idle: [],
      waiting: [],
      processCount: 0,
      cancelGrowth: undefined,
    };
    groups.set(key, group);
    return group;
  }

  function start(group: Group, startProcess: () => FunctionProcess): FunctionProcess {
    const started = startProcess();
    group.processCount += 1;
    owners.set(started, group);
    living.add(started);
    // A busy process that ends is released by its invocation.
    void started.ended.then(() => {
      living.delete(started);
      if (idleSince.has(started)) discard(started);
    });
    return started;
  }

  function release(released: FunctionProcess): void {
    const group = owners.get(released);
    if (group === undefined) return;
    if (!released.isUsable || retired.has(released) || mustYield(group)) {
      discard(released);
      return;
    }
    const next = takeWaiting(group);
    if (next === undefined) keepIdle(released, group);
    else next.resolve(released);
  }

  function mustYield(group: Group): boolean {
    const neediest = waitingCount > group.waiting.length ? findNeediest(group) : undefined;
    return neediest !== undefined && yieldsTo(group, neediest);
  }

  function keepIdle(process: FunctionProcess, group: Group): void {
    group.idle.push(process);
    idleSince.set(process, clock.now());
    cancelSweep ??= clock.schedule(clock.now() + idleMilliseconds, sweep);
  }

  /** Kills a process, and starts those for which that makes room. */
  function discard(discarded: FunctionProcess): void {
    forget(discarded);
    discarded.kill();
    while (owners.size < processesMax) {
      const group = findNeediest(undefined);
      if (group === undefined || !isPrompt(group)) return;
      startFor(group);
    }
  }

  function forget(forgotten: FunctionProcess): void {
    const group = owners.get(forgotten);
    if (group === undefined) return;
    owners.delete(forgotten);
    group.processCount -= 1;
    if (idleSince.delete(forgotten)) group.idle.splice(group.idle.indexOf(forgotten), 1);
    if (group.processCount === 0 && group.waiting.length === 0) groups.delete(group.key);
  }

  function takeWaiting(group: Group): Waiting | undefined {
    const next = group.waiting.shift();
    if (next !== undefined) waitingCount -= 1;
    if (group.waiting.length === 0) groupsWaiting.delete(group);
    return next;
  }

  /** Of the groups that wait, the one with the fewest processes; of those, the one that has waited longest. */
  function findNeediest(except: Group | undefined): Group | undefined {
    let neediest: Group | undefined;
    for (const group of groupsWaiting) {
      if (group !== except && (neediest === undefined || isNeedier(group, neediest))) neediest = group;
    }
    return neediest;
  }

  function evictLongestIdle(): boolean {
    for (const [longestIdle] of idleSince) {
      forget(longestIdle);
      longestIdle.kill();
      return true;
    }
    return false;
  }

  function sweep(): void {
    cancelSweep = undefined;
    for (const [process, since] of idleSince) {
      const dueAt = since + idleMilliseconds;
      if (dueAt > clock.now()) {
        cancelSweep = clock.schedule(dueAt, sweep);
        return;
      }
      discard(process);
    }
  }

  function retire(functionArn: Arn): void {
    for (const [process, group] of owners) {
      if (group.functionArn !== functionArn && !group.functionArn.startsWith(`${functionArn}:`)) continue;
      retired.add(process);
      if (idleSince.has(process)) discard(process);
    }
  }

  async function close(): Promise<void> {
    isClosed = true;
    cancelSweep?.();
    process.off('exit', killLiving);
    for (const group of groupsWaiting) {
      group.cancelGrowth?.();
      for (const { reject } of group.waiting.splice(0)) reject(new ServiceException());
    }
    groupsWaiting.clear();
    waitingCount = 0;
    const endings = [...living].map(({ ended }) => ended);
    killLiving();
    await Promise.all(endings);
  }

  function killLiving(): void {
    for (const process of living) process.kill();
  }

  return { acquire, release, retire, isClosed: () => isClosed, close };
}

function isNeedier(group: Group, than: Group): boolean {
  if (group.processCount !== than.processCount) return group.processCount < than.processCount;
  return firstOrder(group) < firstOrder(than);
}

/** Whether a process of `group` that came free makes room for `neediest`. */
function yieldsTo(group: Group, neediest: Group): boolean {
  if (group.waiting.length === 0) return true;
  if (neediest.processCount === 0) return firstOrder(neediest) < firstOrder(group) || group.processCount > 1;
  return neediest.processCount + 1 < group.processCount;
}

function firstOrder(group: Group): number {
  return group.waiting[0]?.order ?? Number.POSITIVE_INFINITY;
}
