import { type Arn, formatArn, type Place, parseArn } from '../../../base/arn.ts';
import { parsePolicy } from '../../../iam/parse-policy.ts';
import type { Permission } from '../../../runtime/identity/identity.ts';
import type { SecretBody } from '../../../store/resources/secrets.ts';
import type { Resource, ResourceChange, ResourceKey } from '../../../store/store.ts';
import type { Call } from '../../operation.ts';
import { commitChanges, type Decided } from '../commit-changes.ts';
import { InternalServiceError, markedForDeletion, ResourceNotFoundException } from './errors.ts';
import { resourceTags } from './tags.ts';

export interface SecretInput {
  /** A name, an ARN, or an ARN without its last seven characters. */
  readonly SecretId: string;
}

/** Where a secret is, and what it is called, as far as its id says. */
interface SecretName {
  readonly place: Place;
  /** The name it has, or those that it may have where an ARN leaves open whether it is whole. */
  readonly names: readonly string[];
}

function nameOf(id: string, here: Place): SecretName {
  const parts = parseArn(id);
  const [, name] = /^secret:(.+)$/.exec(parts?.resource ?? '') ?? [];
  if (parts === undefined || name === undefined) return { place: here, names: [id] };
  const { partition, account, region } = parts;
  const whole = name.replace(/-[A-Za-z0-9]{6}$/, '');
  return { place: { partition, account, region }, names: whole === name ? [name] : [whole, name] };
}

export function secretKey({ account, region }: Place, name: string): ResourceKey<'Secret'> {
  return { kind: 'Secret', account, region, name };
}

/** Versions have ids of letters, digits and hyphens, and names no colon. */
export function valueKey(
  { arn, name }: Pick<SecretBody, 'arn' | 'name'>,
  versionId: string,
): ResourceKey<'SecretValue'> {
  const { account = '', region = '' } = parseArn(arn) ?? {};
  return { kind: 'SecretValue', account, region, name: `${name}:${versionId}` };
}

/** What a version's value is sealed for. */
export function purposeOf({ arn }: Pick<SecretBody, 'arn'>, versionId: string): string {
  return `${arn} ${versionId}`;
}

/** Undefined for one whose time is over, too. */
export async function findSecret(
  id: string,
  { caller, services }: Call,
): Promise<Resource<'Secret'> | undefined> {
  const { place, names } = nameOf(id, caller.place);
  for (const name of names) {
    const found = await services.store.resources.get(secretKey(place, name));
    if (found === undefined || isGone(found.body, services.clock.now())) continue;
    if (!id.startsWith('arn:') || found.body.arn === id || found.body.arn.slice(0, -7) === id) return found;
  }
  return undefined;
}

export function isGone({ deletion }: SecretBody, now: number): boolean {
  return deletion !== undefined && deletion.dueAt <= now;
}

/** Throws ResourceNotFoundException. */
export async function getSecret(id: string, call: Call): Promise<Resource<'Secret'>> {
  const found = await findSecret(id, call);
  if (found === undefined) throw new ResourceNotFoundException();
  return found;
}

/** Throws ResourceNotFoundException, and InvalidRequestException for one that was told to go. */
export async function getLivingSecret(id: string, call: Call): Promise<Resource<'Secret'>> {
  const found = await getSecret(id, call);
  if (found.body.deletion !== undefined) throw markedForDeletion();
  return found;
}

/** Changes a secret, with what else changes with it. */
export function changeSecret<Result>(
  id: string,
  call: Call,
  decide: (body: SecretBody) => {
    readonly body: SecretBody;
    readonly more?: readonly ResourceChange[];
    readonly result: Result;
  },
  find: typeof getSecret = getLivingSecret,
): Promise<Result> {
  return commitChanges({
    store: call.services.store,
    decide: async (): Promise<Decided<Result>> => {
      const { body: before, revision, ...key } = await find(id, call);
      const { body, more = [], result } = decide(before);
      if (body === before && more.length === 0) return { changes: [], result };
      return { changes: [{ type: 'put', key, body, expectedRevision: revision }, ...more], result };
    },
    giveUp: () => new InternalServiceError(),
  });
}

/** The permission for `action` on a secret, about which its own policy has its say. */
export async function secretPermission(
  action: `secretsmanager:${string}`,
  id: string,
  call: Call,
  context: Permission['context'] = {},
): Promise<Permission> {
  const found = await findSecret(id, call);
  const { place, names } = nameOf(id, call.caller.place);
  const resource = found?.body.arn ?? newArn(place, names.at(-1) ?? id, '??????');
  return {
    action,
    resource,
    context: { 'secretsmanager:SecretId': resource, ...resourceTags(found?.body.tags ?? []), ...context },
    ...(found?.body.policy !== undefined && policyOf(found.body, found.body.policy)),
  };
}

export function newArn({ partition, account, region }: Place, name: string, suffix: string): Arn {
  return formatArn({
    partition,
    account,
    region,
    service: 'secretsmanager',
    resource: `secret:${name}-${suffix}`,
  });
}

function policyOf({ arn }: SecretBody, text: string): Pick<Permission, 'resourcePolicy'> {
  const policy = parsePolicy(JSON.parse(text), 'resource');
  const account = parseArn(arn)?.account ?? '';
  return { resourcePolicy: { policy, name: 'resource policy', owner: arn, account } };
}
