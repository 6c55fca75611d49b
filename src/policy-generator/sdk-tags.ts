import type { TaskCall } from './calls.ts';
import { hasField } from './field.ts';
import type { Need } from './need.ts';
import type { ServiceAuthorization } from './service-authorization.ts';

/**
 * What tagging at creation needs besides: the service's own action for tags, on what is created.
 *
 * Source: IAM User Guide, "Controlling access during AWS requests"; the services' guides on tagging at creation.
 */
export function tagNeeds(
  call: TaskCall,
  {
    prefix,
    action,
    needs,
  }: { readonly prefix: string; readonly action: string; readonly needs: readonly Need[] },
  services: ServiceAuthorization,
): readonly Need[] {
  const isTagging =
    /^(?:create|put|run|start|register|import|allocate|copy|request)/.test(action) && !/tag/i.test(action);
  if (!isTagging || prefix === 's3' || !fields.some((field) => hasField(call, field))) return [];
  // IAM has an action for the tags of each kind: `TagRole`.
  const own = `Tag${action.replace(/^[a-z]+/, '')}`;
  const found = [...actions, own]
    .map((name) => services.findAction(prefix, name))
    .find((known) => known !== undefined);
  if (found === undefined) return [];
  const { partition, region, account } = call.place;
  // What EC2 creates is of more kinds than the resources that the call names.
  const resources =
    prefix === 'ec2'
      ? [`arn:${partition}:ec2:${region}:${account}:*/*`]
      : [...new Set(needs.flatMap((need) => need.resources))];
  return [{ group: 'call', actions: [found.name], resources }];
}

const fields = ['Tags', 'TagList', 'TagSpecifications'];

/** What services call it, the usual first. */
const actions = ['TagResource', 'AddTags', 'CreateTags', 'AddTagsToResource', 'TagQueue'];
