import { describe, expect, test } from 'vitest';
import { cloudformation } from '../../../src/policy-generator/formats/cloudformation.ts';
import { accountsOf, rolesOfAccount } from '../../../src/policy-generator/formats/role-set.ts';
import { parseTemplate, type RoleTemplate, readRoles, resolve } from './cloudformation-template.ts';
import { rolesOf } from './declared-documents.ts';
import { roleSetNamed, roleSets } from './role-sets.ts';

describe.each(roleSets)('$name', ({ set }) => {
  const text = cloudformation.write(set);
  const template = parseTemplate(text);

  test('is the same to parsers of YAML 1.1 and 1.2', () => {
    expect(parseTemplate(text, '1.2')).toEqual(template);
  });

  test('resolves to the documents that were generated', () => {
    expect(readRoles(template, set.place)).toEqual(rolesOf(set));
  });

  test('has only resources, properties and names that CloudFormation knows', () => {
    expect(problemsOf(template)).toEqual([]);
  });

  test('is written the same again', () => {
    expect(cloudformation.write(set)).toBe(text);
  });
});

/** What CloudFormation allows in a template of roles. Source: CloudFormation Template Reference, "AWS::IAM::Role", "AWS::IAM::ManagedPolicy". */
const properties: Readonly<
  Record<string, { readonly required: readonly string[]; readonly optional: readonly string[] }>
> = {
  'AWS::IAM::Role': {
    required: ['AssumeRolePolicyDocument'],
    optional: [
      'Description',
      'ManagedPolicyArns',
      'MaxSessionDuration',
      'Path',
      'PermissionsBoundary',
      'Policies',
      'RoleName',
      'Tags',
    ],
  },
  'AWS::IAM::ManagedPolicy': {
    required: ['PolicyDocument'],
    optional: ['Description', 'Groups', 'ManagedPolicyName', 'Path', 'Roles', 'Users'],
  },
};

const sections = ['AWSTemplateFormatVersion', 'Conditions', 'Description', 'Outputs', 'Resources'];

function problemsOf({
  Resources,
  Outputs = {},
  Conditions = {},
  ...others
}: RoleTemplate): readonly string[] {
  const problems: string[] = [];
  for (const name of Object.keys(others)) if (!sections.includes(name)) problems.push(`section ${name}`);
  if (others.AWSTemplateFormatVersion !== '2010-09-09') problems.push('no version');
  for (const [id, { Type, Properties = {}, Condition }] of Object.entries(Resources)) {
    const known = properties[Type];
    if (!/^[A-Za-z\d]{1,255}$/.test(id)) problems.push(`logical id ${id}`);
    if (known === undefined) problems.push(`type ${Type}`);
    for (const name of known?.required ?? [])
      if (!(name in Properties)) problems.push(`${id} without ${name}`);
    for (const name of Object.keys(Properties)) {
      if (![...(known?.required ?? []), ...(known?.optional ?? [])].includes(name))
        problems.push(`${id}.${name}`);
    }
    if (Condition !== undefined && !(Condition in Conditions)) problems.push(`condition ${Condition}`);
  }
  const names = [...Object.keys(Resources), 'AWS::AccountId', 'AWS::Partition', 'AWS::Region'];
  for (const name of namesIn({ Resources, Outputs, Conditions })) {
    if (!names.includes(name)) problems.push(`nothing called ${name}`);
  }
  return problems;
}

/** What `!Ref`, `!GetAtt` and `!Sub` name. */
function namesIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    if (name === 'Ref') return [String(member)];
    if (name === 'Fn::GetAtt') return (member as readonly string[]).slice(0, 1);
    if (name !== 'Fn::Sub') return namesIn(member);
    return [...String(member).matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, found = '']) => found);
  });
}

describe('what follows from where a template is deployed', () => {
  const template = parseTemplate(cloudformation.write(roleSetNamed('names and a literal ARN')));

  test('is a pseudo parameter, and what the definition spells out stays', () => {
    const { Policies } = template.Resources.ExecutionRole?.Properties ?? {};
    const elsewhere = resolve(Policies ?? null, {
      partition: 'aws',
      region: 'eu-west-1',
      account: '999999999999',
    });
    expect(JSON.stringify(elsewhere)).toContain('arn:aws:lambda:eu-west-1:999999999999:function:by-name');
    expect(JSON.stringify(elsewhere)).toContain('arn:aws:lambda:us-east-1:111122223333:function:written-out');
  });

  test('the machine is known by its name, so that it and its role do not wait for each other', () => {
    expect(JSON.stringify(template.Resources.ExecutionRole)).toContain(
      `arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:stateMachine:MyWorkflow`,
    );
  });
});

describe('roles of several accounts', () => {
  const set = roleSetNamed('target roles of three accounts');
  const { Resources, Conditions = {}, Outputs = {} } = parseTemplate(cloudformation.write(set));

  test('are each made in their own account', () => {
    const conditions = Object.entries(Resources).map(([id, { Condition = '' }]) => [
      id,
      Conditions[Condition],
    ]);
    const inAccount = (account: string) => ({ 'Fn::Equals': [{ Ref: 'AWS::AccountId' }, account] });
    expect(Object.fromEntries(conditions)).toEqual({
      ExecutionRole: inAccount('111122223333'),
      AtHomeRole: inAccount('111122223333'),
      OrderDeskRole: inAccount('222222222222'),
      Target9LivesRole: inAccount('333333333333'),
    });
  });

  test('wait for the execution role in its own account, which their trust policies name', () => {
    const waiting = Object.entries(Resources).map(([id, { DependsOn }]) => [id, DependsOn]);
    expect(Object.fromEntries(waiting)).toMatchObject({
      AtHomeRole: 'ExecutionRole',
      OrderDeskRole: undefined,
    });
  });

  test('are given out under the same conditions', () => {
    for (const [name, { Condition }] of Object.entries(Outputs))
      expect(Condition).toBe(Resources[name.replace(/Arn$/, '')]?.Condition);
  });

  test('need no conditions in a template for each account', () => {
    for (const account of accountsOf(set)) {
      const own = parseTemplate(cloudformation.write(rolesOfAccount(set, account)));
      expect(own.Conditions).toBeUndefined();
      expect(Object.values(own.Resources).some(({ Condition }) => Condition !== undefined)).toBe(false);
    }
  });
});

test('policies that do not fit into a role are policies of their own', () => {
  const { Resources } = parseTemplate(cloudformation.write(roleSetNamed('more than a role holds')));
  const types = Object.values(Resources).map(({ Type }) => Type);
  expect(types.filter((type) => type === 'AWS::IAM::ManagedPolicy').length).toBeGreaterThan(1);
});
