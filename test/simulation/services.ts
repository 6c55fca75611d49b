import type { Services as ApiServices } from '../../src/api/operation.ts';
import { describeExecution } from '../../src/api/operations/states/describe-execution.ts';
import type { TaskResource } from '../../src/asl/compiled.ts';
import { Failure } from '../../src/base/failure.ts';
import { isJsonObject, type Json, type JsonObject } from '../../src/base/json.ts';
import {
  type Answer,
  type Connector,
  type ConnectorTask,
  ServiceError,
  type Session,
} from '../../src/connectors/connector.ts';
import { startExecution } from '../../src/connectors/states/start-execution.ts';
import { createTaskTokens } from '../../src/runtime/task-token.ts';
import { StoreUnavailable } from '../../src/store/store.ts';
import { rootOf } from '../support/an-identity.ts';
import type { Faults } from './faults.ts';
import type { Ledger, Recorded } from './ledger.ts';
import { account, region, type Scenario } from './scenario.ts';
import { brokenCall, type Life, secret } from './server.ts';
import { planOf, type TaskPlan } from './task-plan.ts';
import type { Timeline } from './timeline.ts';
import type { TokenHolders } from './token-holders.ts';
import type { Findings } from './violation.ts';

/** What tasks call. Jobs and tokens are the services' own, and outlive the processes that asked for them. */
export interface Services {
  connectorOf(life: Life, resource: TaskResource): Connector;
  /** `eventId` is that of the task whose call is made, if it is a task's own. */
  openSession(life: Life, eventId: number): Session;
  /** As the announcing event says it; undefined where the job has not ended. */
  findJobEnd(job: string): JsonObject | undefined;
  /** The jobs that the services were asked to end, by name. */
  readonly cancelled: ReadonlySet<string>;
  /** Executions whose tasks' calls were answered in a way that only faults explain. */
  readonly disturbed: ReadonlySet<string>;
  /** The executions that tasks started, by the tasks' keys. */
  readonly children: ReadonlyMap<string, string>;
}

interface Job {
  readonly name: string;
  readonly result: Json | Failure;
  hasEnded: boolean;
}

export interface ServicesParts {
  readonly seed: number;
  readonly timeline: Timeline;
  readonly faults: Faults;
  readonly findings: Findings;
  readonly ledger: Ledger;
  readonly scenario: Scenario;
  readonly holders: TokenHolders;
  /** By the names of executions that tasks started, the keys of those tasks. */
  readonly origins: Map<string, string>;
  /** Tells whatever process there is of an event. */
  readonly announce: (event: JsonObject) => void;
}

interface ServiceCall {
  count: number;
  hasHandedOutToken: boolean;
  job: Job | undefined;
}

interface TaskSession extends Session {
  readonly eventId: number;
}

/** What a service may be asked twice with the effect of once: it looks at something, or knows the caller's token. */
const repeatable = /^(list|get|describe|start|submit|create|run)/;
/** Jobs of these services have ARNs, and their ends are announced. */
const announcing: ReadonlySet<string> = new Set(['batch', 'ecs']);
const lateMilliseconds = 40_000;
/** After which a client gives up to wait for an answer. */
const clientTimeoutMilliseconds = 60_000;

export function createServices(parts: ServicesParts): Services {
  const { seed, timeline, faults, findings, ledger, scenario, holders, origins } = parts;
  const { chance } = timeline;
  const calls = new Map<string, ServiceCall>();
  const jobs = new Map<string, Job>();
  const cancelled = new Set<string>();
  const disturbed = new Set<string>();
  const children = new Map<string, string>();
  const tokens = createTaskTokens(secret);

  /** A call on its way: it has left once this resolves, and is counted. */
  async function arrive(life: Life, task: ConnectorTask, isRepeatable: boolean): Promise<ArrivedCall> {
    await life.pause(chance.below(5), 'a call arrives');
    const { executionArn, idempotencyKey, resourceArn } = task;
    const { eventId } = task.session as TaskSession;
    const execution = ledger.find(executionArn);
    if (execution?.isExpress === true) return arriveFromExpress(execution, eventId);
    const recorded = execution?.tasks.get(eventId);
    if (recorded === undefined)
      findings.report(
        'committed before it has effects',
        `${resourceArn} was called, and task ${eventId} is not written`,
      );
    const call = calls.get(idempotencyKey) ?? { count: 0, hasHandedOutToken: false, job: undefined };
    calls.set(idempotencyKey, call);
    call.count += 1;
    if (call.count > 1 && !isRepeatable)
      findings.report('called at most once', `${resourceArn} of event ${eventId} in ${executionArn}`);
    const key = recorded?.key ?? '';
    return { call, eventId, key, plan: planOf(seed, key) };
  }

  /** An Express execution that a crash ended is run again, and calls again. */
  function arriveFromExpress({ executionArn, origin }: Recorded, eventId: number): ArrivedCall {
    disturbed.add(executionArn);
    const key = `${origin}/${eventId}`;
    const call = { count: 1, hasHandedOutToken: false, job: undefined };
    return { call, eventId, key, plan: planOf(seed, key) };
  }

  /** Whoever the call tells the task's token to has it from now on. */
  function handOutToken(executionArn: string, { eventId, plan, call }: ArrivedCall): void {
    const execution = ledger.find(executionArn);
    if (execution === undefined || call.hasHandedOutToken) return;
    call.hasHandedOutToken = true;
    const { shard, id } = execution.summary;
    const token = tokens.issue({ shard, id, eventId, account });
    holders.give({ executionArn, eventId, token, plan });
  }

  async function answer(
    life: Life,
    executionArn: string,
    { plan, call }: ArrivedCall,
  ): Promise<Failure | undefined> {
    let milliseconds = plan.callMilliseconds;
    if (faults.happens('answerIsLate')) milliseconds += chance.below(lateMilliseconds);
    if (faults.happens('answerIsLost')) {
      await life.pause(clientTimeoutMilliseconds, 'a client gives up');
      disturbed.add(executionArn);
      return new Failure('Sdk.SdkClientException', 'No answer came.');
    }
    await life.pause(milliseconds, 'a call is answered');
    if (faults.happens('callBreaks')) {
      disturbed.add(executionArn);
      throw Object.assign(new Error('Nobody expected this.'), { name: brokenCall });
    }
    if (call.count > 1 && faults.happens('answerContradicts')) {
      disturbed.add(executionArn);
      return new Failure('Custom', 'It was otherwise the first time.');
    }
    return undefined;
  }

  function openJob(service: string, { call, key, plan }: ArrivedCall): Job {
    if (call.job !== undefined) return call.job;
    const id = key.replace(/[^\w]/g, '-');
    const name = announcing.has(service) ? `arn:aws:${service}:${region}:${account}:job/${id}` : id;
    const job: Job = { name, result: plan.result, hasEnded: false };
    call.job = job;
    jobs.set(name, job);
    timeline.after(plan.workMilliseconds, 'a job ends', () => endJob(job));
    return job;
  }

  function endJob(job: Job): void {
    job.hasEnded = true;
    if (!job.name.startsWith('arn:') || faults.happens('eventIsLost')) return;
    const event = { resources: [job.name], detail: detailOf(job) };
    const announce = () => parts.announce(event);
    timeline.after(chance.below(2_000), 'a job is announced', announce);
    if (faults.happens('eventIsDoubled'))
      timeline.after(chance.below(9_000), 'a job is announced again', announce);
  }

  function serviceConnector(life: Life, resource: TaskResource): Connector {
    const [service = '', action = ''] = nameOf(resource).split(':').slice(-2);
    const isRepeatable = repeatable.test(action);
    const connector: Connector = {
      resource: nameOf(resource),
      patterns: ['RequestResponse', 'Sync', 'WaitForTaskToken'],
      clientError: 'Sdk.SdkClientException',
      isIdempotent: () => isRepeatable,
      async call(task): Promise<Answer> {
        const arrived = await arrive(life, task, isRepeatable);
        const { pattern, executionArn } = task;
        const job = pattern === 'Sync' ? openJob(service, arrived) : undefined;
        if (pattern === 'WaitForTaskToken') handOutToken(executionArn, arrived);
        const failure = await answer(life, executionArn, arrived);
        if (failure !== undefined) return { type: 'Result', result: failure };
        if (pattern === 'RequestResponse') return { type: 'Result', result: arrived.plan.result };
        return { type: 'Submitted', output: { Job: job?.name ?? 'none' }, job: job?.name };
      },
      async poll(_task, job) {
        await life.pause(chance.below(50), 'a poll is answered');
        if (faults.happens('pollIsRefused')) throw new ServiceError('You may not look.', refusal);
        return resultOf(job);
      },
      async cancel(_task, job) {
        cancelled.add(String(job));
        await life.pause(chance.below(50), 'a job is cancelled');
        if (faults.happens('cancelIsRefused')) throw new ServiceError('You may not cancel.', refusal);
        const known = jobs.get(String(job));
        if (known !== undefined) known.hasEnded = true;
      },
      resultOfEvent: async ({ job }) => (String(job).length % 2 === 0 ? resultOf(job) : undefined),
    };
    return announcing.has(service) ? { ...connector, completionName: String } : connector;
  }

  function resultOf(name: Json): Json | Failure | undefined {
    const job = jobs.get(String(name));
    return job?.hasEnded === true ? job.result : undefined;
  }

  /** Nested executions are real: the connector that is shipped calls whatever process it runs in. */
  function nestedConnector(life: Life): Connector {
    return {
      ...startExecution,
      async call(task) {
        const arrived = await arrive(life, task, true);
        const { executionArn } = task;
        origins.set(task.idempotencyKey, arrived.key);
        const answered = await startExecution.call(task);
        const isFailure = answered.type === 'Result' && answered.result instanceof Failure;
        if (isFailure) disturbed.add(executionArn);
        else if (task.pattern !== 'WaitForTaskToken') children.set(arrived.key, childOf(answered));
        if (!isFailure && task.pattern === 'WaitForTaskToken') handOutToken(executionArn, arrived);
        const failure = await answer(life, executionArn, arrived);
        return failure === undefined ? answered : { type: 'Result', result: failure };
      },
    };
  }

  function openSession(life: Life, eventId: number): TaskSession {
    return {
      partition: 'aws',
      account,
      region,
      eventId,
      async request(_service, action, input) {
        await life.pause(chance.below(3), action);
        try {
          const output = await callOwnApi(life, action, input);
          return { output, metadata: { requestId: 'a request', status: 200, headers: {} } };
        } catch (error) {
          if (!(error instanceof StoreUnavailable)) throw error;
          throw new ServiceError('The server cannot write.', {
            code: 'ServiceUnavailable',
            status: 503,
            requestId: 'a request',
          });
        }
      },
    };
  }

  async function callOwnApi(
    { runtime, store, clock }: Life,
    action: string,
    input: JsonObject,
  ): Promise<JsonObject> {
    if (action === 'StartExecution') {
      const machine = scenario.machines.find(
        ({ stateMachineArn }) => stateMachineArn === input.stateMachineArn,
      );
      if (machine === undefined)
        throw new ServiceError('No such machine.', { ...refusal, code: 'StateMachineDoesNotExist' });
      const revision = await runtime.revisions.get(machine.stateMachineArn, machine.name);
      const executionArn = `${machine.stateMachineArn.replace(':stateMachine:', ':execution:')}:${input.name}`;
      const started = await runtime.startExecution({
        revision,
        executionArn,
        input: parsedInput(input.input),
      });
      if (started.type === 'exists' && started.summary.status !== 'RUNNING')
        throw new ServiceError('It exists.', { ...refusal, code: 'ExecutionAlreadyExists' });
      return { executionArn, startDate: started.summary.startedAt };
    }
    const executionArn = String(input.executionArn);
    if (action === 'StopExecution') {
      cancelled.add(executionArn);
      const summary = await store.executions.find(executionArn);
      if (summary !== undefined) await runtime.stopExecution(summary, new Failure(undefined));
      return {};
    }
    // The operation reaches for nothing else.
    const services = { store, runtime, clock } as unknown as ApiServices;
    const described = await describeExecution.run(
      { executionArn },
      { caller: rootOf(account), requestId: 'a request', services },
    );
    return described as JsonObject;
  }

  return {
    cancelled,
    disturbed,
    children,
    openSession,
    connectorOf: (life, resource) =>
      nameOf(resource) === 'states:startExecution' ? nestedConnector(life) : serviceConnector(life, resource),
    findJobEnd(name) {
      const job = jobs.get(name);
      return job?.hasEnded === true ? detailOf(job) : undefined;
    },
  };
}

interface ArrivedCall {
  readonly call: ServiceCall;
  readonly eventId: number;
  readonly key: string;
  readonly plan: TaskPlan;
}

function parsedInput(text: Json = '{}'): Json {
  try {
    return JSON.parse(String(text)) as Json;
  } catch {
    throw new ServiceError('That is not JSON.', { ...refusal, code: 'InvalidExecutionInput' });
  }
}

const refusal = { code: 'AccessDenied', status: 403, requestId: 'a request' };

function childOf(answer: Answer): string {
  const output = answer.type === 'Result' ? answer.result : answer.output;
  return isJsonObject(output as Json) ? String((output as JsonObject).ExecutionArn) : '';
}

function detailOf({ name, result }: Job): JsonObject {
  return { job: name, status: result instanceof Failure ? 'FAILED' : 'SUCCEEDED' };
}

/** `lambda:function`, or the integration's service and action. */
function nameOf(resource: TaskResource): string {
  return resource.kind === 'Integration' ? `${resource.resourceType}:${resource.action}` : 'lambda:function';
}
