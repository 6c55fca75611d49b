import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { accountsOf, type RoleSet, rolesOfAccount } from '../../../src/policy-generator/formats/role-set.ts';
import { terraform } from '../../../src/policy-generator/formats/terraform.ts';
import { installPackages } from '../../public-clients/packages.ts';
import { comparable, type ReadRole, rolesOf } from './declared-documents.ts';
import { roleSetNamed, roleSets } from './role-sets.ts';

const packages = await installPackages('terraform');
const parse = 'folder' in packages ? loadParser(packages.folder) : undefined;
const suite = 'reason' in packages ? `HashiCorp's parser (${packages.reason})` : "HashiCorp's parser";

/** A file as JSON: blocks by type and by their labels, expressions as templates. */
interface TerraformFile {
  readonly terraform?: unknown;
  readonly data: Readonly<Record<string, Readonly<Record<string, readonly DocumentBlock[]>>>>;
  readonly resource: Readonly<
    Record<string, Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>>
  >;
}

interface DocumentBlock {
  readonly statement?: readonly {
    readonly sid?: string;
    readonly effect: string;
    readonly actions: readonly string[];
    readonly resources?: readonly string[];
    readonly principals?: readonly { readonly type: string; readonly identifiers: readonly string[] }[];
    readonly condition?: readonly {
      readonly test: string;
      readonly variable: string;
      readonly values: readonly string[];
    }[];
  }[];
}

function loadParser(folder: string): (text: string) => Promise<TerraformFile> {
  const hcl = createRequire(join(folder, 'package.json'))('@cdktf/hcl2json') as {
    parse(file: string, text: string): Promise<TerraformFile>;
  };
  return (text) => hcl.parse('roles.tf', text);
}

async function fileOf(set: RoleSet): Promise<TerraformFile> {
  if (parse === undefined) throw new Error('no parser');
  return parse(terraform.write(set));
}

/** `text` with what the provider's data sources say in the machine's place, and template escapes taken away. */
function resolve(text: string, { place }: RoleSet): string {
  const values = new Map([
    [`\${data.aws_partition.current.partition}`, place.partition],
    [`\${data.aws_region.current.id}`, place.region],
    [`\${data.aws_caller_identity.current.account_id}`, place.account],
    [`\${"$"}`, '$'],
    [`\${"%"}`, '%'],
    [`$\${`, `\${`],
    ['%%{', '%{'],
  ]);
  return text.replace(/\$\{[^}]*\}|\$\$\{|%%\{/g, (found) => values.get(found) ?? found);
}

function readRoles({ data, resource }: TerraformFile, set: RoleSet): readonly ReadRole[] {
  const documents = data.aws_iam_policy_document ?? {};
  const documentAt = (reference = '') => {
    const [, id = ''] = /^\$\{data\.aws_iam_policy_document\.(\w+)\.json\}$/.exec(reference) ?? [];
    return documentOf(documents[id]?.[0], set);
  };
  const all = (type: string) =>
    Object.entries(resource[type] ?? {}).map(([id, [block = {}]]) => ({ id, block }));
  return comparable(
    all('aws_iam_role').map(({ id, block }) => ({
      name: block.name ?? '',
      path: block.path ?? '',
      trustPolicy: documentAt(block.assume_role_policy),
      policies: [
        ...all('aws_iam_role_policy')
          .filter((policy) => policy.block.role === `\${aws_iam_role.${id}.id}`)
          .map((policy) => ({ name: policy.block.name ?? '', document: documentAt(policy.block.policy) })),
        ...all('aws_iam_role_policy_attachment')
          .filter((attachment) => attachment.block.role === `\${aws_iam_role.${id}.name}`)
          .map((attachment) => {
            const [, policyId = ''] =
              /^\$\{aws_iam_policy\.(\w+)\.arn\}$/.exec(attachment.block.policy_arn ?? '') ?? [];
            const policy = resource.aws_iam_policy?.[policyId]?.[0];
            return { name: policy?.name ?? '', document: documentAt(policy?.policy) };
          }),
      ],
    })),
  );
}

/** The policy that the data source writes. */
function documentOf(block: DocumentBlock | undefined, set: RoleSet): unknown {
  const texts = (values: readonly string[] = []) => values.map((text) => resolve(text, set));
  return {
    Version: '2012-10-17',
    Statement: (block?.statement ?? []).map(
      ({ sid, effect, actions, resources, principals, condition = [] }) => ({
        ...(sid !== undefined && { Sid: sid }),
        Effect: effect,
        ...(principals !== undefined && {
          Principal: Object.fromEntries(
            principals.map(({ type, identifiers }) => [type, texts(identifiers)]),
          ),
        }),
        Action: texts(actions),
        ...(resources !== undefined && { Resource: texts(resources) }),
        ...(condition.length > 0 && {
          Condition: conditionOf(condition.map((each) => ({ ...each, values: texts(each.values) }))),
        }),
      }),
    ),
  };
}

function conditionOf(
  conditions: readonly {
    readonly test: string;
    readonly variable: string;
    readonly values: readonly string[];
  }[],
): unknown {
  const byTest: Record<string, Record<string, readonly string[]>> = {};
  for (const { test: operator, variable, values } of conditions) {
    byTest[operator] = { ...byTest[operator], [variable]: values };
  }
  return byTest;
}

describe.skipIf(parse === undefined)(suite, () => {
  test.each(roleSets)('reads the documents that were generated: $name', async ({ set }) => {
    expect(readRoles(await fileOf(set), set)).toEqual(rolesOf(set));
  });

  test('every data source that is asked is declared', async () => {
    for (const { set } of roleSets) {
      const text = terraform.write(set);
      const { data } = await fileOf(set);
      for (const type of ['aws_partition', 'aws_region', 'aws_caller_identity'])
        expect(data[type] !== undefined, type).toBe(text.includes(`data.${type}.current.`));
    }
  });

  test('roles of other accounts are made through the providers of those accounts', async () => {
    const { terraform: settings, resource } = await fileOf(roleSetNamed('target roles of three accounts'));
    const providers = Object.values(resource.aws_iam_role ?? {}).map(([block]) => [
      block?.name,
      block?.provider,
    ]);
    expect(Object.fromEntries(providers)).toEqual({
      Execution: undefined,
      'at-home': undefined,
      'order-desk': `\${aws.account_222222222222}`,
      '9-lives': `\${aws.account_333333333333}`,
    });
    expect(JSON.stringify(settings)).toContain('aws.account_222222222222');
  });

  test('a file for one account needs no other provider', async () => {
    const set = roleSetNamed('target roles of three accounts');
    for (const account of accountsOf(set)) {
      const { terraform: settings, resource } = await fileOf(rolesOfAccount(set, account));
      expect(settings).toBeUndefined();
      expect(JSON.stringify(resource)).not.toContain('provider');
    }
  });
});

test('what is written is written the same again', () => {
  for (const { set } of roleSets) expect(terraform.write(set)).toBe(terraform.write(set));
});
