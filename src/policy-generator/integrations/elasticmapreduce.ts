import { hasField } from '../field.ts';
import type { ResourceForm } from '../named-resource.ts';
import type { Integration } from '../need.ts';
import { allow, integration, type Permission, role, tagging } from './integration.ts';
import { everything, own, parameter } from './resources.ts';

const form: ResourceForm = {
  service: 'elasticmapreduce',
  resource: (name) => `cluster/${name}`,
  isName: true,
};
const cluster = parameter('ClusterId', form);

/** A cluster has no id before it is created. */
const clusters = own('elasticmapreduce', 'cluster/*');

/** The three roles of a cluster go to three services, whose names end otherwise in some partitions. Source: EMR Management Guide, "Allow users to pass roles". */
function passingTo(field: string, service: string): Permission {
  return allow('iam:PassRole', parameter(field, role), {
    when: (call) => hasField(call, field),
    condition: () => ({ StringLike: { 'iam:PassedToService': [`${service}.amazonaws.com*`] } }),
  });
}

/** What changes one cluster, and is done when it is answered. */
function onCluster(name: string, ...actions: readonly string[]): Integration {
  return integration(`elasticmapreduce:${name}`, {
    call: [
      allow(
        actions.map((action) => `elasticmapreduce:${action}`),
        cluster,
      ),
    ],
  });
}

export const elasticmapreduceIntegrations: readonly Integration[] = [
  integration('elasticmapreduce:createCluster', {
    call: [
      allow('elasticmapreduce:RunJobFlow', everything),
      tagging('Tags', 'elasticmapreduce:AddTags', clusters),
    ],
    poll: [allow('elasticmapreduce:DescribeCluster', clusters)],
    cancel: [allow('elasticmapreduce:TerminateJobFlows', clusters)],
    rule: 'StepFunctionsGetEventForEMRRunJobFlowRule',
    passes: [
      passingTo('ServiceRole', 'elasticmapreduce'),
      passingTo('JobFlowRole', 'ec2'),
      passingTo('AutoScalingRole', 'application-autoscaling'),
    ],
  }),
  integration('elasticmapreduce:addStep', {
    call: [allow('elasticmapreduce:AddJobFlowSteps', cluster)],
    poll: [allow('elasticmapreduce:DescribeStep', cluster)],
    cancel: [allow('elasticmapreduce:CancelSteps', cluster)],
    rule: 'StepFunctionsGetEventForEMRAddJobFlowStepsRule',
  }),
  integration('elasticmapreduce:terminateCluster', {
    call: [allow('elasticmapreduce:TerminateJobFlows', cluster)],
    poll: [allow('elasticmapreduce:DescribeCluster', cluster)],
    rule: 'StepFunctionsGetEventForEMRTerminateJobFlowsRule',
  }),
  onCluster('cancelStep', 'CancelSteps'),
  onCluster('setClusterTerminationProtection', 'SetTerminationProtection'),
  // Fleets and groups are changed by their ids, which Step Functions looks up by the name.
  onCluster('modifyInstanceFleetByName', 'ModifyInstanceFleet', 'ListInstanceFleets'),
  onCluster('modifyInstanceGroupByName', 'ModifyInstanceGroups', 'ListInstanceGroups'),
];
