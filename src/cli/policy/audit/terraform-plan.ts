import { formatArn, isAccountId, parseArn } from '../../../base/arn.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../../base/json.ts';
import type { AuditedRole, NamedDocument } from '../../../policy-generator/audit/roles.ts';
import {
  boundaryFrom,
  documentFrom,
  type GivenRoles,
  managedFrom,
  objectsIn,
  type SourcePlace,
  textOf,
  textsIn,
} from './given-roles.ts';

export function isTerraform({ planned_values: planned, values }: JsonObject): boolean {
  return isJsonObject(planned) || (isJsonObject(values) && isJsonObject(values.root_module));
}

/** A resource of a plan: what is known of its values, and which other resources the rest is made of. */
interface PlannedResource {
  readonly address: string;
  readonly type: string;
  readonly values: JsonObject;
  readonly account: string;
  /** By attribute, addresses of resources that it is made of, each with an attribute or without. */
  references(attribute: string): readonly string[];
}

/**
 * The roles that a Terraform plan makes, or that a state holds, as `terraform show -json` prints them. Of what a plan only knows
 * after it is applied, such as a role's id, the configuration says which resource it comes from.
 *
 * Source: Terraform documentation, "JSON Output Format".
 */
export function terraformRoles(plan: JsonObject, place: SourcePlace): GivenRoles {
  const resources = plannedResources(plan, place);
  const ofType = (type: string) => resources.filter((resource) => resource.type === type);
  const problems: string[] = [];
  const documents = new Map<string, Json>();
  const policyArns = new Map<string, string>();
  for (const policy of ofType('aws_iam_policy')) {
    const arn = iamArn(policy, 'policy', place);
    policyArns.set(policy.address, arn);
    const document = documentFrom(policy.values.policy ?? undefined);
    if (document === undefined || document === null) problems.push(unknownDocument(policy.address));
    else documents.set(arn, document);
  }
  const roles = ofType('aws_iam_role');
  const isOf = (role: PlannedResource, hung: PlannedResource, attribute = 'role') => {
    const names = textsIn(hung.values[attribute]);
    if (names.length > 0)
      return names.some((name) => [role.values.name, role.values.id, role.values.arn].includes(name));
    return pointsTo(hung, attribute, role);
  };
  return {
    roles: roles.map((role): AuditedRole => {
      const { values } = role;
      const inline = [
        ...objectsIn(values.inline_policy).map((policy) => ({ name: policy.name, policy: policy.policy })),
        ...ofType('aws_iam_role_policy')
          .filter((policy) => isOf(role, policy))
          .map((policy) => ({ name: policy.values.name ?? policy.address, policy: policy.values.policy })),
      ].flatMap(({ name, policy }): readonly NamedDocument[] => {
        const document = documentFrom(policy);
        if (document !== undefined && document !== null)
          return [{ name: `inline policy ${String(name)}`, document }];
        problems.push(unknownDocument(`${role.address}, inline policy ${String(name)}`));
        return [];
      });
      const attachments = [
        ...ofType('aws_iam_role_policy_attachment').filter((attachment) => isOf(role, attachment)),
        ...ofType('aws_iam_policy_attachment').filter((attachment) => isOf(role, attachment, 'roles')),
      ].flatMap((attachment) => attachedArns(attachment, 'policy_arn', policyArns));
      const arns = [...new Set([...attachments, ...attachedArns(role, 'managed_policy_arns', policyArns)])];
      const { policies, unknown } = managedFrom(arns, documents);
      const [boundaryArn] = attachedArns(role, 'permissions_boundary', policyArns);
      const boundary = boundaryFrom(boundaryArn, documents);
      const trustPolicy = documentFrom(values.assume_role_policy ?? undefined);
      if (trustPolicy === undefined) problems.push(unknownDocument(`${role.address}, assume_role_policy`));
      return {
        ...boundary,
        arn: iamArn(role, 'role', place),
        trustPolicy,
        policies: [...inline, ...policies],
        unknownPolicyArns: [...unknown, ...(boundary.unknownPolicyArns ?? [])],
      };
    }),
    problems,
  };
}

function unknownDocument(what: string): string {
  return `The plan does not know the policy of ${what} before it is applied, so it counts as absent: audit the state afterwards.`;
}

function iamArn(
  { values, account }: PlannedResource,
  type: 'role' | 'policy',
  { partition }: SourcePlace,
): string {
  const path = textOf(values.path) ?? '/';
  const made = formatArn({
    partition,
    service: 'iam',
    region: '',
    account,
    resource: `${type}${path}${textOf(values.name) ?? ''}`,
  });
  return textOf(values.arn) ?? made;
}

/** ARNs that are known, or those of the policies that the attribute is made of. */
function attachedArns(
  resource: PlannedResource,
  attribute: string,
  policyArns: ReadonlyMap<string, string>,
): readonly string[] {
  const known = textsIn(resource.values[attribute]).filter((text) => text !== '');
  if (known.length > 0) return known;
  return resource.references(attribute).flatMap((address) => policyArns.get(address) ?? []);
}

function pointsTo(from: PlannedResource, attribute: string, to: PlannedResource): boolean {
  return from.references(attribute).includes(to.address);
}

function plannedResources(plan: JsonObject, place: SourcePlace): readonly PlannedResource[] {
  const values = isJsonObject(plan.planned_values) ? plan.planned_values : plan.values;
  const configuration = isJsonObject(plan.configuration) ? plan.configuration : {};
  const accounts = providerAccounts(configuration);
  const root = isJsonObject(values) ? values.root_module : undefined;
  const modules = modulesIn(root, isJsonObject(configuration.root_module) ? configuration.root_module : {});
  return modules.flatMap(({ module, configured }) =>
    objectsIn(module.resources).map((resource): PlannedResource => {
      const address = String(resource.address);
      const lead = typeof module.address === 'string' ? `${module.address}.` : '';
      // Of a resource with count or for_each there are several, which are configured once.
      const plain = address.slice(lead.length).replace(/\[.*\]$/, '');
      const index = address.slice(lead.length + plain.length);
      const written = objectsIn(configured.resources).find((each) => each.address === plain);
      const provider = String(written?.provider_config_key ?? '');
      const known = isJsonObject(resource.values) ? resource.values : {};
      const arn = parseArn(textOf(known.arn) ?? '');
      return {
        address,
        type: String(resource.type),
        values: known,
        account: arn?.account || accounts.get(provider) || aliasAccount(provider) || place.account,
        references: (attribute) => {
          const expressions = isJsonObject(written?.expressions) ? written.expressions[attribute] : undefined;
          const names = isJsonObject(expressions) ? textsIn(expressions.references) : [];
          return names.flatMap((name) =>
            resourceNames(name).flatMap((each) => [`${lead}${each}`, `${lead}${each}${index}`]),
          );
        },
      };
    }),
  );
}

/** `aws_iam_role.this.id` names `aws_iam_role.this`; each.value and var.x name nothing. */
function resourceNames(reference: string): readonly string[] {
  const found = /^aws_\w+\.[\w-]+(?:\[[^\]]*\])?/.exec(reference);
  return found === null ? [] : [found[0]];
}

interface ModulePair {
  readonly module: JsonObject;
  readonly configured: JsonObject;
}

function modulesIn(module: Json | undefined, configured: JsonObject): readonly ModulePair[] {
  if (!isJsonObject(module)) return [];
  const calls = isJsonObject(configured.module_calls) ? configured.module_calls : {};
  const children = objectsIn(module.child_modules).flatMap((child) => {
    const name = /module\.([\w-]+)(?:\[[^\]]*\])?$/.exec(String(child.address))?.[1] ?? '';
    const call = calls[name];
    return modulesIn(child, isJsonObject(call) && isJsonObject(call.module) ? call.module : {});
  });
  return [{ module, configured }, ...children];
}

/** By the key of a provider, the account that its configuration names: the one it allows only, or that of the role it assumes. */
function providerAccounts({ provider_config: providers }: JsonObject): ReadonlyMap<string, string> {
  const accounts = new Map<string, string>();
  for (const [key, provider] of Object.entries(isJsonObject(providers) ? providers : {})) {
    const expressions =
      isJsonObject(provider) && isJsonObject(provider.expressions) ? provider.expressions : {};
    const account = constantIn(expressions.allowed_account_ids) ?? accountOfRole(expressions.assume_role);
    if (account !== undefined) accounts.set(key, account);
  }
  return accounts;
}

function constantIn(expression: Json | undefined): string | undefined {
  const value = isJsonObject(expression) ? expression.constant_value : undefined;
  return isJsonArray(value) && value.length === 1 ? textOf(value[0]) : undefined;
}

function accountOfRole(assumed: Json | undefined): string | undefined {
  const [role] = objectsIn(assumed).map(({ role_arn: arn }) =>
    isJsonObject(arn) ? textOf(arn.constant_value) : undefined,
  );
  return parseArn(role ?? '')?.account;
}

/** `aws.account_222222222222`, as `stepwell policy generate` calls providers. */
function aliasAccount(provider: string): string | undefined {
  const [digits] = /\d{12}/.exec(provider) ?? [];
  return digits !== undefined && isAccountId(digits) ? digits : undefined;
}
