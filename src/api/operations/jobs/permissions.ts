import { type Arn, parseArn } from '../../../base/arn.ts';
import { AccessDeniedException } from '../../../base/aws-error.ts';
import type { Permission } from '../../../runtime/identity/identity.ts';

export type WireTags = Readonly<Record<string, string>>;

/** The permissions to make a resource by `action`: tagging it, too, where there are tags. */
export function toMake(
  action: string,
  resources: readonly Arn[],
  tags: WireTags = {},
): readonly Permission[] {
  const keys = Object.keys(tags);
  if (keys.length === 0) return resources.map((resource) => ({ action, resource }));
  const context = {
    'aws:TagKeys': keys,
    ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value])),
  };
  const [made = '*'] = resources;
  return [
    ...resources.map((resource) => ({ action, resource, context })),
    { action: `${action.slice(0, action.indexOf(':'))}:TagResource`, resource: made, context },
  ];
}

/** The permission to hand `roleArn` to `service`. Throws AccessDeniedException where it is another account's. */
function passRole(roleArn: Arn, service: string, account: string): Permission {
  if (parseArn(roleArn)?.account !== account) {
    throw new AccessDeniedException('Cross-account pass role is not allowed.', { status: 403 });
  }
  return { action: 'iam:PassRole', resource: roleArn, context: { 'iam:PassedToService': service } };
}

/** `passRole` for each of `roleArns` that is one: a name of a role is none. */
export function passRoles(
  roleArns: readonly (string | undefined)[],
  service: string,
  account: string,
): readonly Permission[] {
  return [...new Set(roleArns)].flatMap((roleArn) =>
    roleArn?.startsWith('arn:') === true ? [passRole(roleArn, service, account)] : [],
  );
}
