import type { Arn } from '../../../base/arn.ts';
import { ValidationException } from '../../../base/aws-error.ts';
import { parseBusArn, parseRuleArn } from '../../../eventbridge/names.ts';
import { getBus } from '../../../eventbridge/stored-bus.ts';
import type { Permission } from '../../../runtime/identity/identity.ts';
import type { Tag } from '../../../store/resources/tag.ts';
import type { Call } from '../../operation.ts';
import { busPermission, changeBus } from './buses.ts';
import { changeRule, checkIsNotManaged, getRule, rulePermission } from './rules.ts';

/** A bus or a rule, which alone have tags. */
export interface TaggedResource {
  permission(action: `events:${string}`, context?: NonNullable<Permission['context']>): Promise<Permission>;
  readTags(): Promise<readonly Tag[]>;
  changeTags(change: (tags: readonly Tag[]) => readonly Tag[]): Promise<void>;
}

/** What `arn` names. Throws ValidationException for anything without tags; nothing is read yet. */
export function taggedResourceOf(arn: Arn, call: Call): TaggedResource {
  const { store } = call.services;
  const bus = parseBusArn(arn);
  const isHere = arn.split(':')[3] === call.caller.place.region;
  if (!isHere) throw new ValidationException(`${arn} is not a rule or an event bus of this region.`);
  if (bus !== undefined) {
    return {
      permission: async (action, context) => {
        const permission = await busPermission(action, bus, call);
        return { ...permission, context: { ...permission.context, ...context } };
      },
      readTags: async () => (await getBus(store, bus)).body.tags,
      changeTags: async (change) => {
        await changeBus(call, bus, (body) => ({ ...body, tags: change(body.tags) }));
      },
    };
  }
  const rule = parseRuleArn(arn);
  if (rule === undefined) throw new ValidationException(`${arn} is not a rule or an event bus.`);
  return {
    permission: (action, context) => rulePermission(action, rule, call, context),
    readTags: async () => (await getRule(store, rule)).body.tags,
    changeTags: async (change) => {
      await changeRule(call, rule, (body) => {
        checkIsNotManaged(body);
        return { ...body, tags: change(body.tags) };
      });
    },
  };
}
