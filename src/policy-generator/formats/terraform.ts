import type { Condition, PolicyDocument, TrustPolicyDocument } from '../policy.ts';
import type { Format } from './format.ts';
import { heading, type NamedRole, namedRoles, snakeCase } from './names.ts';
import { accountsOf, type NamedPolicy } from './role-set.ts';
import { type PlacePart, type StandIn, textParts } from './stand-in.ts';

/**
 * A Terraform file: `aws_iam_policy_document` data sources, and the roles that have them.
 *
 * Roles of other accounts are made through a provider for each, which whoever uses the file as a module passes to it.
 */
export const terraform: Format = {
  extension: '.tf',
  write(set) {
    const [first, ...others] = accountsOf(set);
    const foreign = set.executionRole === undefined ? [] : others.filter((account) => account !== first);
    const providerOf = (account: string) =>
      foreign.includes(account) ? `aws.account_${account}` : undefined;
    const roles = namedRoles(set, snakeCase).flatMap((named) =>
      roleBlocks(named, providerOf(named.role.account), set.standIn),
    );
    const comments = heading(set, foreign.length > 0 ? [providersAdvice] : []);
    const text = roles.join('\n');
    return [
      `${comments.map((line) => `# ${line}\n`).join('')}`,
      ...(foreign.length > 0 ? [requiredProviders(foreign)] : []),
      ...usedSources(text),
      text,
    ].join('\n');
  },
};

const providersAdvice =
  'Use it as a module, and pass it a provider for each account whose roles it makes besides its own.';

function requiredProviders(accounts: readonly string[]): string {
  const aliases = accounts.map((account) => `        aws.account_${account},\n`).join('');
  return `terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
      configuration_aliases = [
${aliases}      ]
    }
  }
}
`;
}

/** Where Terraform has what follows from where it deploys. The id of a region is its name, in every release of the provider. */
const sources: Readonly<Record<PlacePart, { readonly type: string; readonly attribute: string }>> = {
  partition: { type: 'aws_partition', attribute: 'partition' },
  region: { type: 'aws_region', attribute: 'id' },
  account: { type: 'aws_caller_identity', attribute: 'account_id' },
};

function usedSources(text: string): readonly string[] {
  return Object.values(sources)
    .filter(({ type }) => text.includes(`data.${type}.current.`))
    .map(({ type }) => `data "${type}" "current" {}\n`);
}

function roleBlocks(
  { id, role }: NamedRole,
  provider: string | undefined,
  standIn: StandIn,
): readonly string[] {
  const quote = (text: string) => quoted(text, standIn);
  const providerLine = provider === undefined ? '' : `  provider           = ${provider}\n`;
  const { trustPolicy, policies } = role.portable;
  return [
    documentBlock(`${id}_trust`, trustPolicy, quote),
    `resource "aws_iam_role" "${id}" {
${providerLine}  name               = ${quote(role.name)}
  path               = ${quote(role.path)}
  description        = ${quote(role.description)}
  assume_role_policy = data.aws_iam_policy_document.${id}_trust.json
}
`,
    ...policies.flatMap((policy, index) => {
      const policyId = `${id}_policy_${index + 1}`;
      const document = documentBlock(policyId, policy.document, quote);
      const declared = role.isInline ? inlinePolicy : managedPolicy;
      return [document, declared({ policyId, roleId: id, policy, path: role.path, provider, quote })];
    }),
  ];
}

type Quote = (text: string) => string;

interface PolicyBlock {
  readonly policyId: string;
  readonly roleId: string;
  readonly policy: NamedPolicy;
  readonly path: string;
  readonly provider: string | undefined;
  readonly quote: Quote;
}

function inlinePolicy({ policyId, roleId, policy, provider, quote }: PolicyBlock): string {
  const providerLine = provider === undefined ? '' : `  provider = ${provider}\n`;
  return `resource "aws_iam_role_policy" "${policyId}" {
${providerLine}  name   = ${quote(policy.name)}
  role   = aws_iam_role.${roleId}.id
  policy = data.aws_iam_policy_document.${policyId}.json
}
`;
}

function managedPolicy({ policyId, roleId, policy, path, provider, quote }: PolicyBlock): string {
  const providerLine = provider === undefined ? '' : `  provider = ${provider}\n`;
  return `resource "aws_iam_policy" "${policyId}" {
${providerLine}  name   = ${quote(policy.name)}
  path   = ${quote(path)}
  policy = data.aws_iam_policy_document.${policyId}.json
}

resource "aws_iam_role_policy_attachment" "${policyId}" {
${providerLine}  role       = aws_iam_role.${roleId}.name
  policy_arn = aws_iam_policy.${policyId}.arn
}
`;
}

function documentBlock(id: string, document: PolicyDocument | TrustPolicyDocument, quote: Quote): string {
  const statements = document.Statement.map((statement) => {
    const lines = [
      ...('Sid' in statement && statement.Sid !== undefined ? [`sid       = ${quote(statement.Sid)}`] : []),
      `effect    = ${quote(statement.Effect)}`,
      `actions   = ${list(statement.Action, quote)}`,
      ...('Resource' in statement ? [`resources = ${list(statement.Resource, quote)}`] : []),
    ];
    const blocks = [
      ...('Principal' in statement
        ? Object.entries(statement.Principal).map(([type, identifiers]) =>
            block('principals', [
              `type        = ${quote(type)}`,
              `identifiers = ${list(identifiers, quote)}`,
            ]),
          )
        : []),
      ...conditionBlocks(statement.Condition ?? {}, quote),
    ];
    return indented(block('statement', [...lines, ...blocks.map((text) => `\n${text}`)]));
  });
  return `data "aws_iam_policy_document" "${id}" {\n${statements.join('\n\n')}\n}\n`;
}

function conditionBlocks(condition: Condition, quote: Quote): readonly string[] {
  return Object.entries(condition).flatMap(([test, keys]) =>
    Object.entries(keys).map(([variable, values]) =>
      block('condition', [
        `test     = ${quote(test)}`,
        `variable = ${quote(variable)}`,
        `values   = ${list(values, quote)}`,
      ]),
    ),
  );
}

function block(name: string, lines: readonly string[]): string {
  return `${name} {\n${lines.map(indented).join('\n')}\n}`;
}

function list(texts: readonly string[], quote: Quote): string {
  if (texts.length === 1) return `[${texts.map(quote).join('')}]`;
  return `[\n${texts.map((text) => `  ${quote(text)},\n`).join('')}]`;
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? line : `  ${line}`))
    .join('\n');
}

function quoted(text: string, standIn: StandIn): string {
  const parts = textParts(text, standIn).map((part) => {
    if (typeof part === 'string') return escaped(part);
    const { type, attribute } = sources[part.place];
    return `\${data.${type}.current.${attribute}}`;
  });
  return `"${parts.join('')}"`;
}

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * `text` between quotes: `${` and `%{` would begin a template, and so might its last character with what follows. The provider takes `&{` for `${`, and nothing stands for it
 * exactly.
 *
 * Source: Terraform documentation, "Strings and Templates"; AWS provider, "aws_iam_policy_document".
 */
function escaped(text: string): string {
  return text
    .replace(/&(?=\{)/g, '?')
    .replace(/["\\]/g, '\\$&')
    .replace(/[$%](?=\{)/g, '$&$&')
    .replace(/[$%]$/, (mark) => `\${"${mark}"}`)
    .replace(/\p{Cc}/gu, (character) => escapes[character] ?? unicodeEscape(character));
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
