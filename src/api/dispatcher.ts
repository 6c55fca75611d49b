import { assert } from '../base/assert.ts';
import { AccessDeniedException, AwsError } from '../base/aws-error.ts';
import type { Json, JsonObject } from '../base/json.ts';
import type { Caller } from '../runtime/identity/identity.ts';
import { StoreUnavailable } from '../store/store.ts';
import { apiModels } from './model/model.ts';
import type {
  AnswerBody,
  Call,
  OnHangUp,
  Operation,
  OperationTable,
  RequestBody,
  ServiceName,
  Services,
} from './operation.ts';
import { InternalFailure, ServiceUnavailable, UnknownOperationException } from './protocol/errors.ts';
import { compileInputValidation, type ValidateInput } from './protocol/validate-input.ts';
import type { Admit } from './quotas/throttle.ts';

/**
 * Every operation, behind the checks they share: the input is what the API model asks for, the caller may do it, and
 * whatever goes wrong is an AwsError.
 *
 * The HTTP server and the connectors of embedded services both come this way, so an in-process call is checked as a
 * request is.
 */
export interface Dispatcher {
  /** Throws an AwsError, and nothing else. Points in time in the answer are epoch milliseconds. */
  dispatch(request: DispatchRequest): Promise<Json>;
  has(service: ServiceName, operationName: string): boolean;
}

export interface DispatchRequest {
  readonly service: ServiceName;
  readonly operationName: string;
  readonly input: JsonObject;
  readonly caller: Caller;
  readonly requestId: string;
  /** The trace that the request belongs to, as an X-Ray trace header. */
  readonly traceHeader?: string | undefined;
  readonly onHangUp?: OnHangUp;
  readonly body?: RequestBody | undefined;
  readonly answerBody?: AnswerBody;
}

/** An operation and how its input is checked, made ready by its first call. */
interface Registered {
  readonly service: ServiceName;
  readonly name: string;
  readonly load: () => Promise<Operation>;
  ready: ReadyOperation | undefined;
}

interface ReadyOperation {
  readonly operation: Operation;
  readonly validate: ValidateInput;
}

/** `admit` is asked about every request whose input is valid, before anybody asks whether the caller may make it. */
export function createDispatcher(
  operations: readonly (Operation | OperationTable)[],
  services: Services,
  admit?: Admit,
): Dispatcher {
  const registered = new Map<string, Registered>();
  const register = (service: ServiceName, name: string, load: () => Promise<Operation>) => {
    assert(apiModels[service].operations[name] !== undefined, `operation ${name} in the model of ${service}`);
    assert(!registered.has(keyOf(service, name)), `one operation ${service}:${name}`);
    registered.set(keyOf(service, name), { service, name, load, ready: undefined });
  };
  /** Of services nobody has asked for yet, whose models are not read before that. */
  const tables = new Map<ServiceName, OperationTable>();
  for (const each of operations) {
    if ('run' in each) register(each.service, each.name, async () => each);
    else {
      assert(!tables.has(each.service), `one table of operations of ${each.service}`);
      tables.set(each.service, each);
    }
  }

  function find(service: ServiceName, operationName: string): Registered | undefined {
    const table = tables.get(service);
    if (table !== undefined) {
      tables.delete(service);
      for (const name of Object.keys(apiModels[service].operations))
        register(service, name, loadOf(table, name));
    }
    return registered.get(keyOf(service, operationName));
  }

  return {
    has: (service, operationName) => find(service, operationName) !== undefined,
    async dispatch({ service, operationName, input, ...request }) {
      const { caller, requestId } = request;
      const found = find(service, operationName);
      if (found === undefined) throw new UnknownOperationException();
      try {
        found.ready ??= await makeReady(found);
        const { operation, validate } = found.ready;
        validate(input);
        if (admit !== undefined) await admit({ service, operationName, input, caller });
        return await run(operation, input, { services, ...request });
      } catch (error) {
        throw toAwsError(error, { requestId, operationName, log: services.log });
      }
    },
  };
}

function loadOf(table: OperationTable, name: string): () => Promise<Operation> {
  return async () => {
    const operation = (await table.load())[name];
    assert(operation !== undefined, `operation ${name} of ${table.service}`);
    return operation;
  };
}

async function makeReady({ service, name, load }: Registered): Promise<ReadyOperation> {
  const operation = await load();
  const validate =
    operation.checksInput === true ? () => {} : compileInputValidation(apiModels[service], name);
  return { operation, validate };
}

export interface FailedRequest {
  readonly requestId: string;
  readonly operationName?: string | undefined;
  readonly log: Services['log'];
}

/**
 * `error` as the caller may know it. What is not an AwsError is our own: the log has it under the request id, the answer
 * says only that it happened.
 */
export function toAwsError(error: unknown, { requestId, operationName, log }: FailedRequest): AwsError {
  if (error instanceof AwsError) return error;
  if (error instanceof StoreUnavailable) {
    log.error({ requestId, operationName }, `the store is unavailable: ${error.message}`);
    return new ServiceUnavailable();
  }
  log.error({ requestId, operationName, err: error }, 'a request failed by our own error');
  return new InternalFailure();
}

async function run(operation: Operation, input: JsonObject, call: Call): Promise<Json> {
  const { identity } = call.services;
  for (const permission of await operation.permissions(input, call)) {
    try {
      await identity.authorize(call.caller, permission);
    } catch (error) {
      throw error instanceof AccessDeniedException ? inFormOf(operation.service, error) : error;
    }
  }
  return operation.run(input, call);
}

/** Each service has its own name and status for a denial, whichever service's permission was missing. */
function inFormOf(service: ServiceName, { message }: AccessDeniedException): AccessDeniedException {
  return new AccessDeniedException(message, denialForms[service]);
}

const denialForms: Readonly<Record<ServiceName, { readonly code?: string; readonly status?: number }>> = {
  states: {},
  iam: { code: 'AccessDenied', status: 403 },
  sts: { code: 'AccessDenied', status: 403 },
  lambda: { status: 403 },
  events: {},
  batch: { status: 403 },
  ecs: {},
  glue: {},
  sqs: { code: 'AccessDenied', status: 403 },
  sns: { code: 'AuthorizationError', status: 403 },
  dynamodb: {},
  logs: {},
  secretsmanager: {},
  ssm: {},
  s3: { code: 'AccessDenied', status: 403 },
  stepwell: {},
};

function keyOf(service: ServiceName, operationName: string): string {
  return `${service}:${operationName}`;
}
