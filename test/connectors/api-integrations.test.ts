import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import type { Json } from '../../src/base/json.ts';
import { apiIntegrations, createApiConnectors, isCallable } from '../../src/connectors/api-integrations.ts';
import { findIntegration } from '../../src/connectors/catalog/catalog.ts';
import { type Connector, ServiceUnreachable } from '../../src/connectors/connector.ts';
import { aConnectorTask, aScriptedSession, idempotencyKey } from './a-connector-task.ts';
import { getConnector } from './api-contract.ts';
import { loadModel } from './models/load-model.ts';

describe.each(apiIntegrations.map((integration) => [integration.resource, integration] as const))(
  '%s',
  (resource, { service, action, idempotencyToken, job, resolve }) => {
    test('has the patterns that AWS has', () => {
      const suffixes = { RequestResponse: '', Sync: '.sync', WaitForTaskToken: '.waitForTaskToken' };
      const patterns = getConnector(resource).patterns.map((pattern) => suffixes[pattern]);
      expect(patterns).toEqual(findIntegration(resource)?.suffixes);
    });

    test('calls actions that the API has', async () => {
      const operations = (await loadModel(service.name))?.operations ?? {};
      const actions = [action, job?.poll.action, job?.cancel?.action].filter((name) => name !== undefined);
      expect(actions.filter((name) => operations[name] === undefined)).toEqual([]);
      expect(resolve === undefined || actions.length === 1).toBe(true);
    });

    test('has the first part of its errors from the catalog', () => {
      expect(findIntegration(resource)?.errorPrefix).toBe(service.errorPrefix);
      expect(getConnector(resource).clientError).toBe(`${service.errorPrefix}.SdkClientException`);
    });

    test('fills in what is a token to the API, if it is not the author who must give it', async () => {
      const model = await loadModel(service.name);
      const operation = model?.operations[action];
      const input = model?.shapes[operation?.input ?? ''];
      // CodeBuild's tokens bear no mark.
      const isUnmarked = input?.type === 'structure' && Object.hasOwn(input.members, 'idempotencyToken');
      const token = operation?.idempotencyToken ?? (isUnmarked ? 'idempotencyToken' : undefined);
      const name = token && `${token.charAt(0).toUpperCase()}${token.slice(1)}`;
      const isGiven = name !== undefined && findIntegration(resource)?.parameters?.required.includes(name);
      expect(idempotencyToken).toBe(isGiven ? undefined : name);
    });
  },
);

describe('parameters that make no call fail the task without one', () => {
  test.each<[string, Json, string]>([
    ['ecs:runTask', [], 'The Parameters must be a JSON object'],
    ['ecs:runTask', {}, "The field 'TaskDefinition' is required but was missing"],
    [
      'batch:submitJob',
      { jobName: 'j', JobQueue: 'q', JobDefinition: 'd' },
      "The field 'jobName' is not supported by Step Functions, The field 'JobName' is required but was missing",
    ],
    [
      'ecs:runTask',
      { TaskDefinition: 't', NetworkConfiguration: { AwsvpcConfiguration: { Subnets: 'subnet-1' } } },
      "The value of the field 'Subnets' has an invalid format",
    ],
    [
      'ecs:runTask',
      { TaskDefinition: 't', Overrides: { containerOverrides: [] } },
      "The field 'containerOverrides' is not supported by Step Functions",
    ],
    [
      'elasticmapreduce:addStep',
      { ClusterId: 'j-1', Step: { HadoopJarStep: { Jar: 'x' } } },
      "The field 'Name' is required but was missing",
    ],
    [
      'elasticmapreduce:createCluster',
      { Name: 'c', Instances: {}, Steps: [] },
      "The field 'Steps' is not supported by Step Functions",
    ],
    [
      'elasticmapreduce:terminateCluster',
      { ClusterId: null },
      "The value of the field 'JobFlowIds' has an invalid format",
    ],
  ])('%s %j', async (resource, parameters, problem) => {
    const { session, requests } = aScriptedSession();
    const answer = await getConnector(resource).call(aConnectorTask({ session, parameters }));
    const cause = `The Parameters '${JSON.stringify(parameters)}' could not be used to start the Task: [${problem}]`;
    expect(answer).toEqual({ type: 'Result', result: new Failure('States.Runtime', cause) });
    expect(requests).toEqual([]);
  });
});

test.each([
  ['athena:startQueryExecution', true],
  ['athena:getQueryResults', true],
  ['ecs:runTask', true],
  ['emr-serverless:startApplication', true],
  ['batch:submitJob', false],
  ['glue:startJobRun', false],
  ['elasticmapreduce:addStep', false],
  ['sagemaker:createTrainingJob', false],
  ['eks:deleteCluster', false],
])('%s may be repeated where its answer was lost: %s', (resource, expected) => {
  expect(getConnector(resource).isIdempotent({ resourceArn: 'arn', parameters: {} })).toBe(expected);
});

test.each([
  ['null', null, idempotencyKey],
  ['a token', 'mine', 'mine'],
])('a token that is %s is filled in only where there is none', async (_, ClientToken, expected) => {
  const { session, requests } = aScriptedSession({ tasks: [] });
  const parameters = { TaskDefinition: 't', ClientToken };
  await getConnector('ecs:runTask').call(aConnectorTask({ session, parameters }));
  expect(requests[0]?.input).toEqual({ taskDefinition: 't', clientToken: expected });
});

test('a service that gives no answer fails the task as the client would', async () => {
  const { session } = aScriptedSession(new ServiceUnreachable('Unable to execute HTTP request: timeout'));
  const parameters = { JobName: 'etl' };
  const answer = await getConnector('glue:startJobRun').call(aConnectorTask({ session, parameters }));
  const failure = new Failure('Glue.SdkClientException', 'Unable to execute HTTP request: timeout');
  expect(answer).toEqual({ type: 'Result', result: failure });
});

describe('a service whose client is not installed', () => {
  const [connector] = createApiConnectors(async () => undefined).filter(
    ({ resource }) => resource === 'athena:startQueryExecution',
  );
  const { session, requests } = aScriptedSession();
  const resourceArn = 'arn:aws:states:::athena:startQueryExecution.sync';
  const task = aConnectorTask({ session, resourceArn, parameters: { QueryString: 'SELECT 1' } });
  const advice =
    'Calls to athena need the package @aws-sdk/client-athena: npm install @aws-sdk/client-athena';

  test('fails the task and says what to install', async () => {
    const cause = `No call was made for ${resourceArn}, because this server lacks a client. ${advice}`;
    const answer = await (connector as Connector).call(task);
    expect(answer).toEqual({ type: 'Result', result: new Failure('Athena.SdkClientException', cause) });
    expect(requests).toEqual([]);
  });

  test('does not say how a job is', async () => {
    await expect((connector as Connector).poll?.(task, {})).rejects.toThrow(advice);
  });
});

test.each([
  ['batch:submitJob', true],
  ['ecs:runTask', true],
  ['glue:startJobRun', true],
  ['lambda:invoke', false],
  ['constructor', false],
])('%s is one of these, with its client installed: %s', (resource, expected) => {
  expect(isCallable(resource)).toBe(expected);
});
