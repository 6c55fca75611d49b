import type { TaskCall } from '../calls.ts';
import { fieldValue, hasField } from '../field.ts';
import { itemsOf, memberOf } from '../foreseen.ts';
import { anyNamed, namedResources, type ResourceForm } from '../named-resource.ts';
import type { Integration, Remark } from '../need.ts';
import { allow, integration, type Permission, passedTo, passing, role, tagging } from './integration.ts';
import { all, parameter, type Resources, remarkAt } from './resources.ts';

const service = 'sagemaker.amazonaws.com';

interface JobKind {
  /** As in the actions' names: `TrainingJob`. */
  readonly kind: string;
  /** As in ARNs: `training-job`. */
  readonly arnType: string;
  readonly rule: string;
  readonly passes: readonly Permission[];
}

function named(field: string, arnType: string): Resources {
  return parameter(field, form(arnType));
}

function form(arnType: string): ResourceForm {
  return { service: 'sagemaker', resource: (name) => `${arnType}/${name}`, isName: true };
}

/** Step Functions marks the jobs that it waits for with a tag, by which it knows their events. */
function job({ kind, arnType, rule, passes }: JobKind): Integration {
  const jobs = named(`${kind}Name`, arnType);
  return integration(`sagemaker:create${kind}`, {
    call: [
      allow(`sagemaker:Create${kind}`, jobs),
      allow('sagemaker:AddTags', jobs, { when: (call) => call.pattern === 'Sync' || hasField(call, 'Tags') }),
    ],
    poll: [allow([`sagemaker:Describe${kind}`, 'sagemaker:ListTags'], jobs)],
    cancel: [allow(`sagemaker:Stop${kind}`, jobs)],
    rule: `StepFunctionsGetEventsForSageMaker${rule}JobsRule`,
    passes,
  });
}

/** A tuning job has one definition of training jobs or a list of them, each with a role of its own. */
const tuningRoles: Resources = (call) => {
  const resources: string[] = [];
  const remarks: Remark[] = [];
  for (const { field, value } of trainingDefinitions(call)) {
    const found = namedResources(memberOf(value, 'RoleArn'), role, call.place);
    resources.push(...(found ?? [anyNamed(role, call.place)]));
    if (found === undefined) remarks.push(remarkAt(call, field, unknownRole));
  }
  return { resources: [...new Set(resources)], remarks };
};

const unknownRole =
  'The role of the training jobs is only known when an execution runs, so the policy lets every role of the account be passed to SageMaker. Narrow it to those that it will be.';

function trainingDefinitions(call: TaskCall) {
  const one = fieldValue(call, 'TrainingJobDefinition');
  const list = fieldValue(call, 'TrainingJobDefinitions');
  const field = 'TrainingJobDefinitions';
  const several =
    list.kind === 'Absent'
      ? []
      : (itemsOf(list)?.map((value) => ({ field, value })) ?? [{ field, value: list }]);
  return one.kind === 'Absent' ? several : [{ field: 'TrainingJobDefinition', value: one }, ...several];
}

const endpointConfig = named('EndpointConfigName', 'endpoint-config');
const endpoint = named('EndpointName', 'endpoint');
const model = named('ModelName', 'model');

export const sagemakerIntegrations: readonly Integration[] = [
  job({
    kind: 'TrainingJob',
    arnType: 'training-job',
    rule: 'Training',
    passes: [passing('RoleArn', service)],
  }),
  job({ kind: 'TransformJob', arnType: 'transform-job', rule: 'Transform', passes: [] }),
  job({
    kind: 'ProcessingJob',
    arnType: 'processing-job',
    rule: 'Processing',
    passes: [passing('RoleArn', service)],
  }),
  job({
    kind: 'HyperParameterTuningJob',
    arnType: 'hyper-parameter-tuning-job',
    rule: 'Tuning',
    passes: [allow('iam:PassRole', tuningRoles, { condition: () => passedTo(service) })],
  }),
  job({
    kind: 'LabelingJob',
    arnType: 'labeling-job',
    rule: 'Labeling',
    passes: [passing('RoleArn', service)],
  }),
  integration('sagemaker:createModel', {
    call: [allow('sagemaker:CreateModel', model), tagging('Tags', 'sagemaker:AddTags', model)],
    passes: [passing('ExecutionRoleArn', service)],
  }),
  integration('sagemaker:createEndpointConfig', {
    call: [
      allow('sagemaker:CreateEndpointConfig', endpointConfig),
      tagging('Tags', 'sagemaker:AddTags', endpointConfig),
    ],
    passes: [passing('ExecutionRoleArn', service)],
  }),
  integration('sagemaker:createEndpoint', {
    call: [
      allow('sagemaker:CreateEndpoint', all(endpoint, endpointConfig)),
      tagging('Tags', 'sagemaker:AddTags', endpoint),
    ],
  }),
  integration('sagemaker:updateEndpoint', {
    call: [allow('sagemaker:UpdateEndpoint', all(endpoint, endpointConfig))],
  }),
];
