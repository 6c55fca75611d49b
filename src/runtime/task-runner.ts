import type { TaskResource } from '../asl/compiled.ts';
import { type Place, parseArn } from '../base/arn.ts';
import { Failure } from '../base/failure.ts';
import type { Json } from '../base/json.ts';
import type { Answer, Connector, ConnectorTask, OnExchange, Session } from '../connectors/connector.ts';
import type { CallTask, CancelTask, PollTask, ServiceCommand } from '../engine/command.ts';
import {
  type Execution,
  type ExecutionFacts,
  findTask,
  isTerminal,
  type TaskActivity,
} from '../engine/execution.ts';
import type { Message } from '../engine/message.ts';
import { describeTask } from '../engine/task-commands.ts';
import { type ExecutionKey, StoreUnavailable } from '../store/store.ts';
import type { OpenEndpoints } from './endpoints/endpoint-sessions.ts';
import type { Delivery } from './executions.ts';
import type { Caller } from './identity/identity.ts';
import { OpenedTask } from './opened-task.ts';
import { createTaskRoles, type TaskOwner, type TaskRolesParts } from './task-roles.ts';
import { UnheardTasks } from './unheard-tasks.ts';

/** Carries out what executions ask of the world, as the role each task runs as. */
export interface TaskRunner {
  perform(command: ServiceCommand, execution: Execution, key: ExecutionKey): void;
  /** Makes a task's first call and gives its answer, for a task that no execution waits for. */
  call(command: CallTask, owner: TaskOwner, onExchange?: OnExchange): Promise<Answer>;
  /** The name under which the end of the task's job is announced; undefined where only polling finds it. */
  describeJob(task: TaskActivity, facts: ExecutionFacts): string | undefined;
  /** That a task's job is awaited no more. */
  forget(key: ExecutionKey, eventId: number): void;
  /** Takes up a task whose call an earlier process may have made: repeats it where that is safe, fails it otherwise. */
  resume(task: TaskActivity, execution: Execution, key: ExecutionKey): void;
  /** Cancels a job that an earlier process was asked to cancel; resolves once that was tried. */
  cancel(command: CancelTask, execution: Execution, key: ExecutionKey): Promise<void>;
  /** Calls of tasks that were not answered yet, or whose answers are not durable yet. */
  readonly callCount: number;
  /** Resolves once there are no such calls. */
  whenIdle(): Promise<void>;
  /** From now on no task waits for a store that is unavailable. */
  close(): void;
  /** How many tasks wait for jobs that can neither be looked at nor are heard of. */
  readonly unheardCount: number;
}

export interface TaskRunnerParts extends TaskRolesParts {
  readonly findConnector: (resource: TaskResource) => Connector | undefined;
  /** Calls a service as `caller`, wherever that service is; `traceHeader` tells it which trace the calls belong to. */
  readonly openSession: (caller: Caller, traceHeader?: string) => Session;
  /** Calls endpoints that are no AWS API as `caller`; none are called where it is undefined. */
  readonly openEndpoints?: OpenEndpoints;
  /** The X-Ray trace header that the call of the task scheduled as event `eventId` carries. */
  readonly traceHeaderOf?: (execution: Execution, eventId: number) => string | undefined;
  /** Tells an observer which call is about to be made as which role. */
  readonly onCall?: (call: TaskCallNotice) => void;
  /** Resolves with the outcome, where anything came of the message. */
  readonly deliver: (key: ExecutionKey, message: Message) => Promise<Delivery | undefined>;
  readonly finishOutbox: (key: ExecutionKey, eventId: number) => Promise<void>;
  /** Whether this server runs a service itself for an account and region; by default it does. */
  readonly hasService?: (service: string, place: Place) => boolean;
  /** Whether the end of the job, which `describeJob` named, would be announced now. */
  readonly isAnnounced: (job: string) => Promise<boolean>;
}

interface CallOptions {
  readonly traceHeader?: string | undefined;
  readonly onExchange?: OnExchange | undefined;
  /** Whether to wait for a store that is unavailable. */
  readonly isPatient?: boolean;
}

export interface TaskCallNotice {
  /** Why it is made: the task's own call, a look at its job, or the job's cancelling. */
  readonly purpose: ServiceCommand['type'];
  readonly executionArn: string;
  readonly stateName: string;
  readonly eventId: number;
  readonly resourceArn: string;
  readonly roleArn: string;
  readonly account: string;
}

export function createTaskRunner(parts: TaskRunnerParts): TaskRunner {
  const { log, findConnector, deliver, isAnnounced, hasService = () => true } = parts;
  const unheard = new UnheardTasks();
  const roles = createTaskRoles(parts);

  async function openTask(
    command: ServiceCommand,
    owner: TaskOwner,
    { traceHeader, onExchange, isPatient = false }: CallOptions = {},
  ): Promise<ConnectorTask | Failure> {
    const role = await (isPatient ? roles.assumeSurely(command, owner) : roles.assume(command, owner));
    if (role instanceof Failure) return role;
    const { facts } = owner;
    const caller = roles.callerOf(role, command, owner);
    const session = parts.openSession(caller, traceHeader);
    parts.onCall?.({
      purpose: command.type,
      executionArn: facts.executionArn,
      stateName: command.stateName,
      eventId: command.eventId,
      resourceArn: command.resource.arn,
      roleArn: role.roleArn,
      account: role.account,
    });
    const openEndpoints = () => parts.openEndpoints?.(caller);
    return new OpenedTask({ command, facts, session, openEndpoints, onExchange });
  }

  async function call(command: ServiceCommand, owner: TaskOwner, options?: CallOptions): Promise<Answer> {
    const connector = findConnector(command.resource);
    if (connector === undefined)
      return failed(new Failure('States.Runtime', unknownResource(command.resource)));
    const task = await openTask(command, owner, options);
    return task instanceof Failure ? failed(task) : connector.call(task);
  }

  /** Calls of this process whose answers are not durable yet, which recovery must not take for lost. */
  const callsUnderWay = new Set<string>();
  let onIdle: (() => void)[] = [];

  async function callTask(command: ServiceCommand, execution: Execution, key: ExecutionKey): Promise<void> {
    const name = callName(key, command.eventId);
    callsUnderWay.add(name);
    try {
      await answerTask(command, execution, key);
    } finally {
      callsUnderWay.delete(name);
      if (callsUnderWay.size === 0) {
        for (const resolve of onIdle) resolve();
        onIdle = [];
      }
    }
  }

  async function answerTask(command: ServiceCommand, execution: Execution, key: ExecutionKey): Promise<void> {
    const { eventId } = command;
    const traceHeader = parts.traceHeaderOf?.(execution, eventId);
    const answer = await call(command, execution, { traceHeader, isPatient: true });
    if (answer.type === 'Result') await deliver(key, { type: 'TaskResult', eventId, result: answer.result });
    else {
      const { output, job } = answer;
      const isPolledOnly =
        job !== undefined && nameOfJob(command, job, execution.facts) === undefined ? true : undefined;
      const submission = { type: 'TaskSubmission', eventId, output, job, isPolledOnly } as const;
      const delivery = await deliver(key, submission);
      // The task ended before it was known which job is to be cancelled with it.
      if (delivery?.isLate === true && !isAwaited(delivery.execution, eventId))
        await cancelJob({ ...command, type: 'CancelTask', job }, execution);
    }
  }

  /** Events are heard of this server's own jobs, in the account and region of the execution. */
  function nameOfJob(
    { resource, targetRoleArn }: Pick<TaskActivity, 'resource' | 'targetRoleArn'>,
    job: Json,
    { executionArn }: ExecutionFacts,
  ): string | undefined {
    if (targetRoleArn !== undefined) return undefined;
    const name = findConnector(resource)?.completionName?.(job);
    const place = name === undefined ? undefined : parseArn(name);
    const home = parseArn(executionArn);
    const isAtHome = place?.account === home?.account && place?.region === home?.region;
    return place !== undefined && isAtHome && hasService(place.service, place) ? name : undefined;
  }

  async function pollTask(command: PollTask, execution: Execution, key: ExecutionKey): Promise<void> {
    const { eventId, job, resource } = command;
    try {
      const result = (await heardResult(command)) ?? (await polledResult(command, execution));
      unheard.delete(key, eventId);
      if (result !== undefined) await deliver(key, { type: 'TaskResult', eventId, result });
    } catch (error) {
      // Without the permission to look, the job may still be heard of through its event or its token.
      const { executionArn } = execution.facts;
      const name = nameOfJob(command, job, execution.facts);
      const isHeard = name !== undefined && (await isAnnounced(name));
      if (!unheard.add(key, eventId, !isHeard)) return;
      const context = { executionArn, eventId, resource: resource.arn, job, err: error };
      log.warn(context, isHeard ? unpolled : `${unpolledAndUnheard}: ${whyUnheard(command, name)}`);
    }
  }

  function heardResult({ resource, job, detail }: PollTask): Promise<Json | Failure | undefined> | undefined {
    if (detail === undefined) return undefined;
    const syncVersion = resource.kind === 'Integration' ? resource.syncVersion : undefined;
    return findConnector(resource)?.resultOfEvent?.({ detail, job, syncVersion });
  }

  async function polledResult(command: PollTask, execution: Execution): Promise<Json | Failure | undefined> {
    const task = await openTask(command, execution);
    if (task instanceof Failure) throw new Error(task.cause);
    return findConnector(command.resource)?.poll?.(task, command.job);
  }

  function whyUnheard({ resource, targetRoleArn }: PollTask, name: string | undefined): string {
    const rule = findConnector(resource)?.managedRule;
    if (targetRoleArn !== undefined) return 'jobs that another role started are polled only';
    if (rule === undefined) return 'there is no managed rule for such jobs';
    if (name === undefined)
      return 'the job is in another account or region, or of a service that is not this server’s own';
    return `the managed rule ${rule.name} is missing or disabled`;
  }

  async function cancelTask(command: CancelTask, execution: Execution, key: ExecutionKey): Promise<void> {
    if (command.job === undefined) return;
    await cancelJob(command, execution);
    await parts.finishOutbox(key, command.eventId);
  }

  /** Best effort: a job whose service refuses goes on. */
  async function cancelJob(command: CancelTask, execution: Execution): Promise<void> {
    const { eventId, job } = command;
    if (job === undefined) return;
    const { executionArn } = execution.facts;
    try {
      const task = await openTask(command, execution, { isPatient: true });
      if (task instanceof Failure) throw new Error(task.cause);
      await findConnector(command.resource)?.cancel?.(task, job);
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error;
      log.warn({ executionArn, eventId, job, err: error }, 'could not cancel a job; it goes on');
    }
  }

  /** Whatever our own code throws ends the task, never the process. */
  function run(
    work: () => Promise<void>,
    command: ServiceCommand,
    execution: Execution,
    key: ExecutionKey,
  ): void {
    work().catch(async (error: unknown) => {
      const { executionArn } = execution.facts;
      log.error({ err: error, executionArn, eventId: command.eventId }, `${command.type} failed`);
      // The process that opens the store next takes the task up.
      if (command.type !== 'CallTask' || error instanceof StoreUnavailable) return;
      const result = new Failure(
        'States.TaskFailed',
        'The service that runs this state machine met an internal error.',
      );
      await deliver(key, { type: 'TaskResult', eventId: command.eventId, result });
    });
  }

  const perform = (command: ServiceCommand, execution: Execution, key: ExecutionKey): void => {
    if (command.type === 'CallTask') run(() => callTask(command, execution, key), command, execution, key);
    else if (command.type === 'PollTask')
      run(() => pollTask(command, execution, key), command, execution, key);
    else run(() => cancelTask(command, execution, key), command, execution, key);
  };

  return {
    perform,
    call: (command, owner, onExchange) => call(command, owner, { onExchange }),
    cancel: cancelTask,
    get callCount() {
      return callsUnderWay.size;
    },
    whenIdle() {
      if (callsUnderWay.size === 0) return Promise.resolve();
      return new Promise((resolve) => {
        onIdle.push(resolve);
      });
    },
    describeJob(task, facts) {
      const job = task.submitted?.job;
      return job === undefined ? undefined : nameOfJob(task, job, facts);
    },
    forget: (key, eventId) => unheard.delete(key, eventId),
    get unheardCount() {
      return unheard.count;
    },
    close: roles.close,
    resume(task, execution, key) {
      const command = { type: 'CallTask', ...describeTask(task) } as const;
      const { eventId, resource, parameters } = command;
      if (callsUnderWay.has(callName(key, eventId))) return;
      const connector = findConnector(resource);
      if (connector?.isIdempotent({ resourceArn: resource.arn, parameters }) ?? true)
        perform(command, execution, key);
      else
        run(
          async () => {
            await deliver(key, { type: 'TaskResult', eventId, result: lostAnswer(connector) });
          },
          command,
          execution,
          key,
        );
    },
  };
}

const unpolled = 'could not poll a job; it is polled again, and its end is announced';
const unpolledAndUnheard =
  'could not poll a job whose end nobody announces; unless a poll succeeds, the task waits until it times out';

function callName({ shard, id }: ExecutionKey, eventId: number): string {
  return `${shard}/${id}/${eventId}`;
}

/** Whether the execution still waits for the task scheduled as event `eventId`. */
function isAwaited(execution: Execution, eventId: number): boolean {
  return !isTerminal(execution) && findTask(execution, eventId) !== undefined;
}

/** A crash hid the answer of a call that must not be made twice: the author's Retry decides whether to repeat it. */
function lostAnswer(connector: Connector | undefined): Failure {
  return new Failure(
    connector?.clientError ?? 'States.TaskFailed',
    'The server stopped before the answer to this call arrived. The call may or may not have taken effect.',
  );
}

function failed(failure: Failure): Answer {
  return { type: 'Result', result: failure };
}

function unknownResource({ arn }: TaskResource): string {
  return `The resource provided ${arn} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`;
}
