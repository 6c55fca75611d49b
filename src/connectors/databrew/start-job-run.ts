import { type ApiIntegration, type ServiceFacts, statusAt, structuresIn } from '../api-integration.ts';

const databrew: ServiceFacts = {
  name: 'databrew',
  errorPrefix: 'DataBrew',
  label: 'AWSGlueDataBrew',
  generalException: 'AWSGlueDataBrewException',
};

/** Source: Developer Guide, "Start AWS Glue DataBrew jobs with Step Functions". */
export const startJobRun: ApiIntegration = {
  resource: 'databrew:startJobRun',
  service: databrew,
  action: 'StartJobRun',
  job: {
    names: { Name: 'Name', RunId: 'RunId' },
    // The policies of the Developer Guide allow listing a job's runs and nothing else that describes them.
    poll: { action: 'ListJobRuns', parameters: ({ Name = null }) => ({ Name, MaxResults: runsMax }) },
    describe: ({ JobRuns }, { RunId }) => structuresIn(JobRuns).find((run) => run.RunId === RunId),
    statusOf: statusAt('State'),
    outcomes: { SUCCEEDED: 'Succeeded', FAILED: 'Failed', TIMEOUT: 'Failed', STOPPED: 'Failed' },
    gone: { code: 'ResourceNotFoundException', outcome: 'Failed' },
    cancel: { action: 'StopJobRun' },
  },
};

/** Runs come latest first, so that the one waited for is among these. Source: DataBrew API Reference, "ListJobRuns". */
const runsMax = 100;
