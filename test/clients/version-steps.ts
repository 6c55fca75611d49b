import { type ClientStep, stepsOf } from './client-step.ts';

const states = stepsOf('states');
const arn = 'arn:aws:states:us-east-1:<account>';
const machine = `${arn}:stateMachine:versions`;
const alias = `${machine}:PROD`;
const execution = `${arn}:execution:versions:through-alias`;
const roleArn = 'arn:aws:iam::<account>:role/runner';
const mapRun = `${arn}:mapRun:versions/label:4c0c1e1a`;
const definition = '{"StartAt":"Only","States":{"Only":{"Type":"Pass","End":true}}}';
const another = '{"StartAt":"Other","States":{"Other":{"Type":"Succeed"}}}';
const route = (version: string, weight: number) => ({
  stateMachineVersionArn: `${machine}${version}`,
  weight,
});

/** Step Functions, every operation about versions, aliases and Map Runs. */
export const versionSteps: readonly ClientStep[] = [
  states(
    'CreateStateMachine',
    { name: 'versions', definition, roleArn, versionDescription: 'unpublished' },
    { refused: { code: 'ValidationException', message: 'Version description can only be set when publish' } },
  ),
  states(
    'CreateStateMachine',
    {
      name: 'versions',
      definition,
      roleArn,
      encryptionConfiguration: { type: 'CUSTOMER_MANAGED_KMS_KEY' },
    },
    { refused: { code: 'InvalidEncryptionConfiguration' } },
  ),
  states(
    'CreateStateMachine',
    { name: 'versions', definition, roleArn, publish: true, versionDescription: 'the first' },
    { answers: { '/stateMachineArn': machine, '/stateMachineVersionArn': `${machine}:1` } },
  ),
  states(
    'PublishStateMachineVersion',
    { stateMachineArn: machine, revisionId: 'INITIAL' },
    { answers: { '/stateMachineVersionArn': `${machine}:1` } },
  ),
  states(
    'PublishStateMachineVersion',
    { stateMachineArn: machine, revisionId: 'other' },
    {
      refused: {
        code: 'ConflictException',
        message: 'Failed to publish the State Machine version for revision other.',
      },
    },
  ),
  states(
    'UpdateStateMachine',
    { stateMachineArn: machine, definition: another, publish: true, versionDescription: 'the second' },
    { answers: { '/stateMachineVersionArn': `${machine}:2` } },
  ),
  states(
    'ListStateMachineVersions',
    { stateMachineArn: machine },
    {
      answers: {
        '/stateMachineVersions/0/stateMachineVersionArn': `${machine}:2`,
        '/stateMachineVersions/1/stateMachineVersionArn': `${machine}:1`,
        '/stateMachineVersions/2': null,
      },
    },
  ),
  states(
    'ListStateMachineVersions',
    { stateMachineArn: 'versions' },
    { refused: { code: 'InvalidArn', message: "Invalid Arn: 'Invalid ARN prefix: versions'" } },
  ),
  states(
    'DescribeStateMachine',
    { stateMachineArn: `${machine}:1` },
    {
      answers: {
        '/stateMachineArn': `${machine}:1`,
        '/definition': definition,
        '/description': 'the first',
        '/encryptionConfiguration/type': 'AWS_OWNED_KEY',
      },
    },
  ),
  states(
    'DescribeStateMachine',
    { stateMachineArn: `${machine}/label` },
    { refused: { code: 'ValidationException' } },
  ),
  states(
    'CreateStateMachineAlias',
    { name: 'PROD', description: 'live', routingConfiguration: [route(':1', 100)] },
    { answers: { '/stateMachineAliasArn': alias } },
  ),
  states(
    'CreateStateMachineAlias',
    { name: 'PROD', routingConfiguration: [route(':2', 100)] },
    { refused: { code: 'ConflictException', message: 'Failed to create alias' } },
  ),
  states(
    'CreateStateMachineAlias',
    { name: 'TEST', routingConfiguration: [route(':1', 70), route(':2', 29)] },
    {
      refused: {
        code: 'ValidationException',
        message: 'Sum of routing configuration weights must equal 100. Received: [70, 29]',
      },
    },
  ),
  states(
    'StartExecution',
    { stateMachineArn: alias, name: 'through-alias' },
    { answers: { '/executionArn': execution } },
  ),
  states(
    'StartExecution',
    { stateMachineArn: `${machine}:3` },
    {
      refused: {
        code: 'StateMachineDoesNotExist',
        message: `State Machine Does Not Exist: '${machine}:3'`,
      },
    },
  ),
  states(
    'DescribeExecution',
    { executionArn: execution },
    {
      answers: {
        '/stateMachineArn': machine,
        '/stateMachineVersionArn': `${machine}:1`,
        '/stateMachineAliasArn': alias,
      },
    },
  ),
  states(
    'ListExecutions',
    { stateMachineArn: alias },
    { answers: { '/executions/0/stateMachineAliasArn': alias, '/executions/1': null } },
  ),
  states('ListExecutions', { stateMachineArn: `${machine}:2` }, { answers: { '/executions/0': null } }),
  states(
    'UpdateStateMachineAlias',
    { stateMachineAliasArn: alias, routingConfiguration: [route(':1', 50), route(':2', 50)] },
    { answers: {} },
  ),
  states(
    'UpdateStateMachineAlias',
    { stateMachineAliasArn: alias },
    { refused: { code: 'ValidationException' } },
  ),
  states(
    'DescribeStateMachineAlias',
    { stateMachineAliasArn: alias },
    {
      answers: {
        '/name': 'PROD',
        '/description': 'live',
        '/routingConfiguration/0/stateMachineVersionArn': `${machine}:1`,
        '/routingConfiguration/1/weight': 50,
      },
    },
  ),
  states(
    'DescribeStateMachineAlias',
    { stateMachineAliasArn: `${machine}:TEST` },
    {
      refused: {
        code: 'ResourceNotFound',
        message: 'Request references a resource that does not exist.',
      },
    },
  ),
  states(
    'ListStateMachineAliases',
    { stateMachineArn: machine },
    { answers: { '/stateMachineAliases/0/stateMachineAliasArn': alias, '/stateMachineAliases/1': null } },
  ),
  states(
    'ListStateMachineAliases',
    { stateMachineArn: `${arn}:stateMachine:none` },
    { refused: { code: 'StateMachineDoesNotExist' } },
  ),
  states(
    'DeleteStateMachineVersion',
    { stateMachineVersionArn: `${machine}:1` },
    {
      refused: {
        code: 'ConflictException',
        message: 'Version to be deleted must not be referenced by an alias.',
      },
    },
  ),
  states('DeleteStateMachineAlias', { stateMachineAliasArn: alias }),
  states('DeleteStateMachineAlias', { stateMachineAliasArn: machine }, { refused: { code: 'InvalidArn' } }),
  states('DeleteStateMachineVersion', { stateMachineVersionArn: `${machine}:1` }),
  states('ListMapRuns', { executionArn: execution }, { answers: { '/mapRuns/0': null } }),
  states('ListMapRuns', { executionArn: `${execution}-not` }, { refused: { code: 'ExecutionDoesNotExist' } }),
  states(
    'DescribeMapRun',
    { mapRunArn: mapRun },
    { refused: { code: 'ResourceNotFound', message: `Resource not found: '${mapRun}'` } },
  ),
  states(
    'DescribeMapRun',
    { mapRunArn: machine },
    {
      refused: {
        code: 'InvalidArn',
        message: "Invalid Arn: 'Resource type not valid in this context: stateMachine'",
      },
    },
  ),
  states('UpdateMapRun', { mapRunArn: mapRun, maxConcurrency: 2 }, { refused: { code: 'ResourceNotFound' } }),
  states('UpdateMapRun', { mapRunArn: mapRun }, { refused: { code: 'ValidationException' } }),
  states('DeleteStateMachine', { stateMachineArn: alias }, { refused: { code: 'ValidationException' } }),
  states('DeleteStateMachine', { stateMachineArn: machine }),
  states(
    'DescribeStateMachine',
    { stateMachineArn: `${machine}:2` },
    { refused: { code: 'StateMachineDoesNotExist' } },
  ),
];
