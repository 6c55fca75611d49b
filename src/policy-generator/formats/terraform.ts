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
    const named = namedRoles(set, snakeCase);
    const execution = named.find(({ role }) => role === set.executionRole);
    const roles = named.flatMap((each) =>
      roleBlocks(each, {
        provider: providerOf(each.role.account),
        // A role that a trust policy names has to exist.
        dependsOn: each === execution ? undefined : execution?.id,
        standIn: set.standIn,
      }),
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

interface RoleSurroundings {
  readonly provider: string | undefined;
  /** The role that is made before. */
  readonly dependsOn: string | undefined;
  readonly standIn: StandIn;
}

function roleBlocks(
  { id, role }: NamedRole,
  { provider, dependsOn, standIn }: RoleSurroundings,
): readonly string[] {
  const quote = (text: string) => quoted(text, standIn);
  const { trustPolicy, policies } = role.portable;
  return [
    documentBlock(`${id}_trust`, trustPolicy, quote),
    resourceBlock('aws_iam_role', id, [
      ...providerAttribute(provider),
      ['name', quote(role.name)],
      ['path', quote(role.path)],
      ['description', quote(role.description)],
      ['assume_role_policy', `data.aws_iam_policy_document.${id}_trust.json`],
      ...(dependsOn === undefined ? [] : [['depends_on', `[aws_iam_role.${dependsOn}]`] as const]),
    ]),
    ...policies.flatMap((policy, index) => {
      const policyId = `${id}_policy_${index + 1}`;
      const document = documentBlock(policyId, policy.document, quote);
      const declared = role.isInline ? inlinePolicy : managedPolicy;
      return [document, ...declared({ policyId, roleId: id, policy, path: role.path, provider, quote })];
    }),
  ];
}

type Quote = (text: string) => string;

/** A name and an expression. */
type Attribute = readonly [string, string];

interface PolicyBlock {
  readonly policyId: string;
  readonly roleId: string;
  readonly policy: NamedPolicy;
  readonly path: string;
  readonly provider: string | undefined;
  readonly quote: Quote;
}

function inlinePolicy({ policyId, roleId, policy, provider, quote }: PolicyBlock): readonly string[] {
  return [
    resourceBlock('aws_iam_role_policy', policyId, [
      ...providerAttribute(provider),
      ['name', quote(policy.name)],
      ['role', `aws_iam_role.${roleId}.id`],
      ['policy', `data.aws_iam_policy_document.${policyId}.json`],
    ]),
  ];
}

function managedPolicy({ policyId, roleId, policy, path, provider, quote }: PolicyBlock): readonly string[] {
  return [
    resourceBlock('aws_iam_policy', policyId, [
      ...providerAttribute(provider),
      ['name', quote(policy.name)],
      ['path', quote(path)],
      ['policy', `data.aws_iam_policy_document.${policyId}.json`],
    ]),
    resourceBlock('aws_iam_role_policy_attachment', policyId, [
      ...providerAttribute(provider),
      ['role', `aws_iam_role.${roleId}.name`],
      ['policy_arn', `aws_iam_policy.${policyId}.arn`],
    ]),
  ];
}

function providerAttribute(provider: string | undefined): readonly Attribute[] {
  return provider === undefined ? [] : [['provider', provider]];
}

function resourceBlock(type: string, id: string, attributes: readonly Attribute[]): string {
  return `${block(`resource "${type}" "${id}"`, attributes)}\n`;
}

function documentBlock(id: string, document: PolicyDocument | TrustPolicyDocument, quote: Quote): string {
  const statements = document.Statement.map((statement) =>
    block(
      'statement',
      [
        ...('Sid' in statement && statement.Sid !== undefined
          ? [['sid', quote(statement.Sid)] as const]
          : []),
        ['effect', quote(statement.Effect)],
        ['actions', list(statement.Action, quote)],
        ...('Resource' in statement ? [['resources', list(statement.Resource, quote)] as const] : []),
      ],
      [
        ...('Principal' in statement ? principalBlocks(statement.Principal, quote) : []),
        ...conditionBlocks(statement.Condition ?? {}, quote),
      ],
    ),
  );
  return `${block(`data "aws_iam_policy_document" "${id}"`, [], statements)}\n`;
}

function principalBlocks(principal: Readonly<Record<string, readonly string[]>>, quote: Quote) {
  return Object.entries(principal).map(([type, identifiers]) =>
    block('principals', [
      ['type', quote(type)],
      ['identifiers', list(identifiers, quote)],
    ]),
  );
}

function conditionBlocks(condition: Condition, quote: Quote): readonly string[] {
  return Object.entries(condition).flatMap(([test, keys]) =>
    Object.entries(keys).map(([variable, values]) =>
      block('condition', [
        ['test', quote(test)],
        ['variable', quote(variable)],
        ['values', list(values, quote)],
      ]),
    ),
  );
}

/** Attributes, and blocks within with a blank line before each. */
function block(heading: string, attributes: readonly Attribute[], blocks: readonly string[] = []): string {
  const parts = [...(attributes.length > 0 ? [aligned(attributes)] : []), ...blocks];
  return `${heading} {\n${indented(parts.join('\n\n'))}\n}`;
}

/** As `terraform fmt` has it: neighbours of one line have their values in one column. */
function aligned(attributes: readonly Attribute[]): string {
  const isOneLine = ([, value]: Attribute) => !value.includes('\n');
  const widthAt = (index: number): number => {
    let [from, to] = [index, index];
    const isNeighbour = (at: number) => attributes.slice(at, at + 1).some(isOneLine);
    while (from > 0 && isNeighbour(from - 1)) from -= 1;
    while (isNeighbour(to + 1)) to += 1;
    return Math.max(...attributes.slice(from, to + 1).map(([name]) => name.length));
  };
  return attributes
    .map((attribute, index) => {
      const [name, value] = attribute;
      return `${isOneLine(attribute) ? name.padEnd(widthAt(index)) : name} = ${value}`;
    })
    .join('\n');
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
  const found = textParts(text, standIn);
  const [only] = found;
  if (found.length === 1 && typeof only === 'object') return reference(only.place);
  const parts = found.map((part) =>
    typeof part === 'string' ? escaped(part) : `\${${reference(part.place)}}`,
  );
  return `"${parts.join('')}"`;
}

function reference(place: PlacePart): string {
  const { type, attribute } = sources[place];
  return `data.${type}.current.${attribute}`;
}

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * `text` between quotes: `${` and `%{` would begin a template, and so might its last character with what follows. The
 * provider takes `&{` for `${`, and nothing stands for it exactly.
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
