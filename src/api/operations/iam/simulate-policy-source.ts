import { type Arn, parseArn } from '../../../base/arn.ts';
import { parseIamArn } from '../../../runtime/identity/entity-keys.ts';
import type { IamEntityBody, RoleBody, UserBody } from '../../../store/resources/identity.ts';
import type { Call } from '../../operation.ts';
import { role, user } from './entity.ts';
import { InvalidInput, NoSuchEntity } from './errors.ts';
import { findPolicy } from './managed-policy.ts';

/** The user or role whose policies a request asks about. */
export type PolicySource =
  | { readonly type: 'user'; readonly body: UserBody }
  | { readonly type: 'role'; readonly body: RoleBody };

/** A policy's text under the name that simulations give it. */
export interface NamedDocument {
  readonly id: string;
  readonly text: string;
}

/** Throws InvalidInput for what is no ARN of a user, group or role, and NoSuchEntity where the account has none such. */
export async function getPolicySource(call: Call, arn: Arn): Promise<PolicySource> {
  const { account, partition } = call.caller.place;
  const parts = parseIamArn(arn);
  const [, groupName] = /^group\/(?:.*\/)?([^/]+)$/.exec(parseArn(arn)?.resource ?? '') ?? [];
  if (parts?.type !== 'user' && parts?.type !== 'role') {
    // There are no groups here.
    throw groupName === undefined ? invalidEntity(arn) : noSuch('group', groupName);
  }
  const { type, name } = parts;
  if (parts.account !== account || parts.partition !== partition) throw noSuch(type, name);
  const { store } = call.services;
  if (type === 'user') {
    const found = await user.find(store, account, name);
    if (found?.body.arn === arn) return { type, body: found.body };
  } else {
    const found = await role.find(store, account, name);
    if (found?.body.arn === arn) return { type, body: found.body };
  }
  throw noSuch(type, name);
}

/** AWS's wording. */
function invalidEntity(arn: Arn): InvalidInput {
  return new InvalidInput(`Invalid Entity Arn: ${arn}`);
}

function noSuch(noun: string, name: string): NoSuchEntity {
  return new NoSuchEntity(`The ${noun} with name ${name} cannot be found.`);
}

/** The inline and attached policies of a user or role. */
export async function findAttachedDocuments(
  call: Call,
  { type, body }: PolicySource,
): Promise<readonly NamedDocument[]> {
  const inline = body.inlinePolicies.map(({ name, document }) => ({
    id: `${type}_${body.name}_${name}`,
    text: document,
  }));
  const managed = await Promise.all(body.attachedPolicyArns.map((arn) => findManagedDocument(call, arn)));
  return [...inline, ...managed.filter((document) => document !== undefined)];
}

/** What bounds a user or role; one that is gone bounds it to nothing. */
export async function findBoundaryDocument(
  call: Call,
  { permissionsBoundaryArn }: IamEntityBody,
): Promise<NamedDocument | undefined> {
  if (permissionsBoundaryArn === undefined) return undefined;
  const found = await findManagedDocument(call, permissionsBoundaryArn);
  return found ?? { id: permissionsBoundaryArn, text: denyAll };
}

const denyAll = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }],
});

async function findManagedDocument(call: Call, arn: Arn): Promise<NamedDocument | undefined> {
  const found = await findPolicy(call, arn);
  if (found === undefined) return undefined;
  if (found.owner === 'aws') return { id: found.policy.name, text: found.policy.document };
  const { name, versions, defaultVersionId } = found.policy.body;
  const version = versions.find(({ id }) => id === defaultVersionId);
  return version === undefined ? undefined : { id: name, text: version.document };
}
