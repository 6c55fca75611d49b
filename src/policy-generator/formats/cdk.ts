import type { Json } from '../../base/json.ts';
import type { Format } from './format.ts';
import { camelCase, heading, type NamedRole, namedRoles, pascalCase } from './names.ts';
import { accountsOf, type RoleSet, rolesOfAccount } from './role-set.ts';
import { type StandIn, textParts } from './stand-in.ts';

/**
 * A TypeScript file for AWS CDK 2 with a construct for the roles of each account.
 *
 * Roles are declared as CloudFormation has them, because the CDK's own class rewrites principals and merges statements; what it
 * gives out cannot be changed, because constructs such as StateMachine would add policies of theirs to it.
 */
export const cdk: Format = {
  extension: '.ts',
  write(set) {
    const accounts = accountsOf(set);
    const classes = accounts.map((account) => {
      const isOwn = set.executionRole === undefined ? accounts.length === 1 : account === accounts[0];
      const name = isOwn ? 'StateMachineRoles' : `StateMachineRolesOf${account}`;
      return classText(name, account, rolesOfAccount(set, account));
    });
    const text = classes.join('\n');
    return [
      heading(set, [])
        .map((line) => `// ${line}\n`)
        .join(''),
      isPortable(set) ? "import { Stack } from 'aws-cdk-lib';\n" : '',
      `import * as iam from 'aws-cdk-lib/aws-iam';\nimport { Construct } from 'constructs';\n\n`,
      text,
    ].join('');
  },
};

function classText(name: string, account: string, set: RoleSet): string {
  const roles = namedRoles(set, camelCase);
  const execution = roles.find(({ role }) => role === set.executionRole);
  const body = roles
    .map((named) => {
      const text = roleText(named, set.standIn);
      // A role that a trust policy names has to exist.
      if (execution === undefined || named === execution) return text;
      return `${text}    ${named.id}.addDependency(${execution.id});\n`;
    })
    .join('\n');
  const stack = isPortable(set) ? '    const stack = Stack.of(this);\n' : '';
  return `/** For a stack of account ${account}. */
export class ${name} extends Construct {
${roles.map(({ id }) => `  readonly ${id}: iam.IRole;\n`).join('')}
  constructor(scope: Construct, id: string) {
    super(scope, id);
${stack}${body}  }
}
`;
}

/** Whether a document follows where it is deployed, and so asks its stack. */
function isPortable({ executionRole, targetRoles, standIn: { account, region } }: RoleSet): boolean {
  const text = JSON.stringify([executionRole, ...targetRoles].map((role) => role?.portable));
  return text.includes(account) || text.includes(region);
}

function roleText({ id, role }: NamedRole, standIn: StandIn): string {
  const source = (value: object | string) => sourceText(value as Json, standIn, '      ');
  const { trustPolicy, policies } = role.portable;
  const variables = policies.map((_, index) => `${id}Policy${index + 1}`);
  const managed = policies.map((policy, index) =>
    constructText('CfnManagedPolicy', variables[index] ?? '', {
      managedPolicyName: source(policy.name),
      path: source(role.path),
      policyDocument: source(policy.document),
    }),
  );
  const inline = policies.map((policy) => ({ policyName: policy.name, policyDocument: policy.document }));
  const declared = constructText('CfnRole', id, {
    roleName: source(role.name),
    path: source(role.path),
    description: source(role.description),
    assumeRolePolicyDocument: source(trustPolicy),
    ...(role.isInline
      ? { policies: source(inline) }
      : { managedPolicyArns: `[${variables.map((variable) => `${variable}.ref`).join(', ')}]` }),
  });
  const finished = `    this.${id} = iam.Role.fromRoleArn(this, 'Finished${pascalCase([id])}', ${id}.attrArn, { mutable: false });\n`;
  return [...(role.isInline ? [] : managed), declared, finished].join('');
}

function constructText(
  type: 'CfnRole' | 'CfnManagedPolicy',
  variable: string,
  properties: Readonly<Record<string, string>>,
): string {
  const members = Object.entries(properties).map(([name, value]) => `      ${name}: ${value},\n`);
  return `    const ${variable} = new iam.${type}(this, '${pascalCase([variable])}', {\n${members.join('')}    });\n`;
}

/** `value` as an expression whose lines after the first begin with `indent`. */
function sourceText(value: Json, standIn: StandIn, indent: string): string {
  if (typeof value === 'string') return textSource(value, standIn);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  const items = Array.isArray(value)
    ? value.map((item: Json) => sourceText(item, standIn, inner))
    : Object.entries(value).map(
        ([name, member]) => `${memberName(name)}: ${sourceText(member, standIn, inner)}`,
      );
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (items.length === 0) return `${open}${close}`;
  return `${open}\n${items.map((item) => `${inner}${item},\n`).join('')}${indent}${close}`;
}

function memberName(name: string): string {
  return /^[A-Za-z]\w*$/.test(name) ? name : quoted(name);
}

function textSource(text: string, standIn: StandIn): string {
  const parts = textParts(text, standIn);
  const [only] = parts;
  if (parts.length === 1 && typeof only === 'object') return `stack.${only.place}`;
  if (parts.every((part) => typeof part === 'string')) return quoted(text);
  const pieces = parts.map((part) =>
    typeof part === 'string' ? escaped(part).replace(/[`$]/g, '\\$&') : `\${stack.${part.place}}`,
  );
  return `\`${pieces.join('')}\``;
}

function quoted(text: string): string {
  return `'${escaped(text).replaceAll("'", "\\'")}'`;
}

/** Of quotes only those that JSON has need no escape here. */
function escaped(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replace(/[\u2028\u2029]/g, unicodeEscape);
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16)}`;
}
