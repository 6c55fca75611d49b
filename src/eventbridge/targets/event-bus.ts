import { parseArn } from '../../base/arn.ts';
import { accountRoot } from '../../iam/principal.ts';
import type { Caller } from '../../runtime/identity/identity.ts';
import { Undeliverable } from '../errors.ts';
import { busArnOf, parseBusArn } from '../names.ts';
import { busPolicyOf, getBus } from '../stored-bus.ts';
import { targetCaller } from './target-caller.ts';
import type { Delivery, TargetKind } from './target-kind.ts';

/**
 * Sends the event itself on to another bus, of this account or another one. The bus's policy must let in the target's role,
 * or without one the account of the rule.
 */
export const eventBusTarget: TargetKind = {
  accepts: (arn) => parseBusArn(arn) !== undefined,
  needsRole: false,
  async deliver(delivery, parts) {
    const { event, target } = delivery;
    const bus = parseBusArn(target.Arn);
    if (bus === undefined) return;
    // Source: User Guide, "Sending and receiving events between AWS accounts": not on to a third account.
    if (event.isForwarded) throw new Undeliverable('it came from another bus already');
    const { body } = await getBus(parts.store, bus);
    const caller =
      target.RoleArn === undefined ? accountCaller(delivery) : await targetCaller(delivery, parts);
    await parts.identity.authorize(caller, {
      action: 'events:PutEvents',
      resource: busArnOf(bus),
      context: putEventsContext(event, true),
      ...busPolicyOf(body),
    });
    parts.forward(event, bus);
  },
};

function accountCaller({ rule, place }: Pick<Delivery, 'rule' | 'place'>): Caller {
  const { account = '', partition = 'aws' } = parseArn(rule.arn) ?? {};
  return { principal: accountRoot({ account, partition }), place, context: { 'aws:SourceArn': rule.arn } };
}

/** What policies may ask of an event. Source: Service Authorization Reference, "Amazon EventBridge". */
export function putEventsContext(
  { source, detailType }: { readonly source: string; readonly detailType: string },
  isForwarded: boolean,
): Readonly<Record<string, string>> {
  return {
    'events:source': source,
    'events:detail-type': detailType,
    'events:eventBusInvocation': String(isForwarded),
  };
}
