import { type Arn, parseArn } from '../../base/arn.ts';
import { parsePolicy } from '../../iam/parse-policy.ts';
import type { Policy, SourcedPolicy } from '../../iam/policy.ts';
import type { IamEntityBody, ManagedPolicyBody, RoleBody } from '../../store/resources/identity.ts';
import type { AwsManagedPolicy } from './aws-managed-policies.ts';

// What the store holds as text, compiled once per stored body: the same object stands for the same revision.

const inlinePolicies = new WeakMap<IamEntityBody, readonly SourcedPolicy[]>();
const trustPolicies = new WeakMap<RoleBody, SourcedPolicy>();
const managedPolicies = new WeakMap<PolicySource, Policy>();

/** A managed policy as it was found: the account's own or AWS's. */
export type PolicySource = ManagedPolicyBody | AwsManagedPolicy;

/** The inline policies of a role or a user. */
export function compileInlinePolicies(body: IamEntityBody): readonly SourcedPolicy[] {
  const known = inlinePolicies.get(body);
  if (known !== undefined) return known;
  const account = accountOf(body.arn);
  const compiled = body.inlinePolicies.map(({ name, document }) => ({
    policy: parsePolicy(document, 'identity'),
    name: `inline policy ${name}`,
    owner: body.arn,
    account,
  }));
  inlinePolicies.set(body, compiled);
  return compiled;
}

/** Who may assume a role. */
export function compileTrustPolicy(body: RoleBody): SourcedPolicy {
  const known = trustPolicies.get(body);
  if (known !== undefined) return known;
  const policy = parsePolicy(body.assumeRolePolicyDocument, 'trust');
  const name = 'AssumeRolePolicyDocument';
  const compiled = { policy, name, owner: body.arn, account: accountOf(body.arn) };
  trustPolicies.set(body, compiled);
  return compiled;
}

/** The default version of the managed policy `arn` as it hangs on `owner`. */
export function compileManagedPolicy(
  source: PolicySource,
  { arn, owner }: { readonly arn: Arn; readonly owner: Arn },
): SourcedPolicy {
  let policy = managedPolicies.get(source);
  if (policy === undefined) {
    policy = parsePolicy(documentOf(source), 'identity');
    managedPolicies.set(source, policy);
  }
  return { policy, name: arn, owner, account: accountOf(owner) };
}

/** Stands in for a policy that was not found. It denies everything, so that a lost boundary widens nothing. */
export function missingPolicy(arn: Arn, owner: Arn): SourcedPolicy {
  return { policy: denyAll, name: `${arn} (not found)`, owner, account: accountOf(owner) };
}

export function compileSessionPolicy(document: string, owner: Arn): SourcedPolicy {
  return {
    policy: parsePolicy(document, 'session'),
    name: 'Policy of AssumeRole',
    owner,
    account: accountOf(owner),
  };
}

/** The trust policy that a role nobody created is taken to have: it leaves the decision to the caller's account. */
export function trustOf(account: string, roleArn: Arn): SourcedPolicy {
  const statement = { Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:*' };
  const policy = parsePolicy({ Version: '2012-10-17', Statement: [statement] }, 'trust');
  return { policy, name: 'trust policy that nobody knows', owner: roleArn, account: accountOf(roleArn) };
}

const denyAll = everythingPolicy('Deny');
const allowAll = everythingPolicy('Allow');

function everythingPolicy(effect: 'Allow' | 'Deny'): Policy {
  const statement = { Effect: effect, Action: '*', Resource: '*' };
  return parsePolicy({ Version: '2012-10-17', Statement: [statement] }, 'identity');
}

/** For principals whose policies nobody knows. */
export function allowAllPolicy(owner: Arn): SourcedPolicy {
  return { policy: allowAll, name: 'permissions that nobody knows', owner, account: accountOf(owner) };
}

function documentOf(source: PolicySource): string {
  if ('document' in source) return source.document;
  const version = source.versions.find(({ id }) => id === source.defaultVersionId);
  // A stored policy always has its default version; were it missing, the parser would refuse the empty text.
  return version?.document ?? '';
}

function accountOf(arn: Arn): string {
  return parseArn(arn)?.account ?? '';
}
