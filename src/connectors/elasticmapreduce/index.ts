import type { JsonObject } from '../../base/json.ts';
import { type ApiIntegration, type JobOutcome, memberAt, statusAt, structureAt } from '../api-integration.ts';
import { managedRules } from '../managed-rules.ts';
import { modifyInstanceFleetByName, modifyInstanceGroupByName } from './by-name.ts';
import { emr } from './service.ts';

/**
 * Definitions name one cluster, one step, where the API has lists of them or names them otherwise.
 *
 * Source: Developer Guide, "Create and manage Amazon EMR clusters with Step Functions".
 */
export const elasticmapreduceIntegrations: readonly ApiIntegration[] = [
  {
    resource: 'elasticmapreduce:createCluster',
    service: emr,
    action: 'RunJobFlow',
    toResult: ({ JobFlowId = null, ...output }) => ({ ...output, ClusterId: JobFlowId }),
    job: {
      names: { ClusterId: 'ClusterId' },
      poll: { action: 'DescribeCluster' },
      describe: withId,
      statusOf: statusAt('Cluster.Status.State'),
      outcomes: { WAITING: 'Succeeded', TERMINATED: 'Succeeded', TERMINATED_WITH_ERRORS: 'Failed' },
      outcomeOf: endOfNewCluster,
      managedRule: managedRules.emrNewCluster,
    },
  },
  {
    resource: 'elasticmapreduce:terminateCluster',
    service: emr,
    action: 'TerminateJobFlows',
    isIdempotent: true,
    toApi: ({ ClusterId = null }) => ({ JobFlowIds: [ClusterId] }),
    job: {
      names: { ClusterId: 'ClusterId' },
      poll: { action: 'DescribeCluster' },
      describe: withId,
      statusOf: statusAt('Cluster.Status.State'),
      outcomes: { TERMINATED: 'Succeeded', TERMINATED_WITH_ERRORS: 'Failed' },
      managedRule: managedRules.emrTermination,
    },
  },
  {
    resource: 'elasticmapreduce:setClusterTerminationProtection',
    service: emr,
    action: 'SetTerminationProtection',
    isIdempotent: true,
    toApi: ({ ClusterId = null, ...rest }) => ({ ...rest, JobFlowIds: [ClusterId] }),
  },
  {
    resource: 'elasticmapreduce:addStep',
    service: emr,
    action: 'AddJobFlowSteps',
    toApi: ({ ClusterId = null, Step = null, ...rest }) => ({ ...rest, JobFlowId: ClusterId, Steps: [Step] }),
    toResult: (output) => ({ StepId: memberAt(output, 'StepIds.0') ?? null }),
    job: {
      names: { ClusterId: 'ClusterId', StepId: 'StepId' },
      poll: { action: 'DescribeStep' },
      statusOf: statusAt('Step.Status.State'),
      outcomes: { COMPLETED: 'Succeeded', FAILED: 'Failed', CANCELLED: 'Failed', INTERRUPTED: 'Failed' },
      cancel: {
        action: 'CancelSteps',
        parameters: ({ ClusterId = null, StepId = null }) => ({ ClusterId, StepIds: [StepId] }),
      },
      managedRule: managedRules.emrStep,
    },
  },
  {
    resource: 'elasticmapreduce:cancelStep',
    service: emr,
    action: 'CancelSteps',
    isIdempotent: true,
    toApi: ({ StepId = null, ...rest }) => ({ ...rest, StepIds: [StepId] }),
    toResult: (output) => ({ CancelStepsInfo: memberAt(output, 'CancelStepsInfoList.0') ?? null }),
  },
  modifyInstanceFleetByName,
  modifyInstanceGroupByName,
];

/** The cluster's id stands beside its description, as in the answer that created it. */
function withId({ Cluster }: JsonObject, { ClusterId = null }: JsonObject): JsonObject | undefined {
  return Cluster === undefined ? undefined : { Cluster, ClusterId };
}

/** A cluster that is not to be kept ends as soon as it has nothing to do; any other end comes before its time. */
function endOfNewCluster(description: JsonObject): JobOutcome {
  const { State, StateChangeReason } = structureAt('Cluster.Status')(description) ?? {};
  const isDone = State === 'WAITING' || memberAt(StateChangeReason, 'Code') === 'ALL_STEPS_COMPLETED';
  return isDone ? 'Succeeded' : 'Failed';
}
