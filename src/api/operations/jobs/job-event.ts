import type { Arn } from '../../../base/arn.ts';
import type { JsonObject } from '../../../base/json.ts';

/** A change of a job, task or run as AWS tells EventBridge of it, without the members that the bus adds. */
export interface JobEvent {
  readonly service: 'batch' | 'ecs' | 'glue';
  /** `Batch Job State Change`. */
  readonly detailType: string;
  /** `aws.batch`. */
  readonly source: string;
  readonly account: string;
  readonly region: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly resources: readonly Arn[];
  readonly detail: JsonObject;
}

/** Told of every change once it is durable; must not throw. */
export type OnJobEvent = (event: JobEvent) => void;
