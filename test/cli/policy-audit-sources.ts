import type { DeclaredRole, RoleSet } from '../../src/policy-generator/formats/role-set.ts';

export const sourceAccount = '111111111111';
export const targetAccount = '222222222222';

/**
 * What Terraform prints of a plan for the roles: the execution role in a module, with its policy hung on it by its id, and the
 * target role beside it, made by another provider, with a managed policy.
 */
export function terraformPlan({ executionRole, targetRoles }: RoleSet): object {
  const [target] = targetRoles;
  return {
    format_version: '1.2',
    planned_values: {
      root_module: {
        resources: [
          { address: 'aws_iam_role.target', type: 'aws_iam_role', values: roleValues(target) },
          {
            address: 'aws_iam_policy.target',
            type: 'aws_iam_policy',
            values: { name: 'target', path: '/', policy: documentOf(target) },
          },
          {
            address: 'aws_iam_role_policy_attachment.target[0]',
            type: 'aws_iam_role_policy_attachment',
            values: {},
          },
        ],
        child_modules: [
          {
            address: 'module.roles',
            resources: [
              {
                address: 'module.roles.aws_iam_role.this',
                type: 'aws_iam_role',
                values: roleValues(executionRole),
              },
              {
                address: 'module.roles.aws_iam_role_policy.this',
                type: 'aws_iam_role_policy',
                values: { name: 'this', policy: documentOf(executionRole) },
              },
            ],
          },
        ],
      },
    },
    configuration: {
      provider_config: {
        aws: { name: 'aws', expressions: { region: { constant_value: 'us-east-1' } } },
        'aws.far': {
          name: 'aws',
          alias: 'far',
          expressions: {
            assume_role: [{ role_arn: { constant_value: `arn:aws:iam::${targetAccount}:role/Deploy` } }],
          },
        },
      },
      root_module: {
        resources: [
          { address: 'aws_iam_role.target', provider_config_key: 'aws.far', expressions: {} },
          { address: 'aws_iam_policy.target', provider_config_key: 'aws.far', expressions: {} },
          {
            address: 'aws_iam_role_policy_attachment.target',
            provider_config_key: 'aws.far',
            expressions: {
              policy_arn: { references: ['aws_iam_policy.target.arn', 'aws_iam_policy.target'] },
              role: { references: ['aws_iam_role.target.name', 'aws_iam_role.target'] },
            },
          },
        ],
        module_calls: {
          roles: {
            module: {
              resources: [
                { address: 'aws_iam_role.this', provider_config_key: 'aws', expressions: {} },
                {
                  address: 'aws_iam_role_policy.this',
                  provider_config_key: 'aws',
                  expressions: { role: { references: ['aws_iam_role.this.id', 'aws_iam_role.this'] } },
                },
              ],
            },
          },
        },
      },
    },
  };
}

function roleValues(role: DeclaredRole | undefined): object {
  return {
    name: role?.name,
    path: role?.path,
    assume_role_policy: JSON.stringify(role?.documents.trustPolicy),
    permissions_boundary: null,
  };
}

function documentOf(role: DeclaredRole | undefined): string {
  return JSON.stringify(role?.documents.policies[0]?.document);
}
