import type { ResourceForm } from '../named-resource.ts';
import { allow, integration, tagging } from './integration.ts';
import { all, everything, own, parameter, type Resources } from './resources.ts';

const queue: ResourceForm = { service: 'batch', resource: (name) => `job-queue/${name}`, isOwn: true };
const definition: ResourceForm = {
  service: 'batch',
  resource: (name) => `job-definition/${name}`,
  isOwn: true,
};

/** A job is authorized on itself, too, and has no name before it is submitted. */
const jobs = own('batch', 'job/*');

/** A job definition without a revision is the latest of them, which IAM sees with its number. */
const definitions: Resources = (call) => {
  const { resources, remarks } = parameter('JobDefinition', definition)(call);
  return { resources: resources.flatMap(withRevisions), remarks };
};

function withRevisions(arn: string): readonly string[] {
  const [, name = '*'] = arn.split(':job-definition/');
  return name.includes(':') || name.endsWith('*') ? [arn] : [arn, `${arn}:*`];
}

export const submitJob = integration('batch:submitJob', {
  call: [
    allow('batch:SubmitJob', all(parameter('JobQueue', queue), definitions, jobs)),
    tagging('Tags', 'batch:TagResource', jobs),
  ],
  poll: [allow('batch:DescribeJobs', everything)],
  cancel: [allow('batch:TerminateJob', jobs)],
  rule: 'StepFunctionsGetEventsForBatchJobsRule',
});
