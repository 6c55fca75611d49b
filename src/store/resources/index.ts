import type {
  BatchComputeEnvironmentBody,
  BatchJobBody,
  BatchJobDefinitionBody,
  BatchJobQueueBody,
} from './batch.ts';
import type { EcsClusterBody, EcsTaskBody, EcsTaskDefinitionBody } from './ecs.ts';
import type { EventBusBody, EventConnectionBody, EventRuleBody, EventRulePlaceBody } from './events.ts';
import type {
  FunctionBody,
  FunctionCodeBody,
  FunctionCodeUseBody,
  FunctionPolicyBody,
  FunctionVersionBody,
} from './functions.ts';
import type { GlueJobBody, GlueJobRunBody } from './glue.ts';
import type {
  AccessKeyBody,
  ManagedPolicyBody,
  RecordedCallsBody,
  RoleBody,
  ServerSecretBody,
  UserBody,
} from './identity.ts';
import type { LogGroupBody, LogResourcePolicyBody, LogStreamBody } from './logs.ts';
import type { QueueBody, TopicBody, TopicSubscriptionBody } from './messaging.ts';
import type {
  S3BucketBody,
  S3ObjectBody,
  S3OwnedBucketBody,
  S3PartsBody,
  S3UploadBody,
  S3UploadedPartBody,
} from './s3.ts';
import type { SecretBody, SecretValueBody } from './secrets.ts';
import type { ParameterBody, ParameterVersion } from './ssm.ts';
import type {
  ActivityBody,
  StateMachineAliasBody,
  StateMachineBody,
  StateMachineRevisionBody,
  StateMachineVersionBody,
} from './states.ts';

/** Every kind of resource the store keeps, and what it keeps of each. A kind is one line here and a body below. */
export interface ResourceBodies {
  /** By name, per account and region. */
  StateMachine: StateMachineBody;
  /** What an execution runs, whatever becomes of its machine. By `revisionName`, per account and region. */
  StateMachineRevision: StateMachineRevisionBody;
  /** A published version, which never changes. By `machine:version`, per account and region. */
  StateMachineVersion: StateMachineVersionBody;
  /** By `machine:alias`, per account and region. */
  StateMachineAlias: StateMachineAliasBody;
  /** By name, per account and region. */
  Activity: ActivityBody;
  /** By name in small letters, per account, in no region: `roleKey` and its neighbours in runtime/identity/entity-keys.ts. */
  Role: RoleBody;
  User: UserBody;
  ManagedPolicy: ManagedPolicyBody;
  /** By access key id, of no account and no region, so that a signature finds its account. */
  AccessKey: AccessKeyBody;
  /** Secrets of the installation itself, of no account: the key that signs task tokens and session tokens. */
  ServerSecret: ServerSecretBody;
  /** A function's `$LATEST`. By name, per account and region. */
  Function: FunctionBody;
  /** A published version, which never changes. By `name:version`, per account and region. */
  FunctionVersion: FunctionVersionBody;
  /** Who else may call a function. By its name, or by `name:version`, per account and region. */
  FunctionPolicy: FunctionPolicyBody;
  /** An uploaded archive. By its checksum, of no account and no region. */
  FunctionCode: FunctionCodeBody;
  /** That some version of a function runs an archive. By `codeSha256 functionArn`, of no account and no region. */
  FunctionCodeUse: FunctionCodeUseBody;
  /** By name, per account and region. */
  BatchComputeEnvironment: BatchComputeEnvironmentBody;
  BatchJobQueue: BatchJobQueueBody;
  EcsCluster: EcsClusterBody;
  GlueJob: GlueJobBody;
  /** By `name:revision`, the number in ten digits, per account and region. */
  BatchJobDefinition: BatchJobDefinitionBody;
  EcsTaskDefinition: EcsTaskDefinitionBody;
  /** By id, of no account and no region, so that a start finds the jobs of all. */
  BatchJob: BatchJobBody;
  EcsTask: EcsTaskBody;
  GlueJobRun: GlueJobRunBody;
  /** What a role really did. By the role's ARN, per account, in no region. */
  RecordedCalls: RecordedCallsBody;
  /** By name, per account and region. The default bus has none until something about it is set. */
  EventBus: EventBusBody;
  /** A rule with its targets. By `bus/rule`, per account and region. */
  EventRule: EventRuleBody;
  /** That there may be rules in an account and region. By `account/region`, of no account and no region. */
  EventRulePlace: EventRulePlaceBody;
  /** By name, per account and region. */
  EventConnection: EventConnectionBody;
  /** By name, per account and region. Groups that nobody created, although somebody logs to them, have none. */
  LogGroup: LogGroupBody;
  /** By `group:stream`, per account and region. */
  LogStream: LogStreamBody;
  /** By name, per account and region. */
  LogResourcePolicy: LogResourcePolicyBody;
  /** By name, per account and region. */
  Secret: SecretBody;
  /** By `name:version`, per account and region. */
  SecretValue: SecretValueBody;
  /** By name, per account and region. */
  Parameter: ParameterBody;
  /** By `name:version`, the number in ten digits, per account and region. */
  ParameterVersion: ParameterVersion;
  /** By `partition/name`, of no account and no region, because no two buckets of a partition share a name. */
  S3Bucket: S3BucketBody;
  /** That an account has a bucket. By its name, per account, in no region. */
  S3OwnedBucket: S3OwnedBucketBody;
  /** By `bucket id/key`, of no account and no region. */
  S3Object: S3ObjectBody;
  /** By the object's `bodyId`, of no account and no region. */
  S3Parts: S3PartsBody;
  /** A multipart upload under way. By `bucket id/key`, a null character and its id, of no account and no region. */
  S3Upload: S3UploadBody;
  /** By `upload id/part`, the number in five digits, of no account and no region. */
  S3UploadedPart: S3UploadedPartBody;
  /** By name, per account and region. */
  Queue: QueueBody;
  Topic: TopicBody;
  /** By `topic/id`, per account and region of the topic. */
  TopicSubscription: TopicSubscriptionBody;
}

export type ResourceKind = keyof ResourceBodies;
