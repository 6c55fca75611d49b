import { formatArn, parseArn } from '../base/arn.ts';
import { isJsonObject, type Json, type JsonObject, jsonEquals } from '../base/json.ts';
import type { DeclaredRole, NamedPolicy } from './formats/role-set.ts';
import { mergedTrust } from './merged-trust.ts';

/** A call of IAM's API. */
export interface IamRequest {
  readonly action: IamAction;
  readonly input: JsonObject;
}

export type IamAction = (typeof readingActions)[number] | (typeof changingActions)[number];

/** What came of a request; `NoSuchEntity` where what it asks for does not exist. */
export type IamAnswer = JsonObject | 'NoSuchEntity';

/** Something that was done to a role so that it became what it should be. */
export interface RoleChange {
  readonly roleArn: string;
  readonly action: (typeof changingActions)[number];
  /** The policy it is about. */
  readonly policyName?: string;
}

export const readingActions = [
  'GetRole',
  'ListRolePolicies',
  'GetRolePolicy',
  'ListAttachedRolePolicies',
  'GetPolicy',
  'GetPolicyVersion',
  'ListPolicyVersions',
] as const;

export const changingActions = [
  'CreateRole',
  'UpdateAssumeRolePolicy',
  'PutRolePolicy',
  'DeleteRolePolicy',
  'CreatePolicy',
  'CreatePolicyVersion',
  'DeletePolicyVersion',
  'AttachRolePolicy',
  'DetachRolePolicy',
] as const;

type Exchange<Result> = Generator<IamRequest, Result, IamAnswer>;

/**
 * Makes `role` what it is declared to be, as a dialogue with IAM: yields requests, takes their answers, and returns what it
 * changed, which is nothing where the role is so already.
 *
 * A role may be used by others too: of its policies only those are replaced and removed that bear the names of this state
 * machine's, and of its trust policy only the statements about this state machine.
 */
export function* applyRole(role: DeclaredRole): Exchange<readonly RoleChange[]> {
  const changes: RoleChange[] = [];
  const change: Change = function* (action, input, policyName) {
    changes.push({ roleArn: role.roleArn, action, ...(policyName !== undefined && { policyName }) });
    return yield { action, input };
  };
  const { RoleName, isNew } = yield* applyTrust(role, change);
  const inline = role.isInline ? role.documents.policies : [];
  const managed = role.isInline ? [] : role.documents.policies;
  const isGenerated = generatedNameOf(role.policyNameLead);
  const before = isNew ? noPolicies : yield* policiesBefore(RoleName, isGenerated);
  for (const policy of managed) yield* applyManaged(role, policy, before, change);
  for (const policy of inline) yield* applyInline(RoleName, policy, before, change);
  // What the role loses it loses last, so that executions under way never lack what they need.
  for (const name of before.inlineNames.filter((known) => !inline.some((policy) => policy.name === known)))
    yield* change('DeleteRolePolicy', { RoleName, PolicyName: name }, name);
  for (const { name, arn } of before.attached.filter(
    (known) => !managed.some((policy) => policy.name === known.name),
  ))
    yield* change('DetachRolePolicy', { RoleName, PolicyArn: arn }, name);
  return changes;
}

type Change = (action: RoleChange['action'], input: JsonObject, policyName?: string) => Exchange<IamAnswer>;

interface PoliciesBefore {
  readonly inlineNames: readonly string[];
  readonly attached: readonly { readonly name: string; readonly arn: string }[];
}

const noPolicies: PoliciesBefore = { inlineNames: [], attached: [] };

/** Whether a policy's name is one that policies of the role are given for the same state machine. */
function generatedNameOf(lead: string): (policyName: string) => boolean {
  return (policyName) => policyName.startsWith(lead) && /^-\d+$/.test(policyName.slice(lead.length));
}

function* applyTrust(
  { name, path, description, documents: { trustPolicy } }: DeclaredRole,
  change: Change,
): Exchange<{ readonly RoleName: string; readonly isNew: boolean }> {
  const known = yield { action: 'GetRole', input: { RoleName: name } };
  if (known === 'NoSuchEntity') {
    yield* change('CreateRole', {
      RoleName: name,
      Path: path,
      Description: description,
      AssumeRolePolicyDocument: JSON.stringify(trustPolicy),
    });
    return { RoleName: name, isNew: true };
  }
  const before = parsedDocument(member(known, 'Role').AssumeRolePolicyDocument);
  const after = mergedTrust(before, trustPolicy);
  if (before === undefined || !jsonEquals(before, after))
    yield* change('UpdateAssumeRolePolicy', { RoleName: name, PolicyDocument: JSON.stringify(after) });
  return { RoleName: name, isNew: false };
}

function* policiesBefore(RoleName: string, isGenerated: (name: string) => boolean): Exchange<PoliciesBefore> {
  const inlineNames = yield* pages('ListRolePolicies', 'PolicyNames', { RoleName });
  const attached = yield* pages('ListAttachedRolePolicies', 'AttachedPolicies', { RoleName });
  return {
    inlineNames: inlineNames.map(String).filter(isGenerated),
    attached: attached
      .map((policy) => policy as JsonObject)
      .map(({ PolicyName, PolicyArn }) => ({ name: String(PolicyName), arn: String(PolicyArn) }))
      .filter(({ name }) => isGenerated(name)),
  };
}

/** All items of a list that IAM gives in pages. */
function* pages(
  action: 'ListRolePolicies' | 'ListAttachedRolePolicies' | 'ListPolicyVersions',
  list: string,
  input: JsonObject,
): Exchange<readonly Json[]> {
  const items: Json[] = [];
  let marker: JsonObject = {};
  for (;;) {
    const page = yield { action, input: { ...input, ...marker } };
    if (page === 'NoSuchEntity') return items;
    const onPage = page[list];
    if (Array.isArray(onPage)) items.push(...(onPage as readonly Json[]));
    if (page.IsTruncated !== true || typeof page.Marker !== 'string') return items;
    marker = { Marker: page.Marker };
  }
}

function* applyInline(
  RoleName: string,
  { name, document }: NamedPolicy,
  { inlineNames }: PoliciesBefore,
  change: Change,
): Exchange<void> {
  const PolicyDocument = JSON.stringify(document);
  if (inlineNames.includes(name)) {
    const known = yield { action: 'GetRolePolicy', input: { RoleName, PolicyName: name } };
    if (known !== 'NoSuchEntity' && isSame(known.PolicyDocument, PolicyDocument)) return;
  }
  yield* change('PutRolePolicy', { RoleName, PolicyName: name, PolicyDocument }, name);
}

function* applyManaged(
  role: DeclaredRole,
  { name, document }: NamedPolicy,
  { attached }: PoliciesBefore,
  change: Change,
): Exchange<void> {
  const partition = parseArn(role.roleArn)?.partition ?? 'aws';
  const resource = `policy${role.path}${name}`;
  const PolicyArn = formatArn({ partition, service: 'iam', region: '', account: role.account, resource });
  const PolicyDocument = JSON.stringify(document);
  const known = yield { action: 'GetPolicy', input: { PolicyArn } };
  if (known === 'NoSuchEntity')
    yield* change('CreatePolicy', { PolicyName: name, Path: role.path, PolicyDocument }, name);
  else yield* applyVersion(PolicyArn, { name, PolicyDocument, known: member(known, 'Policy') }, change);
  if (!attached.some(({ arn }) => arn === PolicyArn))
    yield* change('AttachRolePolicy', { RoleName: role.name, PolicyArn }, name);
}

interface VersionToApply {
  readonly name: string;
  readonly PolicyDocument: string;
  readonly known: JsonObject;
}

/** Versions of a managed policy. Source: IAM User Guide, "IAM and AWS STS quotas". */
const versionsMax = 5;

function* applyVersion(
  PolicyArn: string,
  { name, PolicyDocument, known }: VersionToApply,
  change: Change,
): Exchange<void> {
  const VersionId = String(known.DefaultVersionId);
  const current = yield { action: 'GetPolicyVersion', input: { PolicyArn, VersionId } };
  if (current !== 'NoSuchEntity' && isSame(member(current, 'PolicyVersion').Document, PolicyDocument)) return;
  const versions = yield* pages('ListPolicyVersions', 'Versions', { PolicyArn });
  if (versions.length >= versionsMax) {
    const others = versions
      .map((version) => String((version as JsonObject).VersionId))
      .filter((id) => id !== VersionId)
      .sort((left, right) => Number(left.slice(1)) - Number(right.slice(1)));
    yield* change('DeletePolicyVersion', { PolicyArn, VersionId: others[0] ?? '' }, name);
  }
  yield* change('CreatePolicyVersion', { PolicyArn, PolicyDocument, SetAsDefault: true }, name);
}

function member(answer: JsonObject, name: string): JsonObject {
  return (answer[name] ?? {}) as JsonObject;
}

function isSame(known: Json | undefined, document: string): boolean {
  const parsed = parsedDocument(known);
  return parsed !== undefined && jsonEquals(parsed, JSON.parse(document) as Json);
}

/** IAM gives documents percent-encoded. */
function parsedDocument(document: Json | undefined): JsonObject | undefined {
  if (typeof document !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(decodeURIComponent(document));
    return isJsonObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
