import { type ApiModel, apiModels } from '../model/model.ts';
import type { ServiceName } from '../operation.ts';
import { createAwsJsonProtocol } from './aws-json.ts';
import type { Protocol } from './protocol.ts';
import { createQueryProtocol } from './query.ts';
import { createRestJsonProtocol } from './rest-json.ts';

/** A way in: a protocol, and what is particular to the services behind it. */
export interface Route {
  readonly protocol: Protocol;
  /** The service a refusal speaks for before an operation is selected; undefined where several share the way in. */
  readonly service: ServiceName | undefined;
  /** The largest body, as sent and decompressed. */
  readonly bodyBytesMax: number;
}

export interface BodyLimits {
  readonly jsonBodyBytesMax: number;
  readonly queryBodyBytesMax: number;
  readonly lambdaBodyBytesMax: number;
  readonly eventsBodyBytesMax: number;
}

/**
 * What AWS accepts. Step Functions: "Maximum request size" in "Service quotas", with the headers' kilobyte that the
 * answer to a larger one speaks of; other services that speak JSON take as much here. Lambda: 50 MB of code, and base64 makes 4 bytes of 3. EventBridge: 1 MB of entries, of
 * which a client that escapes every character makes six times as much.
 */
export const defaultBodyLimits: BodyLimits = {
  jsonBodyBytesMax: 1024 * 1024 + 1024,
  queryBodyBytesMax: 1024 * 1024,
  lambdaBodyBytesMax: 70_000_000,
  eventsBodyBytesMax: 6 * 1024 * 1024 + 1024,
};

/** Which way in a request takes, before its body is read. */
export type ChooseRoute = (request: { readonly path: string; readonly target: string | undefined }) => Route;

/** `isServed`: whether the server has an operation of the model. One it lacks is as unknown as one that AWS lacks. */
export function createRoutes(
  isServed: (service: ServiceName, operationName: string) => boolean,
  limits: BodyLimits,
): ChooseRoute {
  const served = ({ service, operations, ...model }: ApiModel): ApiModel => ({
    ...model,
    service,
    operations: Object.fromEntries(Object.entries(operations).filter(([name]) => isServed(service, name))),
  });
  const iam = served(apiModels.iam);
  const sts = served(apiModels.sts);
  const query: Route = {
    protocol: createQueryProtocol([iam, sts]),
    service: undefined,
    bodyBytesMax: limits.queryBodyBytesMax,
  };
  const awsJson = (service: ServiceName, bodyBytesMax = limits.jsonBodyBytesMax): Route => ({
    protocol: createAwsJsonProtocol(served(apiModels[service])),
    service,
    bodyBytesMax,
  });
  const restJson = (service: ServiceName, bodyBytesMax: number): Route => ({
    protocol: createRestJsonProtocol(served(apiModels[service])),
    service,
    bodyBytesMax,
  });
  const states = awsJson('states');
  const events = awsJson('events', limits.eventsBodyBytesMax);
  const byTarget = new Map(
    [states, events, awsJson('ecs'), awsJson('glue'), awsJson('stepwell')].flatMap((route) =>
      targetPrefixes(route).map((prefix) => [prefix, route] as const),
    ),
  );
  const lambda = restJson('lambda', limits.lambdaBodyBytesMax);
  const byPath = new Map(
    [lambda, restJson('batch', limits.jsonBodyBytesMax)].flatMap((route) =>
      pathPrefixes(route).map((prefix) => [prefix, route] as const),
    ),
  );
  return ({ path, target }) => {
    if (target !== undefined) return byTarget.get(target.slice(0, target.lastIndexOf('.'))) ?? states;
    if (path === '/' || path === '') return query;
    return byPath.get(path.split('/', 2)[1] ?? '') ?? lambda;
  };
}

/** What a service's targets have before the operation: `AWSStepFunctions`. */
function targetPrefixes({ service }: Route): readonly string[] {
  const prefix = service === undefined ? undefined : apiModels[service].metadata.targetPrefix;
  return prefix === undefined ? [] : [prefix];
}

/** The first segments of a service's paths: `2015-03-31`. No two services share one. */
function pathPrefixes({ service }: Route): readonly string[] {
  if (service === undefined) return [];
  const { operations } = apiModels[service];
  return [...new Set(Object.values(operations).map(({ http }) => http.uri.split('/', 2)[1] ?? ''))];
}
