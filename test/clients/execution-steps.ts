import { type ClientStep, stepsOf } from './client-step.ts';

const states = stepsOf('states');
const arn = 'arn:aws:states:us-east-1:<account>';
const machine = `${arn}:stateMachine:steps`;
const first = `${arn}:execution:steps:first`;
const stopped = `${arn}:execution:pauses:stopped`;
/** Of the machine `steps`. */
const definition = '{"StartAt":"Only","States":{"Only":{"Type":"Pass","End":true}}}';

/** Every operation about executions, of the machines that `statesSteps` make, and about tasks that wait for a token. */
export const executionSteps: readonly ClientStep[] = [
  states(
    'StartExecution',
    { stateMachineArn: machine, name: 'first', input: '{"a": 1}' },
    {
      answers: { '/executionArn': first },
    },
  ),
  states(
    'StartExecution',
    { stateMachineArn: machine, name: 'first', input: '{"a": 2}' },
    {
      refused: { code: 'ExecutionAlreadyExists', message: `Execution Already Exists: '${first}'` },
    },
  ),
  states(
    'StartExecution',
    { stateMachineArn: machine, input: '{' },
    {
      refused: { code: 'InvalidExecutionInput', message: "Invalid State Machine Execution Input: '" },
    },
  ),
  states(
    'DescribeExecution',
    { executionArn: first },
    {
      answers: {
        '/status': 'SUCCEEDED',
        '/input': '{"a": 1}',
        '/output': '{"a": 1}',
        '/stateMachineArn': machine,
      },
    },
  ),
  states(
    'DescribeExecution',
    { executionArn: `${first}-not` },
    {
      refused: { code: 'ExecutionDoesNotExist', message: `Execution Does Not Exist: '${first}-not'` },
    },
  ),
  states(
    'DescribeStateMachineForExecution',
    { executionArn: first },
    {
      answers: { '/stateMachineArn': machine, '/definition': definition },
    },
  ),
  states(
    'GetExecutionHistory',
    { executionArn: first },
    {
      answers: {
        '/events/0/type': 'ExecutionStarted',
        '/events/1/stateEnteredEventDetails/name': 'Only',
        '/events/3/executionSucceededEventDetails/output': '{"a": 1}',
        '/events/4': null,
      },
    },
  ),
  states(
    'GetExecutionHistory',
    { executionArn: first, reverseOrder: true, includeExecutionData: false },
    {
      answers: {
        '/events/0/type': 'ExecutionSucceeded',
        '/events/0/executionSucceededEventDetails/output': null,
      },
    },
  ),
  states(
    'ListExecutions',
    { stateMachineArn: machine },
    {
      answers: { '/executions/0/name': 'first', '/executions/0/status': 'SUCCEEDED', '/executions/1': null },
    },
  ),
  states(
    'ListExecutions',
    { stateMachineArn: machine, statusFilter: 'FAILED' },
    {
      answers: { '/executions/0': null },
    },
  ),
  states('StartExecution', { stateMachineArn: `${arn}:stateMachine:pauses`, name: 'stopped' }),
  states('StopExecution', { executionArn: stopped, error: 'Stopped', cause: 'by a client' }),
  states(
    'DescribeExecution',
    { executionArn: stopped },
    {
      answers: { '/status': 'ABORTED', '/error': 'Stopped', '/cause': 'by a client' },
    },
  ),
  states('StopExecution', { executionArn: `${stopped}-not` }, { refused: { code: 'ExecutionDoesNotExist' } }),
  states('RedriveExecution', { executionArn: stopped, clientToken: 'a-redrive' }),
  states(
    'DescribeExecution',
    { executionArn: stopped },
    {
      answers: {
        '/status': 'RUNNING',
        '/error': null,
        '/redriveCount': 1,
        '/redriveStatus': 'NOT_REDRIVABLE',
        '/redriveStatusReason': 'Execution is RUNNING and cannot be redriven',
      },
    },
  ),
  states('RedriveExecution', { executionArn: stopped, clientToken: 'a-redrive' }),
  states(
    'GetExecutionHistory',
    { executionArn: stopped, reverseOrder: true, maxResults: 1 },
    {
      isPaged: true,
      answers: {
        '/events/0/type': 'ExecutionRedriven',
        '/events/0/executionRedrivenEventDetails/redriveCount': 1,
      },
    },
  ),
  states(
    'RedriveExecution',
    { executionArn: stopped, clientToken: 'another-redrive' },
    {
      refused: {
        code: 'ExecutionNotRedrivable',
        message: `Execution ${stopped} invalid for redrive as: Execution is RUNNING and cannot be redriven`,
      },
    },
  ),
  states(
    'RedriveExecution',
    { executionArn: stopped, clientToken: 'with space' },
    { refused: { code: 'ValidationException' } },
  ),
  states(
    'RedriveExecution',
    { executionArn: `${stopped}-not` },
    { refused: { code: 'ExecutionDoesNotExist' } },
  ),
  states('SendTaskHeartbeat', { taskToken: '<tokenOne>' }),
  states('SendTaskSuccess', { taskToken: '<tokenOne>', output: '{' }, { refused: { code: 'InvalidOutput' } }),
  states('SendTaskSuccess', { taskToken: '<tokenOne>', output: '{"b": 2}' }),
  states(
    'DescribeExecution',
    { executionArn: '<executionOne>' },
    {
      answers: { '/status': 'SUCCEEDED', '/output': '{"b": 2}' },
    },
  ),
  states(
    'SendTaskSuccess',
    { taskToken: '<tokenOne>', output: '{}' },
    {
      refused: { code: 'TaskTimedOut', message: "Task Timed Out: 'Provided task does not exist anymore'" },
    },
  ),
  states('SendTaskFailure', { taskToken: '<tokenTwo>', error: 'Refused', cause: 'by a client' }),
  states(
    'DescribeExecution',
    { executionArn: '<executionTwo>' },
    {
      answers: { '/status': 'FAILED', '/error': 'Refused', '/cause': 'by a client' },
    },
  ),
  states(
    'SendTaskFailure',
    { taskToken: 'nobody' },
    {
      refused: { code: 'InvalidToken', message: "Invalid Token: 'Invalid token'" },
    },
  ),
  states('SendTaskHeartbeat', { taskToken: 'nobody' }, { refused: { code: 'InvalidToken' } }),
];
