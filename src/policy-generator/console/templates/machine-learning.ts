import type { TaskCall } from '../../calls.ts';
import { fieldValue } from '../../field.ts';
import { exactText } from '../../foreseen.ts';
import { foundationModel } from '../../integrations/bedrock.ts';
import {
  type ConsoleTemplate,
  eventsStatement,
  here,
  passRole,
  type ReadName,
  statement,
  syncStatement,
} from '../console-template.ts';
import { arn, roles, text } from '../read-name.ts';

interface Job {
  /** As in the actions' names: `TrainingJob`. */
  readonly kind: string;
  readonly arnType: string;
  readonly rule: string;
  readonly roleFields: readonly string[];
}

/** Jobs are granted with a wildcard behind their names. */
function job({ kind, arnType, rule, roleFields }: Job): ConsoleTemplate {
  const statements = (name: string) => [
    statement(`sagemaker:Create${kind}`, here('sagemaker', `${arnType}/${name}`), {
      syncActions: [`sagemaker:Describe${kind}`, `sagemaker:Stop${kind}`],
    }),
    statement(['sagemaker:ListTags', 'sagemaker:AddTags'], '*'),
    passRole('sagemaker'),
    eventsStatement(`StepFunctionsGetEventsForSageMaker${rule}JobsRule`),
  ];
  return {
    names: { name: text(`${kind}Name`) },
    others: { roleArn: roles(...roleFields) },
    found: statements('{name}*'),
    any: statements('*'),
  };
}

function named(action: string, arnType: string, field: string): ConsoleTemplate {
  return {
    names: { name: text(field) },
    found: [statement(`sagemaker:${action}`, here('sagemaker', `${arnType}/{name}`))],
    any: [statement(`sagemaker:${action}`, here('sagemaker', `${arnType}/*`))],
  };
}

const createModel: ConsoleTemplate = {
  ...named('CreateModel', 'model', 'ModelName'),
  others: { roleArn: roles('ExecutionRoleArn') },
};

function withRole({ found = [], any, ...more }: ConsoleTemplate): ConsoleTemplate {
  return { ...more, found: [...found, passRole('sagemaker')], any: [...any, passRole('sagemaker')] };
}

const customModels = here('bedrock', 'custom-model/*');
const customizationJobs = here('bedrock', 'model-customization-job/*');

/** All custom models are granted anyway, for the one that is made. */
const baseModels: ReadName = (call: TaskCall) => {
  const name = exactText(fieldValue(call, 'BaseModelIdentifier')) ?? '';
  return name.includes(':custom-model/') ? [] : arn('BaseModelIdentifier', foundationModel)(call);
};

function customization(baseModel: string) {
  return [
    statement('bedrock:CreateModelCustomizationJob', [baseModel, customModels, customizationJobs]),
    syncStatement(
      ['bedrock:GetModelCustomizationJob', 'bedrock:StopModelCustomizationJob'],
      customizationJobs,
    ),
    passRole(),
  ];
}

const anyFoundationModel = 'arn:{partition}:bedrock:{region}::foundation-model/*';
const harnessActions = ['bedrock-agentcore:InvokeHarness', 'bedrock-agentcore:InvokeAgentRuntime'];

export const machineLearningTemplates: Readonly<Record<string, ConsoleTemplate>> = {
  'sagemaker:createTrainingJob': job({
    kind: 'TrainingJob',
    arnType: 'training-job',
    rule: 'Training',
    roleFields: ['RoleArn'],
  }),
  // A transform job has no role of its own: the console leaves a place to fill in.
  'sagemaker:createTransformJob': job({
    kind: 'TransformJob',
    arnType: 'transform-job',
    rule: 'Transform',
    roleFields: [],
  }),
  'sagemaker:createProcessingJob': job({
    kind: 'ProcessingJob',
    arnType: 'processing-job',
    rule: 'Processing',
    roleFields: ['RoleArn'],
  }),
  'sagemaker:createHyperParameterTuningJob': job({
    kind: 'HyperParameterTuningJob',
    arnType: 'hyper-parameter-tuning-job',
    rule: 'Tuning',
    roleFields: ['TrainingJobDefinition.RoleArn'],
  }),
  'sagemaker:createLabelingJob': job({
    kind: 'LabelingJob',
    arnType: 'labeling-job',
    rule: 'Labeling',
    roleFields: ['RoleArn'],
  }),
  'sagemaker:createModel': withRole(createModel),
  'sagemaker:createEndpointConfig': named('CreateEndpointConfig', 'endpoint-config', 'EndpointConfigName'),
  'sagemaker:createEndpoint': named('CreateEndpoint', 'endpoint', 'EndpointName'),
  'sagemaker:updateEndpoint': named('UpdateEndpoint', 'endpoint', 'EndpointName'),
  'bedrock:invokeModel': {
    names: { model: arn('ModelId', foundationModel) },
    found: [statement('bedrock:InvokeModel', '{model}')],
    any: [statement('bedrock:InvokeModel', [anyFoundationModel, here('bedrock', 'provisioned-model/*')])],
  },
  'bedrock:createModelCustomizationJob': {
    names: { model: baseModels },
    others: { roleArn: roles('RoleArn') },
    found: customization('{model}'),
    any: customization(anyFoundationModel),
  },
  'bedrockagentcore:invokeHarness': {
    names: { harness: text('HarnessArn') },
    found: [statement(harnessActions, ['{harness}', '{harness}/*'])],
    any: [statement(harnessActions, '*')],
  },
};
