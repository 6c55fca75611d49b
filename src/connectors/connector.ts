import type { Arn } from '../base/arn.ts';
import type { Failure } from '../base/failure.ts';
import type { Json, JsonObject } from '../base/json.ts';
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
  /** The name under which the end of `job` is announced in the same account and region: an ARN. */
  completionName?(job: Json): string;
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
  /** Calls services as the task's role: the execution role, or the target role of `Credentials`. */
  readonly session: Session;
}

/** Calls AWS services as one role, in that role's account and the state machine's region. */
export interface Session {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  /**
   * Makes one API call. `service` is the SigV4 signing name (`states`, `lambda`, `iam`, `sts`), `action` the API's name
   * (`StartExecution`), `input` and the answer's `output` have the API's own member names; points in time are epoch
   * milliseconds.
   *
   * Throws ServiceError where the service refuses and ServiceUnreachable where there is no answer.
   */
  request(service: string, action: string, input: JsonObject): Promise<ServiceAnswer>;
}

export interface ServiceAnswer {
  readonly output: JsonObject;
  readonly metadata: ResponseMetadata;
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

  constructor(
    message: string,
    { code, status, requestId }: { code: string; status: number; requestId: string },
  ) {
    super(message);
    this.code = code;
    this.status = status;
    this.requestId = requestId;
  }
}

/** No answer came from a service: its host is unknown, the connection broke, or it took too long. */
export class ServiceUnreachable extends Error {
  override readonly name = 'ServiceUnreachable';
}
