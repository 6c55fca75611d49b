import type { Arn } from '../../base/arn.ts';
import type { TaskCall } from '../calls.ts';
import { fieldResources, hasField } from '../field.ts';
import type { ResourceForm } from '../named-resource.ts';
import type { Integration } from '../need.ts';
import { allow, integration, passing, tagging } from './integration.ts';
import { all, own, parameter, type Resources, remarkAt } from './resources.ts';
import { objectOf } from './s3-uri.ts';

export const foundationModel: ResourceForm = {
  service: 'bedrock',
  resource: (name) => `foundation-model/${name}`,
  omits: ['account'],
};

/** Profiles that AWS keeps are named after where they send to, and the model. */
const profileName = /:foundation-model\/((?:us|us-gov|eu|apac|jp|au|ca|sa|global)\.(.+))$/;

/** A model, or a profile that spreads calls over the regions of a model, for which both are needed. Source: Bedrock User Guide, "Prerequisites for inference profiles". */
const models: Resources = (call) => {
  const { resources, remarks } = fieldResources(call, 'ModelId', foundationModel);
  const behind = resources.some((arn) => arn.includes(':application-inference-profile/'))
    ? [remarkAt(call, 'ModelId', unknownModel)]
    : [];
  return { resources: resources.flatMap((arn) => withModels(arn, call)), remarks: [...remarks, ...behind] };
};

const unknownModel =
  'Which model the profile sends to is not written in the state machine, so the policy allows every foundation model. Narrow it to that one.';

function withModels(arn: Arn, { place: { partition, region, account } }: TaskCall): readonly Arn[] {
  const [, profile, model] = profileName.exec(arn) ?? [];
  const everywhere = `arn:${partition}:bedrock:*::foundation-model`;
  if (profile !== undefined)
    return [
      `arn:${partition}:bedrock:${region}:${account}:inference-profile/${profile}`,
      `${everywhere}/${model}`,
    ];
  if (arn.includes(':application-inference-profile/')) return [arn, `${everywhere}/*`];
  const [, id] = arn.split(':inference-profile/');
  return id === undefined ? [arn] : [arn, `${everywhere}/${id.replace(/^[a-z-]+\./, '')}`];
}

const guardrail = parameter('GuardrailIdentifier', {
  service: 'bedrock',
  resource: (name) => `guardrail/${name}`,
});

const customizationJobs = own('bedrock', 'model-customization-job/*');

/** The job, and the model that it makes, get their ids when they are created. */
const customization = all(
  parameter('BaseModelIdentifier', foundationModel),
  own('bedrock', 'custom-model/*'),
  customizationJobs,
);

function where(field: string) {
  return { when: (call: TaskCall) => hasField(call, field) };
}

export const bedrockIntegrations: readonly Integration[] = [
  integration('bedrock:invokeModel', {
    call: [
      allow('bedrock:InvokeModel', models),
      allow('bedrock:ApplyGuardrail', guardrail, where('GuardrailIdentifier')),
      allow('s3:GetObject', parameter('Input.S3Uri', objectOf), where('Input.S3Uri')),
      allow('s3:PutObject', parameter('Output.S3Uri', objectOf), where('Output.S3Uri')),
    ],
  }),
  integration('bedrock:createModelCustomizationJob', {
    call: [
      allow('bedrock:CreateModelCustomizationJob', customization),
      tagging('JobTags', 'bedrock:TagResource', customizationJobs),
      tagging('CustomModelTags', 'bedrock:TagResource', own('bedrock', 'custom-model/*')),
    ],
    poll: [allow('bedrock:GetModelCustomizationJob', customizationJobs)],
    cancel: [allow('bedrock:StopModelCustomizationJob', customizationJobs)],
    passes: [passing('RoleArn', 'bedrock.amazonaws.com')],
  }),
];
