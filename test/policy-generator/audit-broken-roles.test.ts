import { beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { auditRoles } from '../../src/policy-generator/audit/audit.ts';
import type { FindingCode } from '../../src/policy-generator/audit/codes.ts';
import type { Finding } from '../../src/policy-generator/audit/finding.ts';
import type { AuditedRole, AuditedRoles } from '../../src/policy-generator/audit/roles.ts';
import { generatePolicies } from '../../src/policy-generator/generate.ts';
import type { Machine } from '../../src/policy-generator/machine.ts';
import type { ServiceAuthorization } from '../../src/policy-generator/service-authorization.ts';
import { loadServiceAuthorization } from '../../src/policy-generator/service-authorization-data.ts';
import { aMachine, aTaskOf } from './a-machine.ts';
import { applyFix } from './audit-apply-fix.ts';
import { rolesOf } from './audit-generated-roles.ts';

const source = 'arn:aws:iam::111122223333:role/Execution';
const target = 'arn:aws:iam::444455556666:role/Target';
const machineArn = 'arn:aws:states:us-east-1:111122223333:stateMachine:MyWorkflow';

const nightly = aMachine(
  aTaskOf('batch:submitJob.sync', { JobName: 'n', JobQueue: 'q', JobDefinition: 'd:1' }),
);
const web = aMachine(
  aTaskOf('ecs:runTask.sync', {
    TaskDefinition: 'web',
    Cluster: 'main',
    Overrides: {
      TaskRoleArn: 'arn:aws:iam::111122223333:role/Web',
      ExecutionRoleArn: 'arn:aws:iam::111122223333:role/WebAgent',
    },
  }),
);
const across = aMachine({
  StartAt: 'Work',
  States: {
    Work: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: 'echo' },
      Credentials: { RoleArn: target },
      End: true,
    },
  },
});

interface Broken {
  readonly what: string;
  readonly machine: Machine;
  /** What is wrong with roles that were right. */
  readonly break: (roles: AuditedRoles) => AuditedRoles;
  readonly code: FindingCode;
  readonly severity: Finding['severity'];
  /** Whose policy is at fault. */
  readonly owner: string;
  /** Words of the message. */
  readonly says: readonly string[];
  /** Where a statement is to be added or put right, some of it. */
  readonly fix: JsonObject;
}

const broken: readonly Broken[] = [
  {
    what: 'may not look whether its job has ended',
    machine: nightly,
    break: withoutActions('batch:DescribeJobs'),
    code: 'MISSING_POLL',
    severity: 'error',
    owner: source,
    says: ['batch:DescribeJobs on *', 'stays unknown'],
    fix: { change: 'AddStatements', statements: [{ Action: ['batch:DescribeJobs'], Resource: ['*'] }] },
  },
  {
    what: 'may not end its job',
    machine: nightly,
    break: withoutActions('batch:TerminateJob'),
    code: 'MISSING_CANCEL',
    severity: 'warning',
    owner: source,
    says: ['batch:TerminateJob', 'goes on, and costs'],
    fix: {
      change: 'AddStatements',
      statements: [
        { Action: ['batch:TerminateJob'], Resource: ['arn:aws:batch:us-east-1:111122223333:job/*'] },
      ],
    },
  },
  {
    what: 'names the family of a task definition without its revisions',
    machine: web,
    break: inText(source, ':task-definition/web:*', ':task-definition/web'),
    code: 'ECS_FAMILY_WITHOUT_REVISION',
    severity: 'error',
    owner: source,
    says: ['ecs:RunTask', 'family', 'without a revision'],
    fix: {
      change: 'AddStatements',
      statements: [
        { Action: ['ecs:RunTask'], Resource: ['arn:aws:ecs:us-east-1:111122223333:task-definition/web:*'] },
      ],
    },
  },
  {
    what: 'may not make the managed rule',
    machine: nightly,
    break: withoutActions('events:DescribeRule', 'events:PutRule', 'events:PutTargets'),
    code: 'MISSING_EVENTS',
    severity: 'error',
    owner: source,
    says: ['events:PutRule', 'StepFunctionsGetEventsForBatchJobsRule', 'refuses to create or update'],
    fix: {
      change: 'AddStatements',
      statements: [
        {
          Action: ['events:DescribeRule', 'events:PutRule', 'events:PutTargets'],
          Resource: ['arn:aws:events:us-east-1:111122223333:rule/StepFunctionsGetEventsForBatchJobsRule'],
        },
      ],
    },
  },
  {
    what: 'is denied the managed rule',
    machine: nightly,
    break: withPolicy(source, { Sid: 'NoRules', Effect: 'Deny', Action: 'events:PutRule', Resource: '*' }),
    code: 'EXPLICIT_DENY',
    severity: 'error',
    owner: source,
    says: ['events:PutRule', 'statement 0 (NoRules)'],
    fix: { change: 'ReplaceStatement', policyName: 'added', statementIndex: 0 },
  },
  {
    what: 'is denied ending its job',
    machine: nightly,
    break: withPolicy(source, { Effect: 'Deny', Action: 'batch:TerminateJob', Resource: '*' }),
    code: 'EXPLICIT_DENY',
    severity: 'warning',
    owner: source,
    says: ['batch:TerminateJob', 'goes on, and costs'],
    fix: { change: 'ReplaceStatement', policyName: 'added', statementIndex: 0 },
  },
  {
    what: 'names another managed rule',
    machine: nightly,
    break: inText(source, 'StepFunctionsGetEventsForBatchJobsRule', 'StepFunctionsGetEventForBatchJobRule'),
    code: 'WRONG_MANAGED_RULE',
    severity: 'error',
    owner: source,
    says: [
      'StepFunctionsGetEventForBatchJobRule',
      'called StepFunctionsGetEventsForBatchJobsRule',
      'polling',
    ],
    fix: {
      change: 'AddStatements',
      statements: [
        {
          Action: ['events:DescribeRule', 'events:PutRule', 'events:PutTargets'],
          Resource: ['arn:aws:events:us-east-1:111122223333:rule/StepFunctionsGetEventsForBatchJobsRule'],
        },
      ],
    },
  },
  {
    what: 'may do everything to EventBridge',
    machine: nightly,
    break: withPolicy(source, { Action: 'events:*', Resource: '*' }),
    code: 'WIDE_ACTIONS',
    severity: 'warning',
    owner: source,
    says: ['events:*', 'events:PutTargets, events:PutRule, events:DescribeRule'],
    fix: {
      change: 'ReplaceStatement',
      policyName: 'added',
      statementIndex: 0,
      statements: [
        {
          Action: ['events:DescribeRule', 'events:PutRule', 'events:PutTargets'],
          Resource: ['arn:aws:events:us-east-1:111122223333:rule/StepFunctionsGetEventsForBatchJobsRule'],
        },
      ],
    },
  },
  {
    what: 'can be assumed in the other account without an external id',
    machine: across,
    break: withTrust(target, { Principal: { AWS: source } }),
    code: 'TRUST_WITHOUT_EXTERNAL_ID',
    severity: 'warning',
    owner: target,
    says: [source, 'without an sts:ExternalId', '444455556666'],
    fix: {
      change: 'ReplaceTrustPolicy',
      trustPolicy: {
        Statement: [
          { Principal: { AWS: [source] }, Condition: { StringEquals: { 'sts:ExternalId': [machineArn] } } },
        ],
      },
    },
  },
  {
    what: 'is not the one that the other account trusts',
    machine: across,
    break: withTrust(target, {
      Principal: { AWS: 'arn:aws:iam::111122223333:role/Executor' },
      Condition: { StringEquals: { 'sts:ExternalId': machineArn } },
    }),
    code: 'TRUST_PRINCIPAL',
    severity: 'error',
    owner: target,
    says: [
      'does not let arn:aws:iam::111122223333:role/Execution',
      'trusts arn:aws:iam::111122223333:role/Executor instead',
    ],
    fix: { change: 'ReplaceTrustPolicy', trustPolicy: { Statement: [{ Principal: { AWS: [source] } }] } },
  },
  {
    what: 'is denied by a statement in the other account',
    machine: across,
    break: withPolicy(target, {
      Sid: 'NotTheEcho',
      Effect: 'Deny',
      Action: 'lambda:*',
      Resource: 'arn:aws:lambda:*:*:function:echo',
    }),
    code: 'EXPLICIT_DENY',
    severity: 'error',
    owner: target,
    says: ['lambda:InvokeFunction', 'statement 0 (NotTheEcho)', 'added in account 444455556666'],
    fix: {
      change: 'ReplaceStatement',
      policyName: 'added',
      statementIndex: 0,
      statements: [{ Sid: 'NotTheEcho', Condition: { ArnNotLike: { 'aws:PrincipalArn': [target] } } }],
    },
  },
  {
    what: 'is denied by the organization of the other account',
    machine: across,
    break: (roles) => ({
      ...roles,
      serviceControlPolicies: {
        '444455556666': [
          [{ name: 'FullAWSAccess', document: policy({ Action: '*', Resource: '*' }) }],
          [{ name: 'OnlyStorage', document: policy({ Action: ['s3:*', 'sts:*'], Resource: '*' }) }],
        ],
      },
    }),
    code: 'DENIED_BY_SCP',
    severity: 'error',
    owner: target,
    says: ['lambda:InvokeFunction', 'OnlyStorage', 'account 444455556666'],
    fix: {
      change: 'AddStatements',
      policyType: 'service control policy',
      owner: '444455556666',
      policyName: 'OnlyStorage',
      statements: [{ Action: ['lambda:InvokeFunction'] }],
    },
  },
  {
    what: 'has a permissions boundary that leaves the call out',
    machine: across,
    break: inRole(target, (role) => ({
      ...role,
      permissionsBoundary: {
        name: 'arn:aws:iam::444455556666:policy/Boundary',
        document: policy({ Action: 's3:*', Resource: '*' }),
      },
    })),
    code: 'DENIED_BY_BOUNDARY',
    severity: 'error',
    owner: target,
    says: ['lambda:InvokeFunction', 'policy/Boundary'],
    fix: {
      change: 'AddStatements',
      policyType: 'permissions boundary',
      policyName: 'arn:aws:iam::444455556666:policy/Boundary',
    },
  },
];

let services: ServiceAuthorization;

beforeAll(async () => {
  services = await loadServiceAuthorization(['batch', 'ecs', 'events', 'iam', 'lambda', 'sts']);
});

function rightRoles(machine: Machine): AuditedRoles {
  return { roles: rolesOf(machine, generatePolicies([machine], services)) };
}

function findingsOf(machine: Machine, roles: AuditedRoles): readonly Finding[] {
  return auditRoles([machine], roles, services).findings.filter(({ severity }) => severity !== 'note');
}

describe('a role that', () => {
  test.each(broken)('$what is told by its fault and its fix', (each) => {
    const { machine, code, severity, owner, says, fix } = each;
    expect(findingsOf(machine, rightRoles(machine))).toEqual([]);
    const roles = each.break(rightRoles(machine));
    const found = findingsOf(machine, roles).find((finding) => finding.code === code);
    expect(found).toMatchObject({ code, severity, roleArn: owner, fix });
    for (const words of says) expect(found?.message).toContain(words);
    if (found?.fix === undefined) throw new Error('a finding without a fix');
    expect(findingsOf(machine, applyFix(roles, found.fix))).toEqual([]);
  });
});

function policy(statement: JsonObject): JsonObject {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] };
}

function inRole(arn: string, change: (role: AuditedRole) => AuditedRole) {
  return (given: AuditedRoles): AuditedRoles => ({
    ...given,
    roles: given.roles.map((role) => (role.arn === arn ? change(role) : role)),
  });
}

function withPolicy(arn: string, statement: JsonObject) {
  return inRole(arn, (role) => ({
    ...role,
    policies: [...role.policies, { name: 'added', document: policy(statement) }],
  }));
}

function withTrust(arn: string, statement: JsonObject) {
  return inRole(arn, (role) => ({
    ...role,
    trustPolicy: policy({ Action: 'sts:AssumeRole', ...statement }),
  }));
}

/** Replaces a part of a role's policies as text. */
function inText(arn: string, before: string, after: string) {
  return inRole(arn, (role) => ({
    ...role,
    policies: role.policies.map(({ name, document }) => ({
      name,
      document: JSON.parse(JSON.stringify(document).replace(before, after)) as JsonObject,
    })),
  }));
}

/** Leaves out the statements of the execution role that grant only `actions`. */
function withoutActions(...actions: readonly string[]) {
  return inRole(source, (role) => ({
    ...role,
    policies: role.policies.map(({ name, document }) => {
      const { Statement } = document as {
        readonly Statement: readonly { readonly Action: readonly string[] }[];
      };
      const rest = Statement.filter(({ Action }) => !Action.every((action) => actions.includes(action)));
      return { name, document: { Version: '2012-10-17', Statement: rest as unknown as JsonObject[] } };
    }),
  }));
}
