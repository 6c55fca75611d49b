import { type Arn, formatArn } from '../../../base/arn.ts';
import type { Tag } from '../../../store/resources/tag.ts';
import type { Resource, ResourceChange, ResourceKey } from '../../../store/store.ts';
import type { Call } from '../../operation.ts';
import { parseStatesArn } from './arns.ts';
import { InvalidArn, ResourceNotFound } from './errors.ts';
import { putStateMachine } from './state-machines.ts';

/** What can have tags. Versions and aliases of a state machine have none (recorded of versions). */
export type TaggedResource = Resource<'StateMachine'> | Resource<'Activity'>;

const kinds: Readonly<Record<string, 'StateMachine' | 'Activity' | undefined>> = {
  stateMachine: 'StateMachine',
  activity: 'Activity',
};

/** What has that very ARN, in the call's region. Throws InvalidArn or ResourceNotFound. */
export async function getTaggedResource(resourceArn: Arn, call: Call): Promise<TaggedResource> {
  const { place, type, names } = parseStatesArn(resourceArn);
  const kind = kinds[type];
  if (kind === undefined) throw new InvalidArn(`Resource type not valid in this context: ${type}`);
  const [name = ''] = names;
  const { account } = place;
  const here = call.caller.place;
  const arn = formatArn({ ...here, account, service: 'states', resource: `${type}:${name}` });
  const key = { kind, account, region: here.region, name };
  const found = arn === resourceArn ? await find(key, call) : undefined;
  if (found === undefined) throw new ResourceNotFound(resourceArn);
  return found;
}

async function find(
  key: ResourceKey<'StateMachine' | 'Activity'>,
  { services }: Call,
): Promise<TaggedResource | undefined> {
  const { resources } = services.store;
  return key.kind === 'StateMachine'
    ? resources.get({ ...key, kind: 'StateMachine' })
    : resources.get({ ...key, kind: 'Activity' });
}

/** The change that gives `resource` these tags and leaves it otherwise as it was read. */
export function setTags(resource: TaggedResource, tags: readonly Tag[]): ResourceChange {
  if (resource.kind === 'StateMachine') return putStateMachine(resource, { ...resource.body, tags });
  const { account, region, name, revision: expectedRevision } = resource;
  const key = { kind: resource.kind, account, region, name };
  return { type: 'put', key, body: { ...resource.body, tags }, expectedRevision };
}
