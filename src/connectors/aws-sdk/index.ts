import { assert } from '../../base/assert.ts';
import { Failure } from '../../base/failure.ts';
import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import type { SdkServiceFacts } from '../catalog/aws-sdk.ts';
import type { Answer, Connector, ConnectorTask } from '../connector.ts';
import { notAnObject, unusable } from '../parameters.ts';
import { installationAdvice, loadClientPackage } from './client-package.ts';
import { clientErrorOf } from './failure.ts';
import { capitalizedName } from './java-names.ts';
import { createSdkCalls, type FindSdkCall, type SdkCall } from './sdk-call.ts';
import type { ServiceModel } from './service-model.ts';
import { type SdkServiceName, sdkPatterns, sdkResource, sdkServices } from './services.ts';

/** The API models, by signing name. */
export type ServiceModels = Readonly<Record<SdkServiceName, ServiceModel>>;

/**
 * One connector for each operation of each service that this server has a model of: `aws-sdk:sfn:startExecution`.
 *
 * Source: Developer Guide, "Learning to use AWS service SDK integrations in Step Functions".
 */
export function createAwsSdkConnectors(models: ServiceModels): readonly Connector[] {
  return Object.entries(sdkServices).flatMap(([name, service]) => {
    const { errorPrefix, operations } = service;
    let findCall: FindSdkCall | undefined;
    return operations.map((operation) => {
      let call: SdkCall | undefined;
      const openCall = () => {
        findCall ??= createSdkCalls(models[name as SdkServiceName], errorPrefix);
        call ??= findCall(operation);
        assert(call !== undefined, `operation ${operation} in the model of ${name}`);
        return call;
      };
      const resource = sdkResource(service, operation);
      return createConnector({
        resource,
        service: name,
        errorPrefix,
        action: operation,
        openCall,
      });
    });
  });
}

/** The connector of any action of any service whose AWS SDK client is installed. The client is loaded with the first call. */
export function createGenericConnector({ service, errorPrefix }: SdkServiceFacts, action: string): Connector {
  return createConnector({
    resource: `aws-sdk:${service}:${action}`,
    service,
    errorPrefix,
    action: capitalizedName(action),
    openCall: async () => (await loadCalls(service, errorPrefix))?.(action),
  });
}

const callsByService = new Map<string, Promise<FindSdkCall | undefined>>();

function loadCalls(service: string, errorPrefix: string): Promise<FindSdkCall | undefined> {
  const known = callsByService.get(service);
  if (known !== undefined) return known;
  const loading = loadClientPackage(service).then(
    (client) => client && createSdkCalls(client.model, errorPrefix),
  );
  callsByService.set(service, loading);
  return loading;
}

interface SdkIntegration {
  readonly resource: string;
  /** As sessions name it. */
  readonly service: string;
  readonly errorPrefix: string;
  /** With a capital: `GetObject`. */
  readonly action: string;
  /** Undefined where the service has no such operation. */
  readonly openCall: () => SdkCall | Promise<SdkCall | undefined>;
}

function createConnector({ resource, service, errorPrefix, action, openCall }: SdkIntegration): Connector {
  const noAnswer = clientErrorOf(errorPrefix);
  return {
    resource,
    patterns: sdkPatterns,
    clientError: noAnswer,
    isIdempotent: ({ parameters }) => isIdempotent(action, parameters),
    call: async (task): Promise<Answer> => {
      const { parameters, pattern, session } = task;
      if (!isJsonObject(parameters)) return failed(unusable(parameters, [notAnObject]));
      const call = await openCall();
      if (call === undefined) return failed(new Failure(noAnswer, missingOperation(resource, service)));
      const problems: string[] = [];
      const input = call.encode(parameters, 'Parameters', problems);
      if (problems.length > 0) return failed(unusable(parameters, problems));
      assert(isJsonObject(input), `an object as the input of ${action}`);
      try {
        const answer = await session.request(service, call.action, withToken(input, call, task));
        const result = call.decode(answer.output);
        if (pattern === 'RequestResponse') return { type: 'Result', result };
        return { type: 'Submitted', output: result, job: undefined };
      } catch (thrown) {
        return failed(call.failureOf(thrown));
      }
    },
  };
}

/** The AWS SDK fills in tokens that nobody gave; ours is the same when the very same call is repeated. */
function withToken(input: JsonObject, { idempotencyToken }: SdkCall, task: ConnectorTask): JsonObject {
  if (idempotencyToken === undefined || input[idempotencyToken] !== undefined) return input;
  return { ...input, [idempotencyToken]: task.idempotencyKey };
}

function missingOperation(resource: string, service: string): string {
  return `No call was made, because the installed client of ${service} does not know ${resource}. ${installationAdvice(service)}@latest`;
}

function failed(failure: Failure): Answer {
  return { type: 'Result', result: failure };
}

function isIdempotent(action: string, parameters: Json): boolean {
  // A worker that asks for a task is given it, and nobody else is.
  if (action === 'GetActivityTask') return false;
  if (action === 'StartExecution') return isJsonObject(parameters) && typeof parameters.Name === 'string';
  return /^(BatchGet|Describe|Get|Head|List|Lookup|Query|Scan|Search|Simulate|Validate)/.test(action);
}
