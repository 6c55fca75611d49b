import type { TaskCall } from '../calls.ts';
import { fieldResources, hasField } from '../field.ts';
import { anyNamed, type ResourceForm } from '../named-resource.ts';
import type { Remark } from '../need.ts';
import type { Condition } from '../policy.ts';
import { allow, integration, passedTo, role, tagging } from './integration.ts';
import { derived, parameter, type Resources, remarkAt } from './resources.ts';

export const taskDefinition: ResourceForm = {
  service: 'ecs',
  resource: (name) => `task-definition/${name}`,
  isOwn: true,
};

const cluster: ResourceForm = { service: 'ecs', resource: (name) => `cluster/${name}`, isOwn: true };

/** A family without a revision is the latest of them, which IAM sees with its number. */
export function withRevision(arn: string): string {
  const [, name = '*'] = arn.split(':task-definition/');
  return name.includes(':') || name.endsWith('*') ? arn : `${arn}:*`;
}

const clusters = parameter('Cluster', cluster, 'default');

/** Tasks by the ids that they get, in the cluster that they run in. */
const tasks = derived(clusters, (arn) => `${arn.replace(':cluster/', ':task/')}/*`);

/** Task definitions; what keeps them to their cluster is a condition. */
const definitions: Resources = (call) => {
  const { resources, remarks } = derived(parameter('TaskDefinition', taskDefinition), withRevision)(call);
  return { resources, remarks: [...remarks, ...clusters(call).remarks] };
};

function onCluster(call: TaskCall): Condition | undefined {
  const { resources, remarks } = clusters(call);
  return remarks.length > 0 ? undefined : { ArnLike: { 'ecs:cluster': resources } };
}

/** The task's role and that of the agent which starts it: those of the task definition, unless the task overrides them. */
const passedRoles: Resources = (call) => {
  const resources: string[] = [];
  const remarks: Remark[] = [];
  for (const field of ['Overrides.TaskRoleArn', 'Overrides.ExecutionRoleArn']) {
    const found = fieldResources(call, field, role);
    if (hasField(call, field)) {
      resources.push(...found.resources);
      remarks.push(...found.remarks);
    } else if (!resources.includes(anyNamed(role, call.place))) {
      resources.push(anyNamed(role, call.place));
      remarks.push(remarkAt(call, 'TaskDefinition', rolesOfDefinition));
    }
  }
  return { resources, remarks };
};

const rolesOfDefinition =
  'The roles of the task definition are not written in the state machine, so the policy lets every role of the account be passed to ECS tasks. Narrow it to the roles of the task definition.';

export const runTask = integration('ecs:runTask', {
  call: [
    allow('ecs:RunTask', definitions, { condition: onCluster }),
    tagging('Tags', 'ecs:TagResource', tasks),
  ],
  poll: [allow('ecs:DescribeTasks', tasks)],
  cancel: [allow('ecs:StopTask', tasks)],
  rule: 'StepFunctionsGetEventsForECSTaskRule',
  passes: [allow('iam:PassRole', passedRoles, { condition: () => passedTo('ecs-tasks.amazonaws.com') })],
});
