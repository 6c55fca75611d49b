import type { Arn, Place } from '../../base/arn.ts';
import type { JsonObject } from '../../base/json.ts';

export interface BatchComputeEnvironmentBody {
  readonly arn: Arn;
  readonly uuid: string;
  readonly type: 'MANAGED' | 'UNMANAGED';
  readonly state: 'ENABLED' | 'DISABLED';
  /** How many vCPUs its jobs may have at once. */
  readonly vcpusMax: number;
  /** The API's other members, as given. */
  readonly reported: JsonObject;
}

export interface BatchJobQueueBody {
  readonly arn: Arn;
  readonly state: 'ENABLED' | 'DISABLED';
  readonly priority: number;
  /** The ARNs of its compute environments, the first choice first. */
  readonly computeEnvironments: readonly Arn[];
  /** The API's other members, as given. */
  readonly reported: JsonObject;
}

export interface BatchJobDefinitionBody {
  readonly arn: Arn;
  readonly name: string;
  readonly revision: number;
  readonly status: 'ACTIVE' | 'INACTIVE';
  /** The API's members, as given. */
  readonly reported: JsonObject;
}

export type BatchJobStatus =
  | 'SUBMITTED'
  | 'PENDING'
  | 'RUNNABLE'
  | 'STARTING'
  | 'RUNNING'
  | 'SUCCEEDED'
  | 'FAILED';

export interface BatchJobBody {
  readonly place: Place;
  readonly jobId: string;
  readonly jobName: string;
  readonly queueName: string;
  readonly queueArn: Arn;
  readonly definitionArn: Arn;
  readonly status: BatchJobStatus;
  readonly statusReason: string | undefined;
  readonly createdAt: number;
  readonly startedAt: number | undefined;
  readonly stoppedAt: number | undefined;
  readonly dependsOn: readonly BatchDependency[];
  /** Of the job that stands for an array. */
  readonly arraySize: number | undefined;
  /** Of a job of an array. */
  readonly child: { readonly parentId: string; readonly index: number; readonly size: number } | undefined;
  readonly vcpus: number;
  /** The API's ContainerDetail before the job has run, its placeholders filled in. */
  readonly container: JsonObject;
  readonly attemptsMax: number;
  readonly evaluateOnExit: readonly JsonObject[];
  readonly timeoutSeconds: number | undefined;
  readonly attempts: readonly BatchAttempt[];
  /** Why it was told to end, once it was. */
  readonly terminationReason: string | undefined;
  /** The API's other members, as given. */
  readonly reported: JsonObject;
}

export interface BatchDependency {
  readonly jobId?: string;
  readonly type?: 'N_TO_N' | 'SEQUENTIAL';
}

/** One run of a job's command. */
export interface BatchAttempt {
  readonly taskArn: Arn;
  readonly logStreamName: string;
  readonly startedAt: number | undefined;
  readonly stoppedAt: number;
  readonly exitCode: number | undefined;
  /** The container's reason. */
  readonly reason: string | undefined;
  readonly statusReason: string;
}
