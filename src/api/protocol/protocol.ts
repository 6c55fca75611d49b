import type { IncomingHttpHeaders } from 'node:http';
import type { AwsError } from '../../base/aws-error.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import type { ByteSource } from '../../objects/byte-source.ts';
import type { ServiceName } from '../operation.ts';

/** A request as it arrived, its body read. */
export interface HttpRequest {
  readonly method: string;
  /** Of the request target, percent-encoding and all: `/2015-03-31/functions/f`. */
  readonly path: string;
  /** Of the request target, without the question mark. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  /** Names and values in turn, as sent. */
  readonly rawHeaders: readonly string[];
  /** As sent, so still compressed where the request says so. */
  readonly body: Buffer;
  /** The address of the client's end of the connection. */
  readonly sourceIp: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What is sent in place of `body`, where there is any. */
  readonly bytes?: ByteSource;
}

/** Which operation a request asks for. */
export interface Selection {
  readonly service: ServiceName;
  readonly operationName: string;
  /** The input, once the caller is known. Throws an AwsError where the request has none the protocol can read. */
  readonly readInput: () => JsonObject;
}

/** One way to put operations on HTTP. Built once from the models of the services that speak it. */
export interface Protocol {
  /**
   * The operation `request` asks for. `content` is the body, decompressed. Throws an AwsError where there is none.
   */
  select(request: HttpRequest, content: Buffer): Selection;
  answer(selection: Selection, output: Json, requestId: string): HttpAnswer;
  /** `service` is the one the request was meant for, where that is known. */
  refuse(error: AwsError, service: ServiceName | undefined, requestId: string): HttpAnswer;
}
