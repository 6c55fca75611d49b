import { type ClientStep, stepsOf } from './client-step.ts';

const ecs = stepsOf('ecs');
const arn = 'arn:aws:ecs:us-east-1:<account>:';
const sleeper = { name: 'app', image: 'alpine', memory: 64, command: ['sleep', '60'] };
const noCluster = { refused: { code: 'ClusterNotFoundException', message: 'Cluster not found.' } };
const invalid = (message: string) => ({ refused: { code: 'InvalidParameterException', message } });
const wrong = (message: string) => ({ refused: { code: 'ClientException', message } });

/** ECS, every operation with what it takes and what it refuses. */
export const ecsSteps: readonly ClientStep[] = [
  ecs('RunTask', { taskDefinition: 'sleeper' }, noCluster),
  ecs(
    'CreateCluster',
    { clusterName: 'blue' },
    { answers: { '/cluster/clusterArn': `${arn}cluster/blue`, '/cluster/status': 'ACTIVE' } },
  ),
  ecs('CreateCluster', { clusterName: 'a/b' }, invalid('Invalid cluster name')),
  ecs(
    'DescribeClusters',
    { clusters: ['blue', 'none'] },
    {
      answers: {
        '/clusters/0/clusterName': 'blue',
        '/clusters/1': null,
        '/failures/0': { arn: `${arn}cluster/none`, reason: 'MISSING' },
      },
    },
  ),
  ecs('ListClusters', {}, { answers: { '/clusterArns': [`${arn}cluster/blue`] } }),
  ecs(
    'RegisterTaskDefinition',
    { family: 'sleeper', containerDefinitions: [sleeper], tags: [{ key: 'team', value: 'blue' }] },
    {
      answers: {
        '/taskDefinition/taskDefinitionArn': `${arn}task-definition/sleeper:1`,
        '/taskDefinition/containerDefinitions/0/essential': true,
        '/tags/0/value': 'blue',
      },
    },
  ),
  ecs(
    'RegisterTaskDefinition',
    { family: 'sleeper', containerDefinitions: [{ name: 'app', image: 'alpine' }] },
    wrong("Invalid setting for container 'app'. At least one of 'memory' or 'memoryReservation'"),
  ),
  ecs(
    'DescribeTaskDefinition',
    { taskDefinition: 'sleeper' },
    { answers: { '/taskDefinition/revision': 1, '/taskDefinition/status': 'ACTIVE' } },
  ),
  ecs('DescribeTaskDefinition', { taskDefinition: 'none' }, wrong('Unable to describe task definition.')),
  ecs(
    'ListTaskDefinitions',
    { familyPrefix: 'sleeper' },
    { answers: { '/taskDefinitionArns': [`${arn}task-definition/sleeper:1`] } },
  ),
  ecs(
    'RunTask',
    {
      cluster: 'blue',
      taskDefinition: 'sleeper',
      startedBy: 'steps',
      overrides: { containerOverrides: [{ name: 'app', command: ['sleep', '120'] }] },
    },
    {
      answers: {
        '/tasks/0/lastStatus': 'PENDING',
        '/tasks/0/desiredStatus': 'RUNNING',
        '/tasks/0/startedBy': 'steps',
        '/tasks/0/group': 'family:sleeper',
        '/tasks/0/overrides/containerOverrides/0/command': ['sleep', '120'],
        '/failures': [],
      },
      saves: { task: '/tasks/0/taskArn' },
    },
  ),
  ecs(
    'RunTask',
    {
      cluster: 'blue',
      taskDefinition: 'sleeper',
      overrides: { containerOverrides: [{ name: 'other', command: ['true'] }] },
    },
    invalid('Override for container named other is not a container in the TaskDefinition.'),
  ),
  ecs('RunTask', { cluster: 'blue', taskDefinition: 'none' }, wrong('TaskDefinition not found.')),
  ecs('ListTasks', { cluster: 'blue', startedBy: 'steps' }, { answers: { '/taskArns': ['<task>'] } }),
  ecs('ListTasks', { cluster: 'none' }, noCluster),
  ecs(
    'DescribeTasks',
    { cluster: 'blue', tasks: ['<task>', 'none'] },
    {
      answers: {
        '/tasks/0/taskDefinitionArn': `${arn}task-definition/sleeper:1`,
        '/tasks/0/desiredStatus': 'RUNNING',
        '/tasks/0/containers/0/name': 'app',
        '/failures/0': { arn: `${arn}task/blue/none`, reason: 'MISSING' },
      },
    },
  ),
  ecs(
    'DeleteCluster',
    { cluster: 'blue' },
    {
      refused: {
        code: 'ClusterContainsTasksException',
        message: 'The Cluster cannot be deleted while Tasks are active.',
      },
    },
  ),
  ecs(
    'StopTask',
    { cluster: 'blue', task: '<task>', reason: 'enough' },
    {
      answers: {
        '/task/desiredStatus': 'STOPPED',
        '/task/stopCode': 'UserInitiated',
        '/task/stoppedReason': 'enough',
      },
    },
  ),
  ecs('StopTask', { cluster: 'blue', task: 'none' }, invalid('The referenced task was not found.')),
  ecs(
    'DeregisterTaskDefinition',
    { taskDefinition: 'sleeper:1' },
    { answers: { '/taskDefinition/status': 'INACTIVE' } },
  ),
  ecs('DeregisterTaskDefinition', { taskDefinition: 'sleeper' }, wrong('Revision is missing.')),
  ecs('CreateCluster', {}, { answers: { '/cluster/clusterName': 'default' } }),
  ecs('DeleteCluster', { cluster: 'default' }, { answers: { '/cluster/status': 'INACTIVE' } }),
  ecs('DeleteCluster', { cluster: 'default' }, noCluster),
];
