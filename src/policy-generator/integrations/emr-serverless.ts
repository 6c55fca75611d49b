import type { ResourceForm } from '../named-resource.ts';
import type { Integration } from '../need.ts';
import { allow, creatingServiceLinkedRole, integration, passing, tagging } from './integration.ts';
import { derived, everything, own, parameter, type Resources } from './resources.ts';

const form: ResourceForm = {
  service: 'emr-serverless',
  resource: (name) => `/applications/${name}`,
  isName: true,
};
const application = parameter('ApplicationId', form);
const jobRuns = derived(application, (arn) => `${arn}/jobruns/*`);

/** A run is named by its application's id and its own. */
const jobRun: Resources = (call) => {
  const [{ resources, remarks }, runs] = [application(call), runIds(call)];
  return {
    resources: resources.flatMap((arn) => runs.resources.map((run) => `${arn}${run}`)),
    remarks: [...remarks, ...runs.remarks],
  };
};

const runIds: Resources = (call) => {
  const { resources, remarks } = parameter('JobRunId', form)(call);
  return { resources: resources.map((arn) => arn.replace(/^.*\/applications\//, '/jobruns/')), remarks };
};

/** An application has no id before it is created. */
const applications = own('emr-serverless', '/applications/*');

const applicationRule = 'StepFunctionsGetEventsForEMRServerlessApplicationRule';
const jobRule = 'StepFunctionsGetEventsForEMRServerlessJobRule';
const poll = [allow('emr-serverless:GetApplication', application)];

export const emrServerlessIntegrations: readonly Integration[] = [
  integration('emr-serverless:createApplication', {
    call: [
      allow('emr-serverless:CreateApplication', everything),
      creatingServiceLinkedRole('ops.emr-serverless.amazonaws.com', 'AWSServiceRoleForAmazonEMRServerless*'),
      tagging('Tags', 'emr-serverless:TagResource', applications),
    ],
    poll: [allow('emr-serverless:GetApplication', applications)],
    cancel: [allow('emr-serverless:DeleteApplication', applications)],
    rule: applicationRule,
  }),
  integration('emr-serverless:startApplication', {
    call: [allow('emr-serverless:StartApplication', application)],
    poll,
    cancel: [allow('emr-serverless:StopApplication', application)],
    rule: applicationRule,
  }),
  integration('emr-serverless:stopApplication', {
    call: [allow('emr-serverless:StopApplication', application)],
    poll,
    rule: applicationRule,
  }),
  integration('emr-serverless:deleteApplication', {
    call: [allow('emr-serverless:DeleteApplication', application)],
    poll,
    rule: applicationRule,
  }),
  integration('emr-serverless:startJobRun', {
    call: [
      allow('emr-serverless:StartJobRun', application),
      tagging('Tags', 'emr-serverless:TagResource', jobRuns),
    ],
    poll: [allow('emr-serverless:GetJobRun', jobRuns)],
    cancel: [allow('emr-serverless:CancelJobRun', jobRuns)],
    rule: jobRule,
    passes: [passing('ExecutionRoleArn', 'emr-serverless.amazonaws.com')],
  }),
  integration('emr-serverless:cancelJobRun', {
    call: [allow('emr-serverless:CancelJobRun', jobRun)],
    poll: [allow('emr-serverless:GetJobRun', jobRun)],
    rule: jobRule,
  }),
];
