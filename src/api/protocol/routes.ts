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
  readonly statesBodyBytesMax: number;
  readonly queryBodyBytesMax: number;
  readonly lambdaBodyBytesMax: number;
}

/**
 * What AWS accepts. Step Functions: "Maximum request size" in "Service quotas", with the headers' kilobyte that the
 * answer to a larger one speaks of. Lambda: 50 MB of code, and base64 makes 4 bytes of 3.
 */
export const defaultBodyLimits: BodyLimits = {
  statesBodyBytesMax: 1024 * 1024 + 1024,
  queryBodyBytesMax: 1024 * 1024,
  lambdaBodyBytesMax: 70_000_000,
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
  const states = served(apiModels.states);
  const iam = served(apiModels.iam);
  const sts = served(apiModels.sts);
  const lambda = served(apiModels.lambda);
  const awsJson: Route = {
    protocol: createAwsJsonProtocol(states),
    service: 'states',
    bodyBytesMax: limits.statesBodyBytesMax,
  };
  const query: Route = {
    protocol: createQueryProtocol([iam, sts]),
    service: undefined,
    bodyBytesMax: limits.queryBodyBytesMax,
  };
  const restJson: Route = {
    protocol: createRestJsonProtocol(lambda),
    service: 'lambda',
    bodyBytesMax: limits.lambdaBodyBytesMax,
  };
  return ({ path, target }) => {
    if (target !== undefined) return awsJson;
    return path === '/' || path === '' ? query : restJson;
  };
}
