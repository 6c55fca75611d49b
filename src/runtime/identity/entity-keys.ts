import type { Arn } from '../../base/arn.ts';
import { parseArn } from '../../base/arn.ts';
import type { ResourceKey } from '../../store/store.ts';

/** Where the store keeps a role. Names that differ only in case are the same name. */
export function roleKey(account: string, roleName: string): ResourceKey<'Role'> {
  return { kind: 'Role', account, region: '', name: roleName.toLowerCase() };
}

export function userKey(account: string, userName: string): ResourceKey<'User'> {
  return { kind: 'User', account, region: '', name: userName.toLowerCase() };
}

export function managedPolicyKey(account: string, policyName: string): ResourceKey<'ManagedPolicy'> {
  return { kind: 'ManagedPolicy', account, region: '', name: policyName.toLowerCase() };
}

export function accessKeyKey(accessKeyId: string): ResourceKey<'AccessKey'> {
  return { kind: 'AccessKey', account: '', region: '', name: accessKeyId };
}

export interface IamArnParts {
  readonly partition: string;
  readonly account: string;
  readonly type: 'role' | 'user' | 'policy';
  /** The last part, after the path. */
  readonly name: string;
  /** `/` or `/division/team/`. */
  readonly path: string;
}

/** The parts of a role's, user's or managed policy's ARN; undefined for any other text. */
export function parseIamArn(arn: Arn): IamArnParts | undefined {
  const parts = parseArn(arn);
  if (parts === undefined || parts.service !== 'iam' || parts.region !== '') return undefined;
  const [, type, path = '/', name] = /^(role|user|policy)(\/.*\/|\/)([^/]+)$/.exec(parts.resource) ?? [];
  if ((type !== 'role' && type !== 'user' && type !== 'policy') || name === undefined) return undefined;
  return { partition: parts.partition, account: parts.account, type, name, path };
}
