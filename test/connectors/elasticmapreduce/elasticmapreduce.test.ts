import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/base/failure.ts';
import type { JsonObject } from '../../../src/base/json.ts';
import { aConnectorTask, aScriptedSession, itsMetadata, type ScriptedAnswer } from '../a-connector-task.ts';
import { getConnector, type JobCase, refusal, testContract } from '../api-contract.ts';

const ClusterId = 'j-1ABC';
const StepId = 's-2DEF';
const step = { Name: 'first', HadoopJarStep: { Jar: 'command-runner.jar', Args: ['spark-submit'] } };
const stepStates = { running: ['PENDING', 'CANCEL_PENDING', 'RUNNING'], succeeded: ['COMPLETED'] };

const clusterJob: Pick<JobCase, 'poll' | 'output' | 'result'> = {
  poll: ['DescribeCluster', { ClusterId }],
  output: (State) => ({ Cluster: { Id: ClusterId, Status: { State } } }),
  result: (State) => ({ Cluster: { Id: ClusterId, Status: { State } }, ClusterId }),
};

testContract({
  prefix: 'elasticmapreduce',
  service: 'emr',
  refusals: [
    ['InvalidRequestException', 'ElasticMapReduce.InvalidRequestException', 'AmazonElasticMapReduce'],
    ['ValidationException', 'ElasticMapReduce.AmazonElasticMapReduceException', 'AmazonElasticMapReduce'],
  ],
  others: ['elasticmapreduce:modifyInstanceFleetByName', 'elasticmapreduce:modifyInstanceGroupByName'],
  cases: [
    {
      resource: 'elasticmapreduce:createCluster',
      parameters: {
        Name: 'cluster',
        OsReleaseLabel: '2023',
        Instances: { KeepJobFlowAliveWhenNoSteps: true },
        Configurations: [{ Classification: 'spark', Properties: { lowerCase: 'x' } }],
      },
      call: [
        'RunJobFlow',
        {
          Name: 'cluster',
          OSReleaseLabel: '2023',
          Instances: { KeepJobFlowAliveWhenNoSteps: true },
          Configurations: [{ Classification: 'spark', Properties: { lowerCase: 'x' } }],
        },
      ],
      output: { JobFlowId: ClusterId, ClusterArn: 'arn' },
      result: { ClusterArn: 'arn', ClusterId },
      job: {
        ...clusterJob,
        running: ['STARTING', 'BOOTSTRAPPING', 'RUNNING', 'TERMINATING'],
        succeeded: ['WAITING'],
        failed: ['TERMINATED', 'TERMINATED_WITH_ERRORS'],
      },
    },
    {
      resource: 'elasticmapreduce:terminateCluster',
      parameters: { ClusterId },
      call: ['TerminateJobFlows', { JobFlowIds: [ClusterId] }],
      output: {},
      result: {},
      job: {
        ...clusterJob,
        running: ['TERMINATING', 'RUNNING', 'WAITING'],
        succeeded: ['TERMINATED'],
        failed: ['TERMINATED_WITH_ERRORS'],
      },
    },
    {
      resource: 'elasticmapreduce:setClusterTerminationProtection',
      parameters: { ClusterId, TerminationProtected: true },
      call: ['SetTerminationProtection', { JobFlowIds: [ClusterId], TerminationProtected: true }],
      output: {},
      result: {},
    },
    {
      resource: 'elasticmapreduce:addStep',
      parameters: { ClusterId, Step: step, ExecutionRoleArn: 'role' },
      call: ['AddJobFlowSteps', { JobFlowId: ClusterId, Steps: [step], ExecutionRoleArn: 'role' }],
      output: { StepIds: [StepId] },
      result: { StepId },
      job: {
        poll: ['DescribeStep', { ClusterId, StepId }],
        output: (State) => ({ Step: { Id: StepId, Status: { State } } }),
        result: (State) => ({ Step: { Id: StepId, Status: { State } } }),
        ...stepStates,
        failed: ['FAILED', 'CANCELLED', 'INTERRUPTED'],
        cancel: ['CancelSteps', { ClusterId, StepIds: [StepId] }],
      },
    },
    {
      resource: 'elasticmapreduce:cancelStep',
      parameters: { ClusterId, StepId },
      call: ['CancelSteps', { ClusterId, StepIds: [StepId] }],
      output: { CancelStepsInfoList: [{ StepId, Status: 'SUBMITTED' }] },
      result: { CancelStepsInfo: { Status: 'SUBMITTED', StepId } },
    },
  ],
});

test('a new cluster that had nothing to do has ended well', async () => {
  const Cluster = {
    Id: ClusterId,
    Status: { State: 'TERMINATED', StateChangeReason: { Code: 'ALL_STEPS_COMPLETED', Message: 'done' } },
  };
  const { session } = aScriptedSession({ JobFlowId: ClusterId }, { Cluster });
  const connector = getConnector('elasticmapreduce:createCluster');
  const task = aConnectorTask({ session, parameters: { Name: 'c', Instances: {} }, pattern: 'Sync' });
  const answer = await connector.call(task);
  const job = answer.type === 'Submitted' ? (answer.job ?? null) : null;
  expect(await connector.poll?.(task, job)).toMatchObject({ Cluster: { Id: ClusterId } });
});

describe('a fleet or a group is changed by its name', () => {
  const fleet = { ClusterId, InstanceFleetName: 'core', InstanceFleet: { TargetSpotCapacity: '3' } };
  const group = { ClusterId, InstanceGroupName: 'core', InstanceGroup: { InstanceCount: 3 } };

  test.each<[string, JsonObject, ScriptedAnswer[], (readonly [string, JsonObject])[]]>([
    [
      'modifyInstanceFleetByName',
      fleet,
      [
        {
          InstanceFleets: [
            { Name: 'master', Id: 'if-1' },
            { Name: 'core', Id: 'if-2' },
          ],
        },
        {},
      ],
      [
        ['ListInstanceFleets', { ClusterId }],
        [
          'ModifyInstanceFleet',
          { ClusterId, InstanceFleet: { TargetSpotCapacity: 3, InstanceFleetId: 'if-2' } },
        ],
      ],
    ],
    [
      'modifyInstanceGroupByName',
      group,
      [{ InstanceGroups: [], Marker: 'm' }, { InstanceGroups: [{ Name: 'core', Id: 'ig-2' }] }, {}],
      [
        ['ListInstanceGroups', { ClusterId }],
        ['ListInstanceGroups', { ClusterId, Marker: 'm' }],
        [
          'ModifyInstanceGroups',
          { ClusterId, InstanceGroups: [{ InstanceCount: 3, InstanceGroupId: 'ig-2' }] },
        ],
      ],
    ],
  ])('%s', async (action, parameters, script, expected) => {
    const { answer, requests } = await call(action, parameters, script);
    expect(requests.map((request) => [request.action, request.input])).toEqual(expected);
    expect(answer).toEqual({ type: 'Result', result: itsMetadata });
  });

  test.each<[string, JsonObject, ScriptedAnswer[], string]>([
    [
      'a name that no fleet has',
      fleet,
      [{ InstanceFleets: [{ Name: 'master', Id: 'if-1' }] }],
      'ElasticMapReduce.InvalidRequestException',
    ],
    [
      'a list that is refused',
      fleet,
      [refusal('InvalidRequestException')],
      'ElasticMapReduce.InvalidRequestException',
    ],
    ['an id', { ...fleet, InstanceFleet: { InstanceFleetId: 'if-1' } }, [], 'States.Runtime'],
    ['a fleet that is none', { ...fleet, InstanceFleet: 'core' }, [], 'States.Runtime'],
  ])('%s fails the task', async (_, parameters, script, error) => {
    const { answer } = await call('modifyInstanceFleetByName', parameters, script);
    expect(answer).toMatchObject({ type: 'Result', result: expect.any(Failure) });
    expect(answer).toHaveProperty('result.error', error);
  });
});

async function call(action: string, parameters: JsonObject, script: readonly ScriptedAnswer[]) {
  const { session, requests } = aScriptedSession(...script);
  const connector = getConnector(`elasticmapreduce:${action}`);
  return { answer: await connector.call(aConnectorTask({ session, parameters })), requests };
}
