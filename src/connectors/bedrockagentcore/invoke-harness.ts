import { Failure } from '../../base/failure.ts';
import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import type { LoadModel } from '../api-integrations.ts';
import { installationAdvice } from '../aws-sdk/client-package.ts';
import { createEncoders, type Encode } from '../aws-sdk/encode-parameters.ts';
import { clientErrorOf, createFailureOf, type FailureOf } from '../aws-sdk/failure.ts';
import type { ServiceModel } from '../aws-sdk/service-model.ts';
import { getParameters } from '../catalog/catalog.ts';
import { type Connector, type ConnectorTask, ServiceTimedOut } from '../connector.ts';
import { missingField, notAnObject, unsupportedFields, unusable } from '../parameters.ts';
import { createReply } from './reply.ts';

const resource = 'bedrockagentcore:invokeHarness';
const service = 'bedrockagentcore';

/** An integration whose client does not come with this package, and the service that the client is for. */
export const harnessClient = { resource, service } as const;

const label = 'BedrockAgentCore';
const clientError = clientErrorOf(label);

/** Whatever the harness's own timeout is. */
const secondsMax = 900;

/** Source: Developer Guide, "Invoke Amazon Bedrock AgentCore harness with Step Functions". */
export function createInvokeHarness(loadModel: LoadModel): Connector {
  let api: Promise<HarnessApi | undefined> | undefined;
  const open = () => {
    api ??= loadModel(service).then((model) => model && openApi(model));
    return api;
  };
  return {
    resource,
    patterns: ['RequestResponse'],
    clientError,
    // An agent that is asked again works again, and answers otherwise.
    isIdempotent: () => false,
    call: async (task) => ({ type: 'Result', result: await invoke(task, open) }),
  };
}

interface HarnessApi {
  readonly encode: Encode;
  readonly failureOf: FailureOf;
}

function openApi(model: ServiceModel): HarnessApi {
  const input = model.operations.InvokeHarness?.input ?? '';
  return {
    encode: createEncoders(model, { takesOwnNames: true })(input),
    failureOf: createFailureOf(label, model),
  };
}

async function invoke(
  { parameters, session }: ConnectorTask,
  open: () => Promise<HarnessApi | undefined>,
): Promise<Json | Failure> {
  if (!isJsonObject(parameters)) return unusable(parameters, [notAnObject]);
  const problems = findProblems(parameters);
  if (problems.length > 0) return unusable(parameters, problems);
  const api = await open();
  if (api === undefined) return new Failure(clientError, installationAdvice(service));
  const input = api.encode(parameters, 'Parameters', problems);
  if (problems.length > 0 || !isJsonObject(input)) return unusable(parameters, problems);
  const reply = createReply();
  try {
    await session.request(service, 'InvokeHarness', input, { onEvent: reply.hear, secondsMax });
    return reply.result();
  } catch (thrown) {
    // The harness goes on, as it does when the execution is stopped.
    if (thrown instanceof ServiceTimedOut) return new Failure('States.Timeout');
    return api.failureOf(thrown);
  }
}

function findProblems(parameters: JsonObject): string[] {
  const { names, required } = getParameters(resource);
  return [
    ...unsupportedFields(parameters, names),
    ...required.filter((name) => !Object.hasOwn(parameters, name)).map(missingField),
  ];
}
