import { type Arn, formatArn, type Place } from '../../../base/arn.ts';
import type { Resource, ResourceKey } from '../../../store/store.ts';
import type { Call } from '../../operation.ts';
import { parseStatesArn } from './arns.ts';
import { ActivityDoesNotExist, InvalidArn } from './errors.ts';

/** Where an activity lives, from its ARN. */
export interface ActivityName extends Place {
  readonly activityArn: Arn;
  readonly name: string;
}

export function activityArnOf({ partition, region, account }: Place, name: string): Arn {
  return formatArn({ partition, service: 'states', region, account, resource: `activity:${name}` });
}

/** Throws InvalidArn for what is no activity's ARN. */
export function parseActivityArn(activityArn: Arn): ActivityName {
  const { place, type, names } = parseStatesArn(activityArn);
  if (type !== 'activity') throw new InvalidArn(`Resource type not valid in this context: ${type}`);
  const [name = ''] = names;
  return { activityArn, name, ...place };
}

/** Where an activity is stored. */
export function activityKey({
  account,
  region,
  name,
}: Omit<ActivityName, 'activityArn'>): ResourceKey<'Activity'> {
  return { kind: 'Activity', account, region, name };
}

/**
 * The activity of that very ARN in the call's region; undefined where there is none. IAM compares ARNs letter by letter,
 * so an activity answers to no second spelling.
 */
export async function findActivity(
  name: ActivityName,
  { caller: { place }, services }: Call,
): Promise<Resource<'Activity'> | undefined> {
  const arn = activityArnOf({ ...place, account: name.account }, name.name);
  if (name.activityArn !== arn) return undefined;
  return services.store.resources.get(activityKey(name));
}

/** `findActivity`, or throws ActivityDoesNotExist. */
export async function getActivity(activityArn: Arn, call: Call): Promise<Resource<'Activity'>> {
  const activity = await findActivity(parseActivityArn(activityArn), call);
  if (activity === undefined) throw new ActivityDoesNotExist(activityArn);
  return activity;
}
