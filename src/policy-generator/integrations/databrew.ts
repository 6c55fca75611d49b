import { allow, integration } from './integration.ts';
import { parameter } from './resources.ts';

const job = parameter('Name', { service: 'databrew', resource: (name) => `job/${name}`, isName: true });

export const startDatabrewJobRun = integration('databrew:startJobRun', {
  call: [allow('databrew:StartJobRun', job)],
  poll: [allow('databrew:ListJobRuns', job)],
  cancel: [allow('databrew:StopJobRun', job)],
});
