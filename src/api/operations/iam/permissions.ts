import { managedPolicyKey, parseIamArn } from '../../../runtime/identity/entity-keys.ts';
import type { Permission } from '../../../runtime/identity/identity.ts';
import type { IamEntityBody } from '../../../store/resources/identity.ts';
import type { Tag } from '../../../store/resources/tag.ts';
import type { Call } from '../../operation.ts';
import { type EntityInput, type EntityType, iamArn } from './entity.ts';

type Context = Readonly<Record<string, string | readonly string[]>>;

/** Tags as requests carry them. */
export interface WireTag {
  readonly Key: string;
  readonly Value: string;
}

/** The members of requests about entities that conditions can speak of. */
export interface ConditionInput extends EntityInput {
  readonly PolicyArn?: string;
  readonly PermissionsBoundary?: string;
  readonly Tags?: readonly WireTag[];
  readonly TagKeys?: readonly string[];
}

/**
 * The permission for `action` on the role or user that the request names, by its ARN with its path. One that does not
 * exist stands without a path, as nothing else is known of it.
 */
export function onEntity<Body extends IamEntityBody>(
  type: EntityType<Body>,
  action: string,
): (input: ConditionInput, call: Call) => Promise<readonly Permission[]> {
  return async (input, call) => {
    const name = type.nameIn(input);
    const entity = await type.find(call.services.store, call.caller.place.account, name);
    const resource = entity?.body.arn ?? iamArn(call, `${type.noun}/${name}`);
    const boundary = input.PermissionsBoundary ?? entity?.body.permissionsBoundaryArn;
    const context = {
      ...resourceTags(entity?.body.tags ?? []),
      ...requestContext(input),
      ...(boundary !== undefined && isBoundaryAction(action) ? { 'iam:PermissionsBoundary': boundary } : {}),
    };
    return [{ action: `iam:${action}`, resource, context }];
  };
}

/** The permissions to create what will have the ARN `resource`: the action itself, and tagging where there are tags. */
export function toCreate(
  { action, tagAction }: { readonly action: string; readonly tagAction: string },
  resource: string,
  input: ConditionInput,
): readonly Permission[] {
  const boundary = input.PermissionsBoundary;
  const context = {
    ...requestContext(input),
    ...(boundary === undefined ? {} : { 'iam:PermissionsBoundary': boundary }),
  };
  const create = { action: `iam:${action}`, resource, context };
  if (input.Tags === undefined || input.Tags.length === 0) return [create];
  return [create, { action: `iam:${tagAction}`, resource, context }];
}

/** The permission for `action` on the managed policy that the request names. */
export function onPolicy(
  action: string,
): (input: { readonly PolicyArn: string }, call: Call) => Promise<readonly Permission[]> {
  return async ({ PolicyArn }, call) => {
    const parts = parseIamArn(PolicyArn);
    const key = managedPolicyKey(call.caller.place.account, parts?.name ?? '');
    const policy = parts === undefined ? undefined : await call.services.store.resources.get(key);
    return [{ action: `iam:${action}`, resource: PolicyArn, context: resourceTags(policy?.body.tags ?? []) }];
  };
}

/** The permission for a list, of `role` or `user`, below the path that the request names. */
export function onPath(
  noun: 'role' | 'user',
  action: string,
): (input: { readonly PathPrefix?: string }, call: Call) => readonly Permission[] {
  return ({ PathPrefix = '/' }, call) => [
    { action: `iam:${action}`, resource: iamArn(call, `${noun}${PathPrefix}`) },
  ];
}

function requestContext({ PolicyArn, Tags, TagKeys }: ConditionInput): Context {
  const keys = TagKeys ?? Tags?.map(({ Key }) => Key);
  return {
    ...(PolicyArn === undefined ? {} : { 'iam:PolicyARN': PolicyArn }),
    ...(keys === undefined ? {} : { 'aws:TagKeys': keys }),
    ...Object.fromEntries((Tags ?? []).map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
  };
}

function resourceTags(tags: readonly Tag[]): Context {
  return Object.fromEntries(
    tags.flatMap(({ key, value }) => [
      [`aws:ResourceTag/${key}`, value],
      [`iam:ResourceTag/${key}`, value],
    ]),
  );
}

/** Actions that know `iam:PermissionsBoundary`. Source: Service Authorization Reference, "IAM". */
function isBoundaryAction(action: string): boolean {
  return /^(Put|Delete|Attach|Detach)(Role|User)(Policy|PermissionsBoundary)$/.test(action);
}
