import { allow, integration } from './integration.ts';
import { parameter } from './resources.ts';

const job = parameter('JobName', { service: 'glue', resource: (name) => `job/${name}`, isName: true });

/** Glue tells nobody that a run has ended: Step Functions asks. */
export const startJobRun = integration('glue:startJobRun', {
  call: [allow('glue:StartJobRun', job)],
  poll: [allow(['glue:GetJobRun', 'glue:GetJobRuns'], job)],
  cancel: [allow('glue:BatchStopJobRun', job)],
});
