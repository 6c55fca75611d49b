import type { Operation } from '../../operation.ts';
import { createConnection } from './create-connection.ts';
import { createEventBus } from './create-event-bus.ts';
import { deleteConnection } from './delete-connection.ts';
import { deleteEventBus } from './delete-event-bus.ts';
import { deleteRule } from './delete-rule.ts';
import { describeConnection } from './describe-connection.ts';
import { describeEventBus } from './describe-event-bus.ts';
import { describeRule } from './describe-rule.ts';
import { listConnections } from './list-connections.ts';
import { listEventBuses } from './list-event-buses.ts';
import { listRuleNamesByTarget } from './list-rule-names-by-target.ts';
import { listRules } from './list-rules.ts';
import { listTagsForResource } from './list-tags-for-resource.ts';
import { listTargetsByRule } from './list-targets-by-rule.ts';
import { putEvents } from './put-events.ts';
import { putPermission } from './put-permission.ts';
import { putRule } from './put-rule.ts';
import { putTargets } from './put-targets.ts';
import { removePermission } from './remove-permission.ts';
import { removeTargets } from './remove-targets.ts';
import { disableRule, enableRule } from './set-rule-state.ts';
import { tagResource } from './tag-resource.ts';
import { testEventPattern } from './test-event-pattern.ts';
import { untagResource } from './untag-resource.ts';
import { updateConnection } from './update-connection.ts';
import { updateEventBus } from './update-event-bus.ts';

/** The actions of EventBridge that this server answers, by name. */
export const eventsOperations = {
  CreateEventBus: createEventBus,
  DescribeEventBus: describeEventBus,
  ListEventBuses: listEventBuses,
  UpdateEventBus: updateEventBus,
  DeleteEventBus: deleteEventBus,
  PutPermission: putPermission,
  RemovePermission: removePermission,
  PutRule: putRule,
  DescribeRule: describeRule,
  ListRules: listRules,
  ListRuleNamesByTarget: listRuleNamesByTarget,
  EnableRule: enableRule,
  DisableRule: disableRule,
  DeleteRule: deleteRule,
  TestEventPattern: testEventPattern,
  PutTargets: putTargets,
  RemoveTargets: removeTargets,
  ListTargetsByRule: listTargetsByRule,
  PutEvents: putEvents,
  TagResource: tagResource,
  UntagResource: untagResource,
  ListTagsForResource: listTagsForResource,
  CreateConnection: createConnection,
  DescribeConnection: describeConnection,
  UpdateConnection: updateConnection,
  DeleteConnection: deleteConnection,
  ListConnections: listConnections,
} satisfies Readonly<Record<string, Operation>>;
