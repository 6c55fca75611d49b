import type { Logger } from 'pino';
import type { Clock } from '../base/clock.ts';
import type { Json, JsonObject } from '../base/json.ts';
import type { FunctionRunner } from '../compute/function-runner.ts';
import type { Connectors } from '../connectors/index.ts';
import type { DynamoDb } from '../dynamodb/dynamodb.ts';
import type { EventBridge } from '../eventbridge/event-bridge.ts';
import type { LogStore } from '../logs/log-store.ts';
import type { Messaging } from '../messaging/messaging.ts';
import type { ByteSource } from '../objects/byte-source.ts';
import type { ObjectBodies } from '../objects/object-bodies.ts';
import type { Backups } from '../runtime/backups.ts';
import type { Caller, Identity, Permission } from '../runtime/identity/identity.ts';
import type { RecordedCallsKeeper } from '../runtime/identity/recorded-calls-keeper.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Store } from '../store/store.ts';
import type { JobServices } from './operations/jobs/job-services.ts';
import type { Sealing } from './sealing.ts';

/** The services whose APIs this server answers, its own last. Names are the SigV4 signing names. */
export type ServiceName =
  | 'states'
  | 'iam'
  | 'sts'
  | 'lambda'
  | 'events'
  | 'batch'
  | 'ecs'
  | 'glue'
  | 'sqs'
  | 'sns'
  | 'dynamodb'
  | 'logs'
  | 'secretsmanager'
  | 'ssm'
  | 's3'
  | 'stepwell';

/**
 * One API action: what it needs to be allowed, and what it does.
 *
 * Inputs and outputs are JSON with the API's own member names, whatever the protocol. A point in time is epoch
 * milliseconds. A blob within a body, such as a function's ZipFile, is base64 text; a blob that is a whole body, such as
 * Invoke's Payload, is the text itself, absent where the body is empty; a body that is streamed, such as an S3 object, is no member, but the
 * Call's. Members that travel as headers or as the HTTP
 * status (Invoke's FunctionError and StatusCode) are members like any other.
 */
export interface Operation {
  readonly service: ServiceName;
  /** The API's name: `StartExecution`. */
  readonly name: string;
  /** Set where the operation checks its input by itself, in another way than by the constraints of the API model. */
  readonly checksInput?: true;
  /**
   * The permissions a call needs, all of them. Empty for an action that anybody with credentials may call.
   *
   * `input` has passed the constraints of the API model.
   */
  permissions(input: JsonObject, call: Call): readonly Permission[] | Promise<readonly Permission[]>;
  /** Throws an AwsError where the caller erred. Points in time in the answer are epoch milliseconds. */
  run(input: JsonObject, call: Call): Promise<Json>;
}

/** All operations of a service that its model has, whose code is loaded with the first call of one of them. */
export interface OperationTable {
  readonly service: ServiceName;
  load(): Promise<Readonly<Record<string, Operation>>>;
}

/** One request on its way through an operation. */
export interface Call {
  readonly caller: Caller;
  readonly requestId: string;
  /** The trace that the request belongs to, as an X-Ray trace header. */
  readonly traceHeader?: string | undefined;
  readonly services: Services;
  /** The bytes of the request's body, of an operation that takes them as they come. */
  readonly body?: RequestBody | undefined;
  /** Takes the bytes that the answer's body is to have, and lets go of them once they are sent. Nothing may fail after it. */
  readonly answerBody?: AnswerBody | undefined;
  /** Takes whom to tell if the client hangs up before it has the whole answer. A call from within has none. */
  readonly onHangUp?: OnHangUp | undefined;
}

export type OnHangUp = (hangUp: () => void) => void;

export type AnswerBody = (body: ByteSource) => void;

/** A body that is not held but taken as it comes. Taking it throws an AwsError where it is not what the request says it is. */
export interface RequestBody extends Pick<ByteSource, 'length' | 'chunks'> {
  /** The headers that the request says come behind the bytes, in small letters. */
  readonly announcedTrailers: readonly string[];
  /** A header that came behind the bytes, once all of them have been taken. */
  trailer(name: string): string | undefined;
}

/** Everything operations may reach. Built once, by main. */
export interface Services {
  readonly store: Store;
  readonly identity: Identity;
  readonly runtime: Runtime;
  readonly recordedCalls: Pick<RecordedCallsKeeper, 'list'>;
  readonly functions: FunctionRunner;
  readonly connectors: Connectors;
  readonly eventBridge: EventBridge;
  readonly jobs: JobServices;
  readonly messaging: Messaging;
  /** The bytes of S3's objects. */
  readonly objectBodies: ObjectBodies;
  readonly dynamodb: DynamoDb;
  readonly logs: LogStore;
  readonly sealing: Sealing;
  /** Undefined where everything is kept in memory. */
  readonly backups?: Backups | undefined;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly newId: () => string;
  readonly log: Logger;
  /** Where this server can be reached, for code that calls back: `http://127.0.0.1:8083`. */
  readonly endpoint: () => string;
}
