import type { JsonObject } from '../../base/json.ts';
import type { ServiceName } from '../operation.ts';

/** An answer that never travelled over HTTP, as whoever shows its headers knows it. */
export interface InternalAnswer {
  readonly service: ServiceName;
  readonly operationName: string;
  /** With the API's member names. */
  readonly output: JsonObject;
  readonly requestId: string;
}

/** The headers that AWS's answer would have had, in the order and spelling in which Step Functions shows them. */
export type AnswerHeaders = (answer: InternalAnswer) => Readonly<Record<string, string>>;
