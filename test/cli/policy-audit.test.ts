import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { applyRoles } from '../../src/cli/policy/apply-roles.ts';
import { type AuditRequest, auditPolicies } from '../../src/cli/policy/audit/audit-policies.ts';
import { formats } from '../../src/policy-generator/formats/index.ts';
import { type RoleSet, roleSetOf } from '../../src/policy-generator/formats/role-set.ts';
import { loadServiceAuthorization } from '../../src/policy-generator/service-authorization-data.ts';
import { twoAccounts } from '../cross-account/two-accounts.ts';
import { aMachine } from '../policy-generator/a-machine.ts';
import { sourceAccount, targetAccount, terraformPlan } from './policy-audit-sources.ts';

const execution = `arn:aws:iam::${sourceAccount}:role/Execution`;
const target = `arn:aws:iam::${targetAccount}:role/Target`;

const definition: JsonObject = {
  StartAt: 'Near',
  States: {
    Near: {
      Type: 'Task',
      Resource: 'arn:aws:states:::batch:submitJob.sync',
      Parameters: { JobName: 'n', JobQueue: 'q', JobDefinition: 'd:1' },
      Next: 'Far',
    },
    Far: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: 'echo' },
      Credentials: { RoleArn: target },
      End: true,
    },
  },
};

let set: RoleSet;

beforeAll(async () => {
  const machine = aMachine(definition, { account: sourceAccount, name: 'flow', executionRoleArn: execution });
  set = roleSetOf([machine], await loadServiceAuthorization([]));
});

interface Ended {
  readonly exitCode: number;
  readonly output: string;
  readonly told: string;
}

/** Audits the definition above with `files` besides. */
async function audit(
  files: Readonly<Record<string, string>>,
  more: Partial<AuditRequest> = {},
): Promise<Ended> {
  const all: Readonly<Record<string, string>> = {
    'flow.asl.json': JSON.stringify(definition, undefined, 2),
    ...files,
  };
  let output = '';
  let told = '';
  const exitCode = await auditPolicies(
    {
      files: ['flow.asl.json'],
      name: undefined,
      type: 'STANDARD',
      account: sourceAccount,
      region: 'us-east-1',
      role: 'Execution',
      isLogged: false,
      isTraced: false,
      kmsKeyArn: undefined,
      roleFiles: Object.keys(files),
      parameters: new Map(),
      iam: undefined,
      format: 'text',
      failOn: 'error',
      quiet: false,
      ...more,
    },
    {
      read: (file) => {
        const text = all[file];
        if (text === undefined) throw new Error(`ENOENT: no such file, open '${file}'`);
        return text;
      },
      write: (text) => {
        output += text;
      },
      tell: (text) => {
        told += text;
      },
      hasColours: false,
      version: '1.2.3',
    },
  );
  return { exitCode, output, told };
}

function documentsOf(role: RoleSet['executionRole']) {
  return { trust: role?.documents.trustPolicy, policies: role?.documents.policies ?? [] };
}

/** What GetAccountAuthorizationDetails would answer of both accounts. */
function authorizationDetails(): JsonObject {
  const roles = [set.executionRole, ...set.targetRoles].map((role) => {
    const { trust, policies } = documentsOf(role);
    return {
      Arn: role?.roleArn,
      AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(trust)),
      RolePolicyList: policies
        .slice(1)
        .map(({ name, document }) => ({ PolicyName: name, PolicyDocument: document })),
      AttachedManagedPolicies: [{ PolicyArn: `${role?.roleArn}-policy` }],
    };
  });
  const managed = [set.executionRole, ...set.targetRoles].map((role) => ({
    Arn: `${role?.roleArn}-policy`,
    PolicyVersionList: [
      { Document: { Version: '2012-10-17', Statement: [] }, IsDefaultVersion: false },
      { Document: documentsOf(role).policies[0]?.document, IsDefaultVersion: true },
    ],
  }));
  return JSON.parse(JSON.stringify({ RoleDetailList: roles, Policies: managed })) as JsonObject;
}

/** Roles by ARN, as whoever writes them by hand has them. */
function rolesByArn(): JsonObject {
  const roles = [set.executionRole, ...set.targetRoles].map((role) => {
    const { trust, policies } = documentsOf(role);
    return { arn: role?.roleArn, trustPolicy: JSON.stringify(trust), policies };
  });
  const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  const boundary = { name: 'limit', document: everything };
  return JSON.parse(
    JSON.stringify({
      roles: roles.map((role) => ({ ...role, permissionsBoundary: boundary })),
      serviceControlPolicies: { [targetAccount]: [[{ name: 'FullAWSAccess', document: everything }]] },
    }),
  ) as JsonObject;
}

const forms = [
  { form: 'what policy generate prints', write: () => formats.json.write(set) },
  { form: 'the template that policy generate writes', write: () => formats.cloudformation.write(set) },
  { form: 'roles by their ARNs', write: () => JSON.stringify(rolesByArn()) },
  { form: 'roles as YAML', write: () => `# by hand\n${JSON.stringify(rolesByArn(), undefined, 2)}` },
  {
    form: 'the answer of GetAccountAuthorizationDetails',
    write: () => JSON.stringify(authorizationDetails()),
  },
  { form: 'a Terraform plan', write: () => JSON.stringify(terraformPlan(set)) },
] as const;

describe('policy audit reads', () => {
  test.each(forms)('$form', async ({ write }) => {
    const right = await audit({ roles: write() }, { failOn: 'note' });
    expect(right).toEqual({ exitCode: 0, output: '2 states: 0 errors, 0 warnings, 0 notes\n', told: '' });
    const broken = write().replaceAll('lambda:InvokeFunction', 'lambda:GetFunction');
    const { exitCode, output } = await audit({ roles: broken });
    expect(exitCode).toBe(1);
    expect(output).toContain(`/States/Far: error MISSING_CALL: ${target} may not do lambda:InvokeFunction`);
  });

  test('a policy document as one of the execution role', async () => {
    const [policy] = documentsOf(set.executionRole).policies;
    const { output } = await audit({ policy: JSON.stringify(policy?.document) });
    expect(output).toContain(
      `TARGET_ROLE_UNKNOWN: The policies of the target role ${target} were not given.`,
    );
    expect(output).toContain('0 errors, 1 warning');
  });

  test('several files, of which each may have some of the roles', async () => {
    const { exitCode, output } = await audit({
      source: formats.json.write({ ...set, targetRoles: [] }),
      target: formats.json.write({ ...set, executionRole: undefined }),
    });
    expect([exitCode, output]).toEqual([0, '2 states: 0 errors, 0 warnings, 0 notes\n']);
  });

  test('the roles that a server has, of every account', async () => {
    const accounts = await twoAccounts();
    onTestFinished(() => accounts.close());
    const iam = { url: accounts.endpoint, profiles: new Map<string, string>() };
    const before = await audit({}, { iam });
    expect(before.exitCode).toBe(1);
    expect(before.told).toContain(`There is no role ${target}.`);
    await applyRoles(set, { ...iam, region: 'us-east-1', isDryRun: false });
    const after = await audit({}, { iam, failOn: 'note' });
    expect(after).toEqual({ exitCode: 0, output: '2 states: 0 errors, 0 warnings, 0 notes\n', told: '' });
  });
});

const template = `
Parameters:
  Stage: { Type: String, Default: dev }
  Function: { Type: String }
Conditions:
  IsProduction: !Equals [!Ref Stage, production]
Resources:
  Execution:
    Type: AWS::IAM::Role
    Properties:
      PermissionsBoundary: !If [IsProduction, !Ref Boundary, !Ref AWS::NoValue]
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: { Service: !Sub 'states.\${AWS::Region}.amazonaws.com' }
            Action: sts:AssumeRole
            Condition: { StringEquals: { 'aws:SourceAccount': !Ref AWS::AccountId } }
      ManagedPolicyArns: [!Ref Batch]
      Policies:
        - PolicyName: reach
          PolicyDocument:
            Version: '2012-10-17'
            Statement: { Effect: Allow, Action: 'sts:AssumeRole', Resource: ${target} }
  Batch:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - { Effect: Allow, Action: ['batch:SubmitJob', 'batch:DescribeJobs', 'batch:TerminateJob'], Resource: '*' }
          - Effect: Allow
            Action: lambda:InvokeFunction
            Resource: !Join [':', [arn, !Ref AWS::Partition, lambda, !Ref AWS::Region, !Ref AWS::AccountId, function, !Ref Function]]
  Events:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: events
      Roles: [!Ref Execution]
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Action: 'events:*'
            Resource: !Sub 'arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}:rule/*'
  Boundary:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: '2012-10-17'
        Statement: { Effect: Allow, Action: ['sts:*', 'events:*'], Resource: '*' }
`;

describe('of a template, policy audit works out', () => {
  test.each([
    { what: 'what its functions give', parameters: [], says: ['WIDE_ACTIONS', 'UNUSED_STATEMENT'] },
    {
      what: 'what its conditions take and leave',
      parameters: [['Stage', 'production']],
      says: ['DENIED_BY_BOUNDARY', 'batch:SubmitJob'],
    },
  ] as const)('$what', async ({ parameters, says }) => {
    const values = new Map<string, string>(parameters.map(([name, value]) => [name, value]));
    const { output, told } = await audit({ 'template.yaml': template }, { parameters: values });
    for (const words of says) expect(output).toContain(words);
    expect(output).not.toContain('MISSING');
    expect(told).toContain('does not say what Function is');
    const complete = await audit(
      { 'template.yaml': template },
      { parameters: new Map([...values, ['Function', 'f']]) },
    );
    expect(complete.told).toBe('');
  });
});

describe('policy audit ends', () => {
  const unlimited = () => formats.json.write(set).replace('"batch:TerminateJob"', '"batch:*"');

  test.each([
    { failOn: 'error', exitCode: 0 },
    { failOn: 'warning', exitCode: 1 },
    { failOn: 'note', exitCode: 1 },
    { failOn: undefined, exitCode: 0 },
  ] as const)(
    'with $exitCode where a warning is the worst, and $failOn fails it',
    async ({ failOn, exitCode }) => {
      const ended = await audit({ roles: unlimited() }, { failOn });
      expect(ended.output).toContain('warning WIDE_ACTIONS');
      expect(ended.output).toContain('0 errors');
      expect(ended.exitCode).toBe(exitCode);
    },
  );

  test.each([
    { what: 'a file that is not there', files: {}, more: { roleFiles: ['nowhere'] }, told: 'ENOENT' },
    {
      what: 'a file that has no roles',
      files: { roles: '{"a": 1}' },
      more: {},
      told: 'roles: found no roles in it',
    },
    { what: 'a file that cannot be read', files: { roles: '{"a": ' }, more: {}, told: 'roles: ' },
    {
      what: 'a definition that is not there',
      files: { roles: '{"roles": []}' },
      more: { files: ['x'] },
      told: 'x: unreadable',
    },
    {
      what: 'a role that can be none',
      files: { roles: '{"roles": []}' },
      more: { role: `arn:aws:iam::${targetAccount}:role/Other` },
      told: 'is no role of account',
    },
  ])('with 2 for $what', async ({ files, more, told }) => {
    const ended = await audit(files, more);
    expect(ended.exitCode).toBe(2);
    expect(ended.told).toContain(told);
    expect(ended.output).toBe('');
  });

  test('with 1 and its diagnostics for a definition that is not valid', async () => {
    const ended = await audit(
      { roles: '{"roles": []}', 'bad.json': '{}' },
      { files: ['bad.json'], roleFiles: ['roles'] },
    );
    expect(ended.exitCode).toBe(1);
    expect(ended.told).toContain('bad.json:1:1');
  });
});

describe('policy audit writes', () => {
  const lacking = () => formats.json.write(set).replace('"batch:DescribeJobs"', '"batch:ListJobs"');

  test('what is wrong and the statement to add, for people', async () => {
    const { output } = await audit({ roles: lacking() }, { quiet: true });
    const [finding, advice, statement, summary] = output.split('\n');
    expect(finding).toMatch(/^\/States\/Near: error MISSING_POLL: .* may not do batch:DescribeJobs on \*: /);
    expect(advice).toBe(`    Add the statement to a policy of ${execution}.`);
    expect(JSON.parse(statement ?? '')).toMatchObject({ Action: ['batch:DescribeJobs'], Resource: ['*'] });
    expect(summary).toBe('2 states: 1 error, 0 warnings, 1 note');
  });

  test('nothing where nothing is wrong and it is to be quiet', async () => {
    expect((await audit({ roles: formats.json.write(set) }, { quiet: true })).output).toBe('');
  });

  test('findings and what each state may do, as JSON', async () => {
    const { output } = await audit({ roles: lacking() }, { format: 'json' });
    expect(JSON.parse(output)).toMatchObject({
      findings: [
        { code: 'MISSING_POLL', machine: 'flow', path: '/States/Near', fix: { change: 'AddStatements' } },
        { code: 'UNUSED_STATEMENT' },
      ],
      states: [
        { path: '/States/Near' },
        { path: '/States/Far', groups: [{ group: 'assume-role' }, { group: 'call' }] },
      ],
    });
  });

  test('a SARIF log that points at the state', async () => {
    const { output } = await audit({ roles: lacking() }, { format: 'sarif', quiet: true });
    expect(JSON.parse(output)).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'stepwell', semanticVersion: '1.2.3', rules: [{ id: 'MISSING_POLL' }] } },
          results: [
            {
              ruleId: 'MISSING_POLL',
              ruleIndex: 0,
              level: 'error',
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: 'flow.asl.json' },
                    region: { startLine: 4, startColumn: 5, endLine: 4, endColumn: 11 },
                  },
                  logicalLocations: [
                    { fullyQualifiedName: '/States/Near' },
                    { fullyQualifiedName: execution },
                  ],
                },
              ],
            },
          ],
        },
      ],
    });
  });
});
