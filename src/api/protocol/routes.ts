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
  const query = routeTo(undefined, limits.queryBodyBytesMax, () =>
    createQueryProtocol([served(apiModels.iam), served(apiModels.sts), served(apiModels.sns)]),
  );
  const awsJson = (service: ServiceName, bodyBytesMax = limits.jsonBodyBytesMax): Route =>
    routeTo(service, bodyBytesMax, () => createAwsJsonProtocol(served(apiModels[service])));
  const restJson = (service: ServiceName, bodyBytesMax: number): Route =>
    routeTo(service, bodyBytesMax, () => createRestJsonProtocol(served(apiModels[service])));
  const states = awsJson('states');
  const byTarget: ReadonlyMap<string, Route> = new Map([
    [targetPrefixes.states, states],
    [targetPrefixes.events, awsJson('events', limits.eventsBodyBytesMax)],
    [targetPrefixes.ecs, awsJson('ecs')],
    [targetPrefixes.glue, awsJson('glue')],
    [targetPrefixes.sqs, awsJson('sqs', limits.sqsBodyBytesMax)],
    [targetPrefixes.dynamodb, awsJson('dynamodb', limits.dynamodbBodyBytesMax)],
    [targetPrefixes.logs, awsJson('logs', limits.eventsBodyBytesMax)],
    [targetPrefixes.secretsmanager, awsJson('secretsmanager')],
    [targetPrefixes.ssm, awsJson('ssm')],
    [targetPrefixes.stepwell, awsJson('stepwell')],
  ]);
  const lambda = restJson('lambda', limits.lambdaBodyBytesMax);
  const byPath: ReadonlyMap<string, Route> = new Map([
    [pathPrefixes.lambda, lambda],
    [pathPrefixes.batch, restJson('batch', limits.jsonBodyBytesMax)],
  ]);
  const s3Protocol = once(() => createRestXmlProtocol(served(apiModels.s3)));
  const s3: Route = {
    service: 's3',
    bodyBytesMax: limits.s3DocumentBytesMax,
    get protocol() {
      return s3Protocol();
    },
    get streamed() {
      return s3Protocol();
    },
  };
  return (head) => {
    const { path, target } = head;
    if (target !== undefined) return byTarget.get(target.slice(0, target.lastIndexOf('.'))) ?? states;
    if (isForS3(head)) return s3;
    if (path === '/' || path === '') return query;
    const known = byPath.get(path.split('/', 2)[1] ?? '');
    if (known !== undefined) return known;
    // Who signs nothing asks for an object that anybody may have.
    return head.authorization === undefined && isServed('s3', 'GetObject') ? s3 : lambda;
  };
}

/** What a service's targets have before the operation, as its model says, which is not read before a request is for it. */
export const targetPrefixes = {
  states: 'AWSStepFunctions',
  events: 'AWSEvents',
  ecs: 'AmazonEC2ContainerServiceV20141113',
  glue: 'AWSGlue',
  sqs: 'AmazonSQS',
  dynamodb: 'DynamoDB_20120810',
  logs: 'Logs_20140328',
  secretsmanager: 'secretsmanager',
  ssm: 'AmazonSSM',
  stepwell: 'Stepwell_20260101',
} as const satisfies Partial<Record<ServiceName, string>>;

/** The first segment of all paths of a service. No two services share one. */
export const pathPrefixes = {
  lambda: '2015-03-31',
  batch: 'v1',
} as const satisfies Partial<Record<ServiceName, string>>;

/** The protocol is made for the first request. */
function routeTo(
  service: ServiceName | undefined,
  bodyBytesMax: number,
  createProtocol: () => Protocol,
): Route {
  const protocolOf = once(createProtocol);
  return {
    service,
    bodyBytesMax,
    get protocol() {
      return protocolOf();
    },
  };
}

function once<Value>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** A bucket may be called anything, so a request is S3's by what it is signed for, or by its host. */
function isForS3({ query, host, authorization }: RequestHead): boolean {
  if (authorization !== undefined)
    return authorization.includes('/s3/aws4_request') || authorization.startsWith('AWS ');
  if (query.includes('X-Amz-Credential=')) return /%2Fs3%2Faws4_request|\/s3\/aws4_request/i.test(query);
  return query.includes('AWSAccessKeyId=') || bucketInHost(host) !== undefined;
}
