import { type Arn, type Place, parseArn } from '../../../base/arn.ts';
import { servicePrincipal } from '../../../iam/principal.ts';
import type { Caller } from '../../../runtime/identity/identity.ts';

/** SNS itself, which calls an endpoint in `place` in the name of a topic; the endpoint's own policy must let it in. */
export function snsCaller(topicArn: Arn, place: Place): Caller {
  const { account = '', region } = parseArn(topicArn) ?? {};
  return {
    principal: servicePrincipal({ name: 'sns.amazonaws.com', region }),
    place,
    context: { 'aws:SourceArn': topicArn, 'aws:SourceAccount': account },
  };
}
