import type { JsonObject } from '../../base/json.ts';
import {
  type ApiIntegration,
  type CancelCall,
  type JobFacts,
  type JobOutcome,
  resourceOf,
  type ServiceFacts,
  statusAt,
  structureAt,
} from '../api-integration.ts';
import { managedRules } from '../managed-rules.ts';

const emrServerless: ServiceFacts = {
  name: 'emrserverless',
  errorPrefix: 'EMRServerless',
  label: 'AWSEMRServerless',
  generalException: 'AWSEMRServerlessException',
};

/** Source: Developer Guide, "Create and manage Amazon EMR Serverless applications with Step Functions". */
export const emrServerlessIntegrations: readonly ApiIntegration[] = [
  {
    ...passedOn('CreateApplication'),
    idempotencyToken: 'ClientToken',
    job: applicationThatIs('CREATED', ['TERMINATED'], { action: 'DeleteApplication' }),
  },
  {
    ...passedOn('StartApplication'),
    isIdempotent: true,
    toResult: named,
    job: applicationThatIs('STARTED', ['STOPPED', 'TERMINATED'], { action: 'StopApplication' }),
  },
  {
    ...passedOn('StopApplication'),
    isIdempotent: true,
    toResult: named,
    job: applicationThatIs('STOPPED', ['TERMINATED']),
  },
  { ...passedOn('DeleteApplication'), toResult: named, job: applicationThatIs('TERMINATED', []) },
  {
    ...passedOn('StartJobRun'),
    idempotencyToken: 'ClientToken',
    job: jobRunThatIs('SUCCESS', ['FAILED', 'CANCELLED'], {
      action: 'CancelJobRun',
    }),
  },
  {
    ...passedOn('CancelJobRun'),
    isIdempotent: true,
    job: jobRunThatIs('CANCELLED', ['FAILED', 'SUCCESS']),
  },
];

function passedOn(action: string): ApiIntegration {
  return { resource: resourceOf('emr-serverless', action), service: emrServerless, action };
}

/** Where the API answers nothing, the result says which application it was. */
function named(output: JsonObject, { ApplicationId = null }: JsonObject): JsonObject {
  return { ...output, ApplicationId };
}

function applicationThatIs(state: string, failures: readonly string[], cancel?: CancelCall): JobFacts {
  return {
    names: { ApplicationId: 'ApplicationId' },
    poll: { action: 'GetApplication' },
    describe: structureAt('Application'),
    statusOf: statusAt('State'),
    outcomes: outcomesOf(state, failures),
    gone: { code: 'ResourceNotFoundException', outcome: state === 'TERMINATED' ? 'Succeeded' : 'Failed' },
    managedRule: managedRules.emrServerlessApplication,
    ...(cancel !== undefined && { cancel }),
  };
}

function jobRunThatIs(state: string, failures: readonly string[], cancel?: CancelCall): JobFacts {
  return {
    names: { ApplicationId: 'ApplicationId', JobRunId: 'JobRunId' },
    poll: { action: 'GetJobRun' },
    describe: structureAt('JobRun'),
    statusOf: statusAt('State'),
    outcomes: outcomesOf(state, failures),
    gone: { code: 'ResourceNotFoundException', outcome: 'Failed' },
    managedRule: managedRules.emrServerlessJob,
    ...(cancel !== undefined && { cancel }),
  };
}

function outcomesOf(success: string, failures: readonly string[]): Readonly<Record<string, JobOutcome>> {
  return {
    [success]: 'Succeeded',
    ...Object.fromEntries(failures.map((state) => [state, 'Failed'] as const)),
  };
}
