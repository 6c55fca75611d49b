import { type ClientStep, stepsOf } from './client-step.ts';

const states = stepsOf('states');
const arn = 'arn:aws:states:us-east-1:<account>';
const roleArn = 'arn:aws:iam::<account>:role/runner';
const work = `${arn}:activity:work`;
const worked = `${arn}:execution:works:worked`;
const works = { StartAt: 'Do', States: { Do: { Type: 'Task', Resource: work, End: true } } };

/** Every operation about activities, and a worker that does a task. */
export const activitySteps: readonly ClientStep[] = [
  states(
    'CreateActivity',
    { name: 'work', tags: [{ key: 'team', value: 'one' }] },
    { answers: { '/activityArn': work } },
  ),
  states('CreateActivity', { name: 'work' }, { answers: { '/activityArn': work } }),
  states(
    'CreateActivity',
    {
      name: 'work',
      encryptionConfiguration: {
        type: 'CUSTOMER_MANAGED_KMS_KEY',
        kmsKeyId: '1234abcd-12ab-34cd-56ef-1234567890ab',
      },
    },
    { refused: { code: 'ActivityAlreadyExists', message: `Activity Already Exists: '${work}'` } },
  ),
  states(
    'CreateActivity',
    { name: 'with space' },
    { refused: { code: 'InvalidName', message: "Invalid Name: 'with space'" } },
  ),
  states('CreateActivity', { name: 'another' }),
  states(
    'DescribeActivity',
    { activityArn: work },
    { answers: { '/name': 'work', '/encryptionConfiguration/type': 'AWS_OWNED_KEY' } },
  ),
  states(
    'DescribeActivity',
    { activityArn: `${work}-not` },
    { refused: { code: 'ActivityDoesNotExist', message: `Activity Does Not Exist: '${work}-not'` } },
  ),
  states(
    'DescribeActivity',
    { activityArn: `${arn}:stateMachine:works` },
    { refused: { code: 'InvalidArn' } },
  ),
  states(
    'ListActivities',
    {},
    { answers: { '/activities/0/name': 'another', '/activities/1/name': 'work' } },
  ),
  states(
    'ListActivities',
    { maxResults: 1 },
    {
      isPaged: true,
      saves: { activityPage: '/nextToken' },
      answers: { '/activities/0/name': 'another', '/activities/1': null },
    },
  ),
  states(
    'ListActivities',
    { maxResults: 1, nextToken: '<activityPage>' },
    { isPaged: true, answers: { '/activities/0/name': 'work', '/activities/1': null } },
  ),
  states(
    'ListActivities',
    { nextToken: 'no-such-page' },
    { isPaged: true, refused: { code: 'InvalidToken' } },
  ),
  states('CreateStateMachine', { name: 'works', definition: JSON.stringify(works), roleArn }),
  states('StartExecution', {
    stateMachineArn: `${arn}:stateMachine:works`,
    name: 'worked',
    input: '{"n": 1}',
  }),
  states(
    'GetActivityTask',
    { activityArn: work, workerName: 'a-worker' },
    { answers: { '/input': '{"n": 1}' }, saves: { workToken: '/taskToken' } },
  ),
  states('SendTaskHeartbeat', { taskToken: '<workToken>' }),
  states('SendTaskSuccess', { taskToken: '<workToken>', output: '{"m": 2}' }),
  states(
    'DescribeExecution',
    { executionArn: worked },
    { answers: { '/status': 'SUCCEEDED', '/output': '{"m": 2}' } },
  ),
  states(
    'GetExecutionHistory',
    { executionArn: worked },
    {
      answers: {
        '/events/2/activityScheduledEventDetails/resource': work,
        '/events/3/activityStartedEventDetails/workerName': 'a-worker',
        '/events/4/activitySucceededEventDetails/output': '{"m": 2}',
      },
    },
  ),
  states('GetActivityTask', { activityArn: `${work}-not` }, { refused: { code: 'ActivityDoesNotExist' } }),
  states('GetActivityTask', { activityArn: 'work' }, { refused: { code: 'InvalidArn' } }),
  states('DeleteActivity', { activityArn: work }),
  states('DeleteActivity', { activityArn: work }),
  states('DeleteActivity', { activityArn: 'work' }, { refused: { code: 'InvalidArn' } }),
  states('DescribeActivity', { activityArn: work }, { refused: { code: 'ActivityDoesNotExist' } }),
];
