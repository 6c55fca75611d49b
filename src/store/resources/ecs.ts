import type { Arn, Place } from '../../base/arn.ts';
import type { JsonObject } from '../../base/json.ts';
import type { Tag } from './tag.ts';

export interface EcsClusterBody {
  readonly arn: Arn;
  readonly status: 'ACTIVE' | 'INACTIVE';
  /** The API's other members, as given. */
  readonly reported: JsonObject;
}

export interface EcsTaskDefinitionBody {
  readonly arn: Arn;
  readonly family: string;
  readonly revision: number;
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly registeredAt: number;
  readonly deregisteredAt: number | undefined;
  readonly registeredBy: Arn;
  readonly taskRoleArn: Arn | undefined;
  readonly executionRoleArn: Arn | undefined;
  readonly containers: readonly JsonObject[];
  readonly tags: readonly Tag[];
  /** The API's other members, as given. */
  readonly reported: JsonObject;
}

export interface EcsTaskBody {
  readonly place: Place;
  readonly taskId: string;
  readonly arn: Arn;
  readonly clusterName: string;
  readonly family: string;
  readonly taskDefinitionArn: Arn;
  readonly lastStatus: 'PROVISIONING' | 'PENDING' | 'RUNNING' | 'STOPPED';
  readonly desiredStatus: 'RUNNING' | 'STOPPED';
  /** Counts the changes. */
  readonly version: number;
  readonly createdAt: number;
  readonly startedAt: number | undefined;
  readonly stoppingAt: number | undefined;
  readonly stoppedAt: number | undefined;
  readonly stopCode: string | undefined;
  readonly stoppedReason: string | undefined;
  readonly startedBy: string | undefined;
  readonly launchType: string;
  readonly clientToken: string | undefined;
  readonly taskRoleArn: Arn | undefined;
  readonly containers: readonly EcsContainer[];
  readonly tags: readonly Tag[];
  /** The API's other members, as given. */
  readonly reported: JsonObject;
}

/** A container of a task: what it runs, and what became of it. */
export interface EcsContainer {
  readonly arn: Arn;
  readonly name: string;
  readonly image: string;
  readonly runtimeId: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string | undefined;
  readonly isEssential: boolean;
  readonly stopTimeoutSeconds: number;
  readonly lastStatus: 'PENDING' | 'RUNNING' | 'STOPPED';
  readonly exitCode: number | undefined;
  readonly reason: string | undefined;
  readonly cpu: string;
  readonly memory: string | undefined;
}
