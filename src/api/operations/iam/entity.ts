import { type Arn, formatArn } from '../../../base/arn.ts';
import { roleKey, userKey } from '../../../runtime/identity/entity-keys.ts';
import type { IamEntityBody, RoleBody, UserBody } from '../../../store/resources/identity.ts';
import type { ResourceChange, Store } from '../../../store/store.ts';
import type { Call } from '../../operation.ts';
import { commitChanges } from './commit-changes.ts';
import { NoSuchEntity } from './errors.ts';

/** Roles and users are the entities that policies are attached to; what they share is written once, over this. */
export interface EntityType<Body extends IamEntityBody> {
  readonly noun: 'role' | 'user';
  readonly title: 'Role' | 'User';
  /** Characters of all its inline policies together, white space not counted. Source: "IAM and STS quotas". */
  readonly inlineCharactersMax: number;
  /** The member of a request that names the entity. */
  nameIn(input: EntityInput): string;
  find(store: Store, account: string, name: string): Promise<StoredEntity<Body> | undefined>;
  put(account: string, body: Body, expectedRevision: number): ResourceChange;
  delete(account: string, entity: StoredEntity<Body>): ResourceChange;
}

/** Every request about a role or a user has one of these. */
export interface EntityInput {
  readonly RoleName?: string;
  readonly UserName?: string;
}

export interface StoredEntity<Body extends IamEntityBody> {
  readonly body: Body;
  readonly revision: number;
}

export const role: EntityType<RoleBody> = {
  noun: 'role',
  title: 'Role',
  inlineCharactersMax: 10_240,
  nameIn: ({ RoleName = '' }) => RoleName,
  find: (store, account, name) => store.resources.get(roleKey(account, name)),
  put: (account, body, expectedRevision) => {
    return { type: 'put', key: roleKey(account, body.name), body, expectedRevision };
  },
  delete: (account, { body, revision }) => {
    return { type: 'delete', key: roleKey(account, body.name), expectedRevision: revision };
  },
};

export const user: EntityType<UserBody> = {
  noun: 'user',
  title: 'User',
  inlineCharactersMax: 2048,
  nameIn: ({ UserName = '' }) => UserName,
  find: (store, account, name) => store.resources.get(userKey(account, name)),
  put: (account, body, expectedRevision) => {
    return { type: 'put', key: userKey(account, body.name), body, expectedRevision };
  },
  delete: (account, { body, revision }) => {
    return { type: 'delete', key: userKey(account, body.name), expectedRevision: revision };
  },
};

/** The caller's role or user called `name`; throws NoSuchEntity. */
export async function getEntity<Body extends IamEntityBody>(
  type: EntityType<Body>,
  call: Call,
  name: string,
): Promise<StoredEntity<Body>> {
  const entity = await type.find(call.services.store, call.caller.place.account, name);
  if (entity === undefined) throw new NoSuchEntity(`The ${type.noun} with name ${name} cannot be found.`);
  return entity;
}

/** Replaces the body of the role or user called `name` by what `change` makes of it, and returns that. */
export function changeEntity<Body extends IamEntityBody>(
  type: EntityType<Body>,
  call: Call,
  name: string,
  change: (body: Body) => Body,
): Promise<Body> {
  return commitChanges(call.services.store, async () => {
    const { body, revision } = await getEntity(type, call, name);
    const changed = change(body);
    const put = type.put(call.caller.place.account, changed, revision);
    return { changes: changed === body ? [] : [put], result: changed };
  });
}

/** The ARN of something of IAM's in the caller's account, such as `role/team/worker`. */
export function iamArn(call: Call, resource: string): Arn {
  const { partition, account } = call.caller.place;
  return formatArn({ partition, service: 'iam', region: '', account, resource });
}
