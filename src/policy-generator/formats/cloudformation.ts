import type { Json } from '../../base/json.ts';
import type { Format } from './format.ts';
import { heading, namedRoles, pascalCase } from './names.ts';
import { accountsOf, type DeclaredRole, type RoleSet } from './role-set.ts';
import { type PlacePart, textParts } from './stand-in.ts';
import { expression, type Yaml, yamlText } from './yaml-text.ts';

/**
 * A CloudFormation template, for SAM too. A state machine names its role with `!GetAtt ExecutionRole.Arn`; the role speaks of
 * the machine by its name only, so neither waits for the other.
 *
 * Roles of several accounts stand in one template under conditions: deployed in each account, it makes that account's.
 */
export const cloudformation: Format = {
  extension: '.yaml',
  write(set) {
    const accounts = accountsOf(set);
    const conditionOf = (account: string) => (accounts.length > 1 ? `InAccount${account}` : undefined);
    const conditions = accounts.length > 1 ? accounts : [];
    const template: Yaml = {
      AWSTemplateFormatVersion: '2010-09-09',
      Description: 'Roles for Step Functions state machines',
      ...(conditions.length > 0 && {
        Conditions: Object.fromEntries(
          conditions.map((account) => [
            `InAccount${account}`,
            { 'Fn::Equals': [expression('!Ref', 'AWS::AccountId'), account] },
          ]),
        ),
      }),
      ...declarations(set, conditionOf),
    };
    const comments = heading(set, [deployAdvice, ...(conditions.length > 0 ? [accountsAdvice] : [])]);
    return `${comments.map((line) => `# ${line}\n`).join('')}${yamlText(template)}`;
  },
};

const deployAdvice = 'Roles have names of their own: deploy with the capability CAPABILITY_NAMED_IAM.';

const accountsAdvice =
  'Deploy it in each of its accounts, that of the execution role first: conditions choose the roles of that account.';

function declarations(set: RoleSet, conditionOf: (account: string) => string | undefined) {
  const resources: Record<string, Yaml> = {};
  const outputs: Record<string, Yaml> = {};
  const yamlOf = (value: object): Yaml => withPlace(value as Json, set);
  const roles = namedRoles(set, pascalCase);
  const execution = roles.find(({ role }) => role === set.executionRole);
  for (const { id, role } of roles) {
    const condition = conditionOf(role.account);
    const conditional = condition === undefined ? {} : { Condition: condition };
    const managedIds = role.isInline
      ? []
      : role.portable.policies.map((_, index) => `${id}Policy${index + 1}`);
    for (const [index, managedId] of managedIds.entries()) {
      const policy = role.portable.policies[index];
      if (policy === undefined) continue;
      resources[managedId] = {
        Type: 'AWS::IAM::ManagedPolicy',
        ...conditional,
        Properties: {
          ManagedPolicyName: policy.name,
          Path: role.path,
          PolicyDocument: yamlOf(policy.document),
        },
      };
    }
    resources[id] = {
      Type: 'AWS::IAM::Role',
      ...conditional,
      // A role that a trust policy names has to exist.
      ...(execution !== undefined &&
        execution.role !== role &&
        execution.role.account === role.account && { DependsOn: execution.id }),
      Properties: roleProperties(role, managedIds, yamlOf),
    };
    outputs[`${id}Arn`] = { ...conditional, Value: expression('!GetAtt', `${id}.Arn`) };
  }
  return { Resources: resources, Outputs: outputs };
}

function roleProperties(
  { name, path, description, isInline, portable }: DeclaredRole,
  managedIds: readonly string[],
  yamlOf: (value: object) => Yaml,
): Yaml {
  const inline = isInline ? portable.policies : [];
  return {
    RoleName: name,
    Path: path,
    Description: description,
    AssumeRolePolicyDocument: yamlOf(portable.trustPolicy),
    ...(managedIds.length > 0 && { ManagedPolicyArns: managedIds.map((id) => expression('!Ref', id)) }),
    ...(inline.length > 0 && {
      Policies: inline.map((policy) => ({
        PolicyName: policy.name,
        PolicyDocument: yamlOf(policy.document),
      })),
    }),
  };
}

const pseudoParameters: Readonly<Record<PlacePart, string>> = {
  partition: 'AWS::Partition',
  region: 'AWS::Region',
  account: 'AWS::AccountId',
};

/** `value` with CloudFormation's pseudo parameters where its texts have a stand-in. */
function withPlace(value: Json, set: RoleSet): Yaml {
  if (typeof value === 'string') return textWithPlace(value, set);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => withPlace(item, set));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withPlace(member, set)]));
}

function textWithPlace(text: string, { standIn }: RoleSet): Yaml {
  const parts = textParts(text, standIn);
  const [only] = parts;
  if (parts.length === 1 && typeof only === 'object') return expression('!Ref', pseudoParameters[only.place]);
  if (parts.every((part) => typeof part === 'string')) return text;
  // `${` of a policy variable, or of a character that stands for itself, is none of CloudFormation's.
  const texts = parts.map((part) =>
    typeof part === 'string' ? part.replaceAll('${', '${!') : `\${${pseudoParameters[part.place]}}`,
  );
  return expression('!Sub', texts.join(''));
}
