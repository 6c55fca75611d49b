import { parseArn } from '../../base/arn.ts';
import { servicePrincipal } from '../../iam/principal.ts';
import type { Caller, Identity } from '../../runtime/identity/identity.ts';
import type { EventRuleBody } from '../../store/resources/events.ts';
import type { Delivery, DeliveryParts } from './target-kind.ts';

/**
 * Who calls the target: its role where it has one, else EventBridge itself, which the target's own policy must let in.
 * Rejects with AccessDeniedException where the role does not trust EventBridge.
 */
export async function targetCaller(
  { rule, target, place }: Delivery,
  { identity }: Pick<DeliveryParts, 'identity'>,
): Promise<Caller> {
  if (target.RoleArn !== undefined)
    return roleCaller(target.RoleArn, rule, { identity, region: place.region });
  return {
    principal: servicePrincipal({ name: 'events.amazonaws.com', region: place.region }),
    place,
    context: { 'aws:SourceArn': rule.arn, 'aws:SourceAccount': parseArn(rule.arn)?.account ?? '' },
  };
}

async function roleCaller(
  roleArn: string,
  rule: EventRuleBody,
  { identity, region }: { readonly identity: Identity; readonly region: string },
): Promise<Caller> {
  const session = await identity.assumeExecutionRole({ roleArn, sourceArn: rule.arn, service: 'events' });
  return identity.callerOf(session, region);
}
