import type { Arn } from '../../base/arn.ts';
import type { JsonObject } from '../../base/json.ts';

/** Calls endpoints that are no AWS API, for one task and as the task's role. */
export interface EndpointSession {
  /** Epoch milliseconds. */
  now(): number;
  /** Why the role may not do something, in AWS's words; undefined where it may. */
  findDenial(permission: EndpointPermission): Promise<string | undefined>;
  /** The secrets of an EventBridge connection, whoever asks; undefined where there is no such connection. */
  findConnection(connectionArn: Arn): Promise<ConnectionSecrets | undefined>;
  /** Where the account's APIs of API Gateway are, if the configuration says so. */
  readonly apiTarget: ApiTarget | undefined;
  /** A URL that tells whoever asks it, with the same headers, who the role is. Throws EndpointUnreachable. */
  presignIdentity(request: IdentityRequest): Promise<string>;
  /** Follows no redirects and takes any status. Throws EndpointUnreachable. */
  send(request: HttpRequest): Promise<HttpResponse>;
}

/** GetCallerIdentity of STS, signed now to be asked later. */
export interface IdentityRequest {
  /** What must be sent along. */
  readonly headers: HttpHeaders;
  /** How long the URL holds. */
  readonly expiresSeconds: number;
}

export interface EndpointPermission {
  /** `states:InvokeHTTPEndpoint`. */
  readonly action: string;
  readonly resource: Arn;
  readonly context?: Readonly<Record<string, string>>;
}

/** How an EventBridge connection authorizes calls. */
export interface ConnectionSecrets {
  readonly authorizationType: 'BASIC' | 'API_KEY' | 'OAUTH_CLIENT_CREDENTIALS';
  /** EventBridge's AuthParameters: the member of the type, and InvocationHttpParameters. */
  readonly authParameters: JsonObject;
  readonly secretArn: Arn;
}

export interface ApiTarget {
  /** Whether AWS itself decides who may call. */
  readonly isAws: boolean;
  /** `request` to the API at its own host, as it is to be sent to reach the API here, signed as the role with `isSigned`. */
  route(request: HttpRequest, isSigned: boolean): Promise<HttpRequest>;
}

export type HttpHeaders = readonly (readonly [name: string, value: string])[];

export interface HttpRequest {
  readonly method: string;
  /** What the request says it is to; `connectTo` says where it goes instead, if anywhere else. */
  readonly url: string;
  readonly connectTo?: string;
  /** Host and Content-Length are added. */
  readonly headers: HttpHeaders;
  readonly body?: string;
  /** Certificates in PEM, over TLS the only authorities that are trusted. */
  readonly certificateAuthority?: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly statusText: string;
  /** In the order and spelling they came in. */
  readonly headers: HttpHeaders;
  readonly body: Uint8Array;
}

/** What passed over the wire, for who tests a state. */
export interface HttpExchange {
  readonly request: HttpRequest;
  /** With the secrets of the connection made unreadable. */
  readonly concealedRequest: HttpRequest;
  /** Undefined where none came. */
  readonly response: HttpResponse | undefined;
}

export type UnreachableReason = 'UnknownHost' | 'Connect' | 'Timeout' | 'Forbidden' | 'TooLarge' | 'Io';

/** No answer came from an endpoint, or none that can be used. */
export class EndpointUnreachable extends Error {
  override readonly name = 'EndpointUnreachable';
  readonly reason: UnreachableReason;

  constructor(message: string, reason: UnreachableReason) {
    super(message);
    this.reason = reason;
  }
}

/** How long a call may take. Source: Developer Guide, "Service quotas", quotas related to HTTP Task. */
export const endpointSecondsMax = 60;

/** Bytes of an answer's body, as the Range header of requests asks for. */
export const responseBytesMax = 256 * 1024;
