import type { Arn } from '../../base/arn.ts';
import type { JsonObject } from '../../base/json.ts';
import type { Tag } from './tag.ts';

export interface EventBusBody {
  readonly arn: Arn;
  readonly name: string;
  readonly description: string | undefined;
  /** Of its policy; empty where it has none. */
  readonly statements: readonly JsonObject[];
  /** Undefined for the default bus, which nobody created. */
  readonly createdAt: number | undefined;
  readonly updatedAt: number | undefined;
  readonly tags: readonly Tag[];
}

export interface EventRuleBody {
  readonly arn: Arn;
  readonly name: string;
  readonly eventBusName: string;
  /** The pattern's text, as given. */
  readonly eventPattern: string | undefined;
  readonly scheduleExpression: string | undefined;
  /** From when the periods of a rate are counted. */
  readonly scheduledFrom: number;
  readonly state: 'ENABLED' | 'DISABLED' | 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
  readonly description: string | undefined;
  readonly roleArn: Arn | undefined;
  /** The service that made it; users cannot change its rules. */
  readonly managedBy: string | undefined;
  /** The account that created it, which a bus policy may have let in from outside. */
  readonly createdBy: string;
  readonly targets: readonly EventTargetBody[];
  readonly tags: readonly Tag[];
}

/** A target as PutTargets takes it. */
export interface EventTargetBody {
  readonly Id: string;
  readonly Arn: Arn;
  readonly RoleArn?: Arn;
  readonly Input?: string;
  readonly InputPath?: string;
  readonly InputTransformer?: EventInputTransformer;
  readonly RetryPolicy?: EventRetryPolicy;
  readonly SqsParameters?: { readonly MessageGroupId?: string };
}

export interface EventInputTransformer {
  readonly InputPathsMap?: Readonly<Record<string, string>>;
  readonly InputTemplate: string;
}

export interface EventRetryPolicy {
  readonly MaximumRetryAttempts?: number;
  readonly MaximumEventAgeInSeconds?: number;
}

export interface EventRulePlaceBody {
  readonly account: string;
  readonly region: string;
}

export interface EventConnectionBody {
  readonly arn: Arn;
  readonly name: string;
  readonly description: string | undefined;
  readonly authorizationType: 'BASIC' | 'API_KEY' | 'OAUTH_CLIENT_CREDENTIALS';
  /** The API's AuthParameters with their secrets, which no answer shows. */
  readonly authParameters: JsonObject;
  readonly secretArn: Arn;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly authorizedAt: number;
}
