import type { Arn, Place } from '../base/arn.ts';
import type { JsonObject } from '../base/json.ts';

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
}

export type ResourceKind = keyof ResourceBodies;

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

/** What a role and a user have in common. */
export interface IamEntityBody {
  readonly arn: Arn;
  /** As given; the key has it in small letters, because names that differ only in case are the same name. */
  readonly name: string;
  /** `AROA…` or `AIDA…`: stays its own when a successor takes the name. */
  readonly id: string;
  /** `/` or `/division/team/`. */
  readonly path: string;
  readonly createdAt: number;
  readonly inlinePolicies: readonly InlinePolicy[];
  readonly attachedPolicyArns: readonly Arn[];
  readonly permissionsBoundaryArn: Arn | undefined;
  readonly tags: readonly Tag[];
}

export interface InlinePolicy {
  readonly name: string;
  /** The policy's text, as given. */
  readonly document: string;
}

export interface RoleBody extends IamEntityBody {
  readonly description: string | undefined;
  /** The trust policy's text, as given. */
  readonly assumeRolePolicyDocument: string;
  readonly maxSessionDurationSeconds: number;
}

export interface UserBody extends IamEntityBody {
  readonly accessKeyIds: readonly string[];
}

export interface ManagedPolicyBody {
  readonly arn: Arn;
  readonly name: string;
  /** `ANPA…`. */
  readonly id: string;
  readonly path: string;
  readonly description: string | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** In order of creation. */
  readonly versions: readonly PolicyVersion[];
  readonly defaultVersionId: string;
  /** Version ids are never given twice. */
  readonly nextVersionNumber: number;
  /** Entities it is attached to, and entities it bounds: kept with the policy so that it cannot be deleted meanwhile. */
  readonly attachmentCount: number;
  readonly boundaryCount: number;
  readonly tags: readonly Tag[];
}

export interface PolicyVersion {
  /** `v1`. */
  readonly id: string;
  readonly document: string;
  readonly createdAt: number;
}

export interface AccessKeyBody {
  readonly account: string;
  readonly partition: string;
  /** Undefined for a key of the account's root. */
  readonly userName: string | undefined;
  readonly secretAccessKey: string;
  readonly status: 'Active' | 'Inactive';
  readonly createdAt: number;
}

export interface ServerSecretBody {
  readonly keyBase64: string;
}

export interface FunctionVersionBody {
  /** Of the function, without a version. */
  readonly functionArn: Arn;
  readonly name: string;
  /** `$LATEST`, or a number. */
  readonly version: string;
  /** Base64. */
  readonly codeSha256: string;
  /** Bytes of the archive. */
  readonly codeSize: number;
  readonly settings: FunctionSettings;
  readonly revisionId: string;
  readonly updatedAt: number;
}

export interface FunctionBody extends FunctionVersionBody {
  readonly tags: readonly Tag[];
  /** 0 where none was published; the number of a deleted version is not given again. */
  readonly lastPublishedVersion: number;
}

export interface FunctionSettings {
  readonly runtime: string;
  readonly handler: string;
  readonly roleArn: Arn;
  readonly description: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Members of the API's FunctionConfiguration that change nothing about how a function runs here. */
  readonly reported: JsonObject;
}

export interface FunctionPolicyBody {
  /** What its statements speak of: the function's ARN, with the version where it is a version's. */
  readonly resourceArn: Arn;
  readonly statements: readonly JsonObject[];
  readonly revisionId: string;
}

export interface FunctionCodeBody {
  readonly zipBase64: string;
}

export interface FunctionCodeUseBody {
  readonly functionArn: Arn;
}

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

export interface RecordedCallsBody {
  /** In order of action and resource. */
  readonly calls: readonly RecordedCall[];
  /** Calls that were made besides, of which nothing else is known. */
  readonly omittedCount: number;
}

/** An action on a resource, as often as a role took it. */
export interface RecordedCall {
  readonly action: string;
  readonly resource: Arn;
  /** Whether `resource` is only what the ARNs of many resources begin with. */
  readonly isPrefix: boolean;
  /** Condition keys that say what the call was about. */
  readonly context: Readonly<Record<string, string>>;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly count: number;
  /** How many of them were refused. */
  readonly deniedCount: number;
}

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

export interface Tag {
  readonly key: string;
  readonly value: string;
}
