import { type ApiModel, apiModels } from '../model/model.ts';
import type { ServiceName } from '../operation.ts';
import { createAwsJsonProtocol } from './aws-json.ts';
import { bucketInHost } from './bucket-address.ts';
import type { Protocol } from './protocol.ts';
import { createQueryProtocol } from './query.ts';
import { createRestJsonProtocol } from './rest-json.ts';
import { createRestXmlProtocol, type RestXmlProtocol } from './rest-xml.ts';

/** A way in: a protocol, and what is particular to the services behind it. */
export interface Route {
  readonly protocol: Protocol;
  /** The service a refusal speaks for before an operation is selected; undefined where several share the way in. */
  readonly service: ServiceName | undefined;
  /** The largest body, as sent and decompressed; of a streamed route, the largest that is a document. */
  readonly bodyBytesMax: number;
  /** The same protocol, where bodies are taken as they come. */
  readonly streamed?: RestXmlProtocol;
}

export interface BodyLimits {
  readonly jsonBodyBytesMax: number;
  readonly queryBodyBytesMax: number;
  readonly lambdaBodyBytesMax: number;
  readonly eventsBodyBytesMax: number;
  readonly sqsBodyBytesMax: number;
  readonly dynamodbBodyBytesMax: number;
  readonly s3DocumentBytesMax: number;
}

/**
 * What AWS accepts. Step Functions: "Maximum request size" in "Service quotas", with the headers' kilobyte that the
 * answer to a larger one speaks of; other services that speak JSON take as much here. Lambda: 50 MB of code, and base64 makes 4 bytes of 3. EventBridge: 1 MB of entries, of
 * which a client that escapes every character makes six times as much.
 */
export const defaultBodyLimits: BodyLimits = {
  jsonBodyBytesMax: 1024 * 1024 + 1024,
  // SNS takes messages of 256 KiB in batches, and a form makes three bytes of many a character.
  queryBodyBytesMax: 1024 * 1024,
  lambdaBodyBytesMax: 70_000_000,
  eventsBodyBytesMax: 6 * 1024 * 1024 + 1024,
  sqsBodyBytesMax: 6 * 1024 * 1024 + 64 * 1024,
  // Items of 16 MB in a batch. Source: API Reference, "BatchWriteItem".
  dynamodbBodyBytesMax: 16 * 1024 * 1024,
  // The parts of an upload, 10,000 of them, each with its checksum.
  s3DocumentBytesMax: 4 * 1024 * 1024,
};

/** What is known of a request before its body is read. */
export interface RequestHead {
  readonly path: string;
  readonly query: string;
  readonly target: string | undefined;
  readonly host: string | undefined;
  readonly authorization: string | undefined;
}

/** Which way in a request takes. */
export type ChooseRoute = (head: RequestHead) => Route;

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
  const query: Route = {
    protocol: createQueryProtocol([served(apiModels.iam), served(apiModels.sts), served(apiModels.sns)]),
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
    [
      states,
      events,
      awsJson('ecs'),
      awsJson('glue'),
      awsJson('sqs', limits.sqsBodyBytesMax),
      awsJson('dynamodb', limits.dynamodbBodyBytesMax),
      awsJson('logs', limits.eventsBodyBytesMax),
      awsJson('secretsmanager'),
      awsJson('ssm'),
      awsJson('stepwell'),
    ].flatMap((route) => targetPrefixes(route).map((prefix) => [prefix, route] as const)),
  );
  const lambda = restJson('lambda', limits.lambdaBodyBytesMax);
  const byPath = new Map(
    [lambda, restJson('batch', limits.jsonBodyBytesMax)].flatMap((route) =>
      pathPrefixes(route).map((prefix) => [prefix, route] as const),
    ),
  );
  const s3Protocol = createRestXmlProtocol(served(apiModels.s3));
  const s3: Route = {
    protocol: s3Protocol,
    streamed: s3Protocol,
    service: 's3',
    bodyBytesMax: limits.s3DocumentBytesMax,
  };
  // Who signs nothing asks for an object that anybody may have.
  const unsigned = isServed('s3', 'GetObject') ? s3 : lambda;
  return (head) => {
    const { path, target } = head;
    if (target !== undefined) return byTarget.get(target.slice(0, target.lastIndexOf('.'))) ?? states;
    if (isForS3(head)) return s3;
    if (path === '/' || path === '') return query;
    return byPath.get(path.split('/', 2)[1] ?? '') ?? (head.authorization === undefined ? unsigned : lambda);
  };
}

/** A bucket may be called anything, so a request is S3's by what it is signed for, or by its host. */
function isForS3({ query, host, authorization }: RequestHead): boolean {
  if (authorization !== undefined)
    return authorization.includes('/s3/aws4_request') || authorization.startsWith('AWS ');
  if (query.includes('X-Amz-Credential=')) return /%2Fs3%2Faws4_request|\/s3\/aws4_request/i.test(query);
  return query.includes('AWSAccessKeyId=') || bucketInHost(host) !== undefined;
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
