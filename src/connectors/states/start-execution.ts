import { formatArn, parseArn } from '../../base/arn.ts';
import { assert } from '../../base/assert.ts';
import { Failure } from '../../base/failure.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import { memberAt } from '../api-integration.ts';
import { clientErrorOf } from '../aws-sdk/failure.ts';
import {
  type Answer,
  type Connector,
  type ConnectorTask,
  type ResponseMetadata,
  ServiceError,
} from '../connector.ts';
import { managedRules } from '../managed-rules.ts';
import { failureOf } from '../optimized-service.ts';
import { callInput, type ParameterRules } from '../parameters.ts';
import { sdkMetadata } from '../sdk-metadata.ts';
import { nestedResult } from './execution-description.ts';
import { states } from './service.ts';

const parameterRules: ParameterRules = {
  StateMachineArn: { member: 'stateMachineArn', form: 'text', isRequired: true },
  Input: { member: 'input', form: 'document' },
  Name: { member: 'name', form: 'text' },
  TraceHeader: { member: 'traceHeader', form: 'text' },
};

/**
 * Nested executions. A child that the definition does not name is named after the call, so that repeating the call
 * finds the child it started.
 *
 * Source: Developer Guide, "Start a new AWS Step Functions state machine from a running execution".
 */
export const startExecution: Connector = {
  resource: 'states:startExecution',
  patterns: ['RequestResponse', 'Sync', 'WaitForTaskToken'],
  clientError: clientErrorOf(states.errorPrefix),
  isIdempotent: () => true,
  call: async (task): Promise<Answer> => {
    const started = await start(task);
    if (started instanceof Failure) return { type: 'Result', result: started };
    const { executionArn, output } = started;
    if (task.pattern === 'RequestResponse') return { type: 'Result', result: output };
    return { type: 'Submitted', output, job: task.pattern === 'Sync' ? executionArn : undefined };
  },
  poll: async ({ session, syncVersion }, job) => {
    try {
      const { output } = await session.request('states', 'DescribeExecution', { executionArn: job });
      return nestedResult(output, syncVersion ?? 1);
    } catch (thrown) {
      // A child that is gone will never end, unlike one that cannot be looked at just now.
      if (thrown instanceof ServiceError && thrown.code === 'ExecutionDoesNotExist') {
        return failureOf(states, thrown);
      }
      throw thrown;
    }
  },
  cancel: async ({ session }, job) => {
    await session.request('states', 'StopExecution', { executionArn: job });
  },
  managedRule: managedRules.execution,
  completionName: (job) => {
    assert(typeof job === 'string', `the child's ARN, not ${job}`);
    return job;
  },
  resultOfEvent: async ({ detail, syncVersion }) =>
    isComplete(detail) ? nestedResult(detail, syncVersion ?? 1) : undefined,
};

/** Large input and output are left out of events. */
function isComplete({ inputDetails, outputDetails }: JsonObject): boolean {
  return [inputDetails, outputDetails].every((details) => memberAt(details, 'included') !== false);
}

interface StartedChild {
  readonly executionArn: string;
  readonly output: Json;
}

async function start(task: ConnectorTask): Promise<StartedChild | Failure> {
  const given = callInput(task.parameters, parameterRules);
  if (given instanceof Failure) return given;
  const input = given.name === undefined ? { ...given, name: task.idempotencyKey } : given;
  try {
    const { output, metadata } = await task.session.request('states', 'StartExecution', input);
    const isRefused = task.pattern === 'Sync' && isExpress(output);
    return isRefused ? expressRefusal(metadata) : startedChild(output, metadata);
  } catch (thrown) {
    const isOwnChild = given.name === undefined && isAlreadyExisting(thrown);
    return isOwnChild ? findChild(task, input) : failureOf(states, thrown);
  }
}

function isAlreadyExisting(thrown: unknown): boolean {
  return thrown instanceof ServiceError && thrown.code === 'ExecutionAlreadyExists';
}

/**
 * Nobody else can have given a child this name, so an earlier repetition of this very call started it. A role that may
 * start it need not be allowed to look at it; then its start is as late as can be told.
 */
async function findChild(task: ConnectorTask, input: JsonObject): Promise<StartedChild | Failure> {
  const executionArn = childArn(String(input.stateMachineArn), task.idempotencyKey);
  try {
    const { output, metadata } = await task.session.request('states', 'DescribeExecution', { executionArn });
    return startedChild(output, metadata);
  } catch (thrown) {
    if (!(thrown instanceof ServiceError && thrown.code === 'AccessDeniedException'))
      return failureOf(states, thrown);
    const metadata = { requestId: thrown.requestId, status: 200, headers: {} };
    return startedChild({ executionArn, startDate: Date.now() }, metadata);
  }
}

/** `stateMachineArn` may end in a version or an alias, which executions' ARNs do not show. */
function childArn(stateMachineArn: string, name: string): string {
  const parts = parseArn(stateMachineArn);
  assert(parts !== undefined, `an ARN that StartExecution took, not ${stateMachineArn}`);
  const [, stateMachineName] = parts.resource.split(':');
  return formatArn({ ...parts, resource: `execution:${stateMachineName}:${name}` });
}

function startedChild({ executionArn, startDate }: JsonObject, metadata: ResponseMetadata): StartedChild {
  assert(typeof executionArn === 'string' && startDate !== undefined, 'an execution that was started');
  return {
    executionArn,
    output: { ExecutionArn: executionArn, ...sdkMetadata(metadata), StartDate: startDate },
  };
}

function isExpress({ executionArn }: JsonObject): boolean {
  return typeof executionArn === 'string' && parseArn(executionArn)?.resource.startsWith('express:') === true;
}

/** An Express execution cannot be described, so it cannot be waited for. It has been started nevertheless. */
function expressRefusal({ requestId }: ResponseMetadata): Failure {
  const message = "Invalid Arn: 'Resource type not valid in this context: express'";
  return failureOf(states, new ServiceError(message, { code: 'InvalidArn', status: 400, requestId }));
}
