import { findJsonProblem } from '../../../asl/json-problem.ts';
import { type Json, utf8Length } from '../../../base/json.ts';
import { InvalidParameterValueException } from '../../../compute/errors.ts';
import type { Invocation } from '../../../compute/run-invocation.ts';
import type { FunctionVersionBody } from '../../../store/resources/functions.ts';
import type { Call } from '../../operation.ts';
import { functionNotFound, InvalidRequestContentException, RequestTooLargeException } from './errors.ts';
import { eventQueueOf } from './event-queue.ts';
import { type FunctionInput, parseFunctionReference } from './function-reference.ts';
import { lambdaOperation } from './lambda-operation.ts';
import { onFunction } from './permissions.ts';
import { runFunction } from './run-function.ts';
import { findVersion } from './stored-function.ts';

interface InvokeInput extends FunctionInput {
  readonly InvocationType?: InvocationType;
  readonly LogType?: 'None' | 'Tail';
  /** Base64 of JSON. */
  readonly ClientContext?: string;
  /** JSON text. */
  readonly Payload?: string;
  readonly TenantId?: string;
  readonly DurableExecutionName?: string;
}

type InvocationType = 'RequestResponse' | 'Event' | 'DryRun';

/** UTF-8 bytes of a payload. Source: Developer Guide, "Lambda quotas". */
const requestBytesMax = 6 * 1024 * 1024;
const eventBytesMax = 1024 * 1024;

/** Source: API Reference, "Invoke". */
const clientContextBytesMax = 3583;

export const invoke = lambdaOperation<InvokeInput>({
  name: 'Invoke',
  permissions: onFunction('InvokeFunction'),
  run: async (input, call) => {
    const { services, caller } = call;
    const { InvocationType: type = 'RequestResponse', Payload: payload = '{}' } = input;
    const reference = parseFunctionReference(input, caller.place);
    const body = await findVersion(services.store, reference);
    if (body === undefined) {
      throw functionNotFound(`${reference.functionArn}:${reference.qualifier ?? '$LATEST'}`);
    }
    checkMembers(input);
    checkPayload(payload, type);
    const invocation: Invocation = {
      requestId: call.requestId,
      invokedFunctionArn: reference.arn,
      ...(call.traceHeader !== undefined && { traceId: call.traceHeader }),
      ...clientContextOf(input),
    };
    if (type === 'DryRun') return { StatusCode: 204 };
    if (type === 'Event') {
      eventQueueOf(services).accept({ reference, payload, invocation });
      return { StatusCode: 202 };
    }
    return answer(call, { input, body, payload, invocation });
  },
});

interface Request {
  readonly input: InvokeInput;
  readonly body: FunctionVersionBody;
  readonly payload: string;
  readonly invocation: Invocation;
}

async function answer({ services }: Call, { input, body, payload, invocation }: Request): Promise<Json> {
  const result = await runFunction(services, body, { payload, invocation });
  return {
    StatusCode: 200,
    ...(result.functionError === undefined ? {} : { FunctionError: result.functionError }),
    ...(input.LogType === 'Tail' ? { LogResult: Buffer.from(result.logTail).toString('base64') } : {}),
    ExecutedVersion: body.version,
    Payload: result.payload,
  };
}

function checkMembers({ TenantId, DurableExecutionName }: InvokeInput): void {
  if (TenantId !== undefined) {
    throw new InvalidParameterValueException(
      'The invoked function is not enabled with tenancy configuration. Remove the tenant ID from your request and try again.',
    );
  }
  if (DurableExecutionName !== undefined) {
    throw new InvalidParameterValueException('DurableExecutionName is not supported by this server.');
  }
}

function checkPayload(payload: string, type: InvocationType): void {
  const bytesMax = type === 'Event' ? eventBytesMax : requestBytesMax;
  // Most payloads are far too short for their bytes to be worth counting.
  if (payload.length * 3 > bytesMax) {
    const bytes = utf8Length(payload);
    if (bytes > bytesMax) throw new RequestTooLargeException(tooLargeMessage(bytes, bytesMax, type));
  }
  try {
    JSON.parse(payload);
  } catch {
    const { message, location } = findJsonProblem(payload) ?? { message: 'Invalid JSON', location: '' };
    throw new InvalidRequestContentException(
      `Could not parse request body into json: ${message}${location === '' ? '' : `\n at ${location}`}`,
    );
  }
}

function tooLargeMessage(bytes: number, bytesMax: number, type: InvocationType): string {
  return type === 'Event'
    ? `${bytes} byte payload is too large for the Event invocation type (limit ${bytesMax} bytes)`
    : `Request must be smaller than ${bytesMax} bytes for the InvokeFunction operation`;
}

function clientContextOf({ ClientContext }: InvokeInput): Pick<Invocation, 'clientContext'> {
  if (ClientContext === undefined) return {};
  const clientContext = Buffer.from(ClientContext, 'base64').toString('utf8');
  try {
    JSON.parse(clientContext);
  } catch {
    throw invalidClientContext();
  }
  if (ClientContext.length > clientContextBytesMax) throw invalidClientContext();
  return { clientContext };
}

function invalidClientContext(): InvalidRequestContentException {
  return new InvalidRequestContentException('Client context must be a valid Base64-encoded JSON object.');
}
