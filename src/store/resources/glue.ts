import type { Arn, Place } from '../../base/arn.ts';
import type { JsonObject } from '../../base/json.ts';

export interface GlueJobBody {
  readonly createdAt: number;
  readonly updatedAt: number;
  /** The API's members, as given. */
  readonly reported: JsonObject;
}

export type GlueJobRunState =
  | 'STARTING'
  | 'RUNNING'
  | 'STOPPING'
  | 'STOPPED'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'TIMEOUT';

export interface GlueJobRunBody {
  readonly place: Place;
  readonly id: string;
  readonly jobName: string;
  readonly state: GlueJobRunState;
  readonly errorMessage: string | undefined;
  /** 0 for the first, which has no previous run. */
  readonly attempt: number;
  readonly previousRunId: string | undefined;
  readonly createdAt: number;
  /** When its script began to run. */
  readonly beganAt: number | undefined;
  readonly modifiedAt: number;
  readonly completedAt: number | undefined;
  readonly roleArn: Arn;
  readonly commandName: string;
  readonly scriptLocation: string;
  /** What the script is given: of the job and of the run. */
  readonly scriptArguments: Readonly<Record<string, string>>;
  /** What the run was started with. */
  readonly arguments: Readonly<Record<string, string>>;
  readonly timeoutMinutes: number;
  readonly retriesMax: number;
  /** The API's other members, as given. */
  readonly reported: JsonObject;
}
