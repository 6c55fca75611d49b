import type { Arn } from '../base/arn.ts';
import type { Failure } from '../base/failure.ts';
import type { Json, JsonObject } from '../base/json.ts';
import type { EndpointSession, HttpExchange } from './http/endpoint-session.ts';
import type { ManagedRule } from './managed-rules.ts';
import type { IntegrationPattern } from './pattern.ts';

/**
 * A service integration: what a Task's `Resource` calls.
 *
 * A connector turns the task's parameters into calls made as the task's role, and their answers into the task's result
 * or Failure, with the error names and texts that Step Functions gives for this integration. It never throws for what
 * the called service refused.
 */
export interface Connector {
  /**
   * As in `arn:aws:states:::<resource>`, without the pattern's suffix: `lambda:invoke`, `aws-sdk:sfn:startExecution`.
   * The connector of functions named by their own ARN says `lambda:function`.
   */
  readonly resource: string;
  readonly patterns: readonly IntegrationPattern[];
  /** The error name for a call whose answer never came, as the AWS SDK's client has it: `Lambda.SdkClientException`. */
  readonly clientError: string;
  /**
   * Whether making the same call twice has the effect of making it once, so that it may be repeated when a crash hid its
   * answer.
   */
  isIdempotent(task: Pick<ConnectorTask, 'resourceArn' | 'parameters'>): boolean;
  /** Makes the first call. `Submitted` only for the patterns Sync and WaitForTaskToken. */
  call(task: ConnectorTask): Promise<Answer>;
  /**
   * Asks whether a submitted job has ended: its result, or undefined while it goes on.
   *
   * Rejects where the service does not say, such as for want of a permission; the job may still be going on.
   */
  poll?(task: ConnectorTask, job: Json): Promise<Json | Failure | undefined>;
  /** Ends a submitted job, best effort. Rejects where the service refused. */
  cancel?(task: ConnectorTask, job: Json): Promise<void>;
  /** The rule that AWS keeps to hear when such jobs end in the same account and region; jobs without one are polled only. */
  readonly managedRule?: ManagedRule | undefined;
  /** The name under which the end of `job` is announced in the same account and region: the ARN that the event lists. */
  completionName?(job: Json): string;
  /** What the announcing event says of the task's result; undefined where it does not say, so that the job must be asked after. */
  resultOfEvent?(event: JobEvent): Promise<Json | Failure | undefined>;
}

/** The event that announced the end of a job. */
export interface JobEvent {
  readonly detail: JsonObject;
  readonly job: Json;
  /** As the task's. */
  readonly syncVersion: number | undefined;
}

/** The first call's outcome. */
export type Answer =
  | { readonly type: 'Result'; readonly result: Json | Failure }
  | { readonly type: 'Submitted'; readonly output: Json; readonly job: Json | undefined };

/** One task, as a connector sees it. */
export interface ConnectorTask {
  /** As the definition has it. */
  readonly resourceArn: Arn;
  /** `RequestResponse`, `Sync` or `WaitForTaskToken`. */
  readonly pattern: IntegrationPattern;
  /** The number after `.sync:`; 1 for `.sync`; undefined where the pattern is not Sync. */
  readonly syncVersion: number | undefined;
  readonly parameters: Json;
  /** The same for every repetition of this very call and different for every other: a UUID's text. */
  readonly idempotencyKey: string;
  readonly executionArn: Arn;
  readonly stateMachineArn: Arn;
  /** Calls services as the task's role: the execution role, or the target role of `Credentials`. */
  readonly session: Session;
  /** Calls endpoints that are no AWS API as the same role; undefined where this server calls none. */
  readonly endpoints?: EndpointSession | undefined;
  /** Told of every request that is made of such an endpoint; undefined where nobody wants to know. */
  readonly onExchange?: OnExchange | undefined;
}

export type OnExchange = (exchange: HttpExchange) => void;

/** Calls AWS services as one role, in that role's account and the state machine's region. */
export interface Session {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  /**
   * Makes one API call. `service` is the service's name in tasks' resources, with `aws-sdk:` or without (`s3`, `events` as well
   * as `eventbridge`, `states` as well as `sfn`); `action` is the API's name (`StartExecution`), `input` and the answer's `output` have the
   * API's own member names. Points in time are epoch milliseconds. A blob that is a whole body is its text, one within a
   * body is base64.
   *
   * Throws ServiceError where the service refuses and ServiceUnreachable where there is no answer.
   */
  request(
    service: string,
    action: string,
    input: JsonObject,
    options?: RequestOptions,
  ): Promise<ServiceAnswer>;
}

export interface RequestOptions {
  /**
   * Gives a streamed body as bytes, in the answer's `body` and not among its `output`. One that is longer is not read to its
   * end, and `body` is longer than this too.
   */
  readonly bodyBytesMax?: number;
  /** Is given each event of an answer that is a stream of them, which the answer's `output` then lacks. */
  readonly onEvent?: (event: JsonObject) => void;
  /** How long the call may take, its stream included. Throws ServiceTimedOut after that. */
  readonly secondsMax?: number;
}

export interface ServiceAnswer {
  readonly output: JsonObject;
  readonly metadata: ResponseMetadata;
  /** Only where `bodyBytesMax` asked for it and the service streamed one. */
  readonly body?: Uint8Array;
}

/** What the HTTP answer looked like, for results that show it. */
export interface ResponseMetadata {
  readonly requestId: string;
  readonly status: number;
  /** In the order AWS lists them, with the spelling it uses. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A service refused a call. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  /** The exception's name on the wire: `ResourceNotFoundException`, `StateMachineDoesNotExist`. */
  readonly code: string;
  readonly status: number;
  readonly requestId: string;
  /** Some services, such as S3, name a request twice. */
  readonly extendedRequestId: string | undefined;
  /** How often the call was made, that it was refused included. */
  readonly attemptCount: number;

  constructor(message: string, { code, status, requestId, extendedRequestId, attemptCount = 1 }: Refusal) {
    super(message);
    this.code = code;
    this.status = status;
    this.requestId = requestId;
    this.extendedRequestId = extendedRequestId;
    this.attemptCount = attemptCount;
  }
}

interface Refusal {
  readonly code: string;
  readonly status: number;
  readonly requestId: string;
  readonly extendedRequestId?: string | undefined;
  readonly attemptCount?: number;
}

/** No answer came from a service: its host is unknown, the connection broke, or it took too long. */
export class ServiceUnreachable extends Error {
  override readonly name: string = 'ServiceUnreachable';
  /** 0 where no call was made. */
  readonly attemptCount: number;

  constructor(message: string, attemptCount = 1) {
    super(message);
    this.attemptCount = attemptCount;
  }
}

/** A call took longer than it may. */
export class ServiceTimedOut extends ServiceUnreachable {
  override readonly name = 'ServiceTimedOut';
}
