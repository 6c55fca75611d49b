import { formatArn, type Place } from '../base/arn.ts';
import type { Need } from './need.ts';

/**
 * What a machine needs so that Step Functions may make the managed rule by which it hears of ended jobs.
 *
 * Source: Developer Guide, "How Step Functions generates IAM policies for integrated services".
 */
export function managedRule(rule: string, { partition, region, account }: Place): Need {
  return {
    group: 'events',
    actions: ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
    resources: [formatArn({ partition, service: 'events', region, account, resource: `rule/${rule}` })],
  };
}
