import type { Arn } from '../base/arn.ts';
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

export interface Tag {
  readonly key: string;
  readonly value: string;
}
