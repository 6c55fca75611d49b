import type { TaskCall } from '../calls.ts';
import type { Condition } from '../policy.ts';

/**
 * What the AWS console writes for the tasks of one integration.
 *
 * Resources and conditions have gaps in braces: `{partition}`, `{region}`, `{account}`, `{machine}` for the
 * state machine's own ARN, and the names that the template reads
 * out of the task.
 *
 * Source: Developer Guide, "How Step Functions generates IAM policies for integrated services" and the page of each service.
 */
export interface ConsoleTemplate {
  /** What must be written out for `found`, by the gap that it fills. */
  readonly names?: Readonly<Record<string, ReadName>>;
  /** What fills gaps whichever of the two is written. */
  readonly others?: Readonly<Record<string, ReadName>>;
  /** For a task whose names are all written out. */
  readonly found?: readonly StatementTemplate[];
  /** For every other task, and for all of an integration that reads no names. */
  readonly any: readonly StatementTemplate[];
  /** Left out where every task needs permissions. */
  readonly applies?: (call: TaskCall) => boolean;
}

/** One value for each resource that the task names; undefined where one of them is not written out. */
export type ReadName = (call: TaskCall) => readonly string[] | undefined;

export interface StatementTemplate {
  /** Whatever the pattern. */
  readonly actions: readonly string[];
  /** Besides, for `.sync`. */
  readonly syncActions?: readonly string[];
  readonly resources: readonly string[];
  readonly condition?: Condition;
}

type Actions = string | readonly string[];

export function statement(
  actions: Actions,
  resources: Actions,
  more: Pick<StatementTemplate, 'syncActions' | 'condition'> = {},
): StatementTemplate {
  return { actions: listOf(actions), resources: listOf(resources), ...more };
}

/** A statement of `.sync` only. */
export function syncStatement(
  actions: Actions,
  resources: Actions,
  condition?: Condition,
): StatementTemplate {
  return {
    actions: [],
    syncActions: listOf(actions),
    resources: listOf(resources),
    ...(condition !== undefined && { condition }),
  };
}

/** What `.sync` needs to hear of ended jobs through a managed rule. */
export function eventsStatement(rule: string): StatementTemplate {
  return syncStatement(
    ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
    here('events', `rule/${rule}`),
  );
}

/** Passing the role or the roles in the gap `{roleArn}`, to one service where the console says which. */
export function passRole(service?: string): StatementTemplate {
  const condition = service && { StringEquals: { 'iam:PassedToService': [`${service}.amazonaws.com`] } };
  return statement('iam:PassRole', '{roleArn}', condition ? { condition } : {});
}

export function serviceLinkedRole(service: string, name: string): StatementTemplate {
  return statement(
    'iam:CreateServiceLinkedRole',
    `arn:{partition}:iam::{account}:role/aws-service-role/${service}.amazonaws.com/${name}`,
    { condition: { StringLike: { 'iam:AWSServiceName': [`${service}.amazonaws.com`] } } },
  );
}

/** The ARN of a resource in the task's account and region. */
export function here(service: string, resource: string): string {
  return `arn:{partition}:${service}:{region}:{account}:${resource}`;
}

/** `service:` before each of `names`. */
export function of(service: string, ...names: readonly string[]): readonly string[] {
  return names.map((name) => `${service}:${name}`);
}

function listOf(texts: Actions): readonly string[] {
  return typeof texts === 'string' ? [texts] : texts;
}
