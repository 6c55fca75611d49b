import type { Arn } from '../../base/arn.ts';
import type { JsonObject } from '../../base/json.ts';
import type { Tag } from './tag.ts';

export interface StateMachineBody {
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly status: 'ACTIVE' | 'DELETING';
  readonly createdAt: number;
  readonly updatedAt: number;
  /** The revision that StartExecution runs. */
  readonly revisionName: string;
  /** The API's `revisionId`; undefined for the first revision. */
  readonly revisionId: string | undefined;
  readonly tags: readonly Tag[];
  /** Absent until a version is published. */
  readonly versions?: PublishedVersions;
  /** The version that was published in the act of creating it; absent where none was. */
  readonly firstVersion?: { readonly description: string | undefined };
}

/** What a state machine knows of its versions. */
export interface PublishedVersions {
  /** The latest number given; that of a deleted version is not given again. */
  readonly last: number;
  readonly count: number;
  /** The version of the revision that StartExecution runs, if it has one. */
  readonly current: number | undefined;
}

export interface StateMachineVersionBody {
  readonly revisionName: string;
  readonly description: string | undefined;
  readonly createdAt: number;
}

export interface StateMachineAliasBody {
  readonly description: string | undefined;
  /** One or two, to versions of its own machine; their weights add up to 100. */
  readonly routes: readonly AliasRoute[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface AliasRoute {
  readonly version: number;
  /** The version's revision. */
  readonly revisionName: string;
  /** Percent of the executions. */
  readonly weight: number;
}

export interface StateMachineRevisionBody {
  readonly stateMachineArn: Arn;
  /** The definition's text, as given. */
  readonly definition: string;
  readonly roleArn: Arn;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly updatedAt: number;
  readonly revisionId: string | undefined;
  /** As given; undefined where the request had none. */
  readonly loggingConfiguration: JsonObject | undefined;
  readonly tracingConfiguration: JsonObject | undefined;
  readonly encryptionConfiguration: JsonObject | undefined;
}

export interface ActivityBody {
  readonly createdAt: number;
  /** As given; undefined where the request had none. */
  readonly encryptionConfiguration: JsonObject | undefined;
  readonly tags: readonly Tag[];
}
