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
}

export type ResourceKind = keyof ResourceBodies;
