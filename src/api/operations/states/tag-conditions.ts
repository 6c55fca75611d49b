import { type Arn, parseArn } from '../../../base/arn.ts';
import { before } from '../../../base/before.ts';
import type { Permission } from '../../../runtime/identity/identity.ts';
import type { Tag } from '../../../store/resources/tag.ts';
import type { Call, Operation } from '../../operation.ts';
import type { WireTag } from './tags.ts';

type Context = NonNullable<Permission['context']>;

/**
 * `operations`, whose permissions also bring the tags of what they are about, as `aws:ResourceTag/…`.
 *
 * Source: Developer Guide, "Creating tag-based IAM policies in Step Functions".
 */
export function withResourceTags<Name extends string>(
  operations: Readonly<Record<Name, Operation>>,
): Readonly<Record<Name, Operation>> {
  const entries = Object.entries<Operation>(operations).map(([name, operation]) => {
    return [name, { ...operation, permissions: permissionsWithTags(operation) }] as const;
  });
  return Object.fromEntries(entries) as Record<Name, Operation>;
}

function permissionsWithTags(operation: Operation): Operation['permissions'] {
  return async (input, call) => {
    const permissions: Permission[] = [];
    for (const permission of await operation.permissions(input, call)) {
      const tags = await findTags(permission.resource, call);
      permissions.push(tags.length === 0 ? permission : { ...permission, context: joined(permission, tags) });
    }
    return permissions;
  };
}

const noTags: readonly Tag[] = [];

/** An execution has the tags of its state machine. */
async function findTags(arn: Arn, { services }: Call): Promise<readonly Tag[]> {
  const parts = parseArn(arn);
  if (parts?.service !== 'states') return noTags;
  const { account, region } = parts;
  const type = before(parts.resource, ':');
  const name = before(parts.resource.slice(type.length + 1), ':');
  const { resources } = services.store;
  if (type === 'activity') {
    return (await resources.get({ kind: 'Activity', account, region, name }))?.body.tags ?? noTags;
  }
  // The ARN of a Map Run and of its executions has the Map's label after the machine's name.
  const machine = before(name, '/');
  return (await resources.get({ kind: 'StateMachine', account, region, name: machine }))?.body.tags ?? noTags;
}

function joined({ context }: Permission, tags: readonly Tag[]): Context {
  return {
    ...context,
    ...Object.fromEntries(tags.map(({ key, value }) => [`aws:ResourceTag/${key}`, value])),
  };
}

/**
 * The permissions to create what will have the ARN `resource`: `action` itself, and tagging where there are tags.
 *
 * Source: Service Authorization Reference, "AWS Step Functions".
 */
export function permissionsToCreate(
  action: `states:Create${string}`,
  resource: Arn,
  tags: readonly WireTag[] = [],
): readonly Permission[] {
  if (tags.length === 0) return [{ action, resource }];
  const context = requestTags(tags);
  return [
    { action, resource, context },
    { action: 'states:TagResource', resource, context },
  ];
}

/** `aws:RequestTag/…` and `aws:TagKeys` of a request that gives these tags. */
export function requestTags(tags: readonly WireTag[]): Context {
  return {
    ...tagKeys(tags.map(({ key = '' }) => key)),
    ...Object.fromEntries(tags.map(({ key = '', value = '' }) => [`aws:RequestTag/${key}`, value])),
  };
}

/** `aws:TagKeys` of a request that names these keys; a request that names none does not have the key. */
export function tagKeys(keys: readonly string[]): Context {
  return keys.length === 0 ? {} : { 'aws:TagKeys': keys };
}
