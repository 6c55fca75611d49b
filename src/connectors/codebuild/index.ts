import {
  type ApiIntegration,
  firstAs,
  type JobFacts,
  resourceOf,
  type ServiceFacts,
  statusAt,
  textOf,
} from '../api-integration.ts';
import { managedRules } from '../managed-rules.ts';

const codebuild: ServiceFacts = {
  name: 'codebuild',
  errorPrefix: 'CodeBuild',
  label: 'AWSCodeBuild',
  generalException: 'AWSCodeBuildException',
};

const outcomes = {
  SUCCEEDED: 'Succeeded',
  FAILED: 'Failed',
  FAULT: 'Failed',
  TIMED_OUT: 'Failed',
  STOPPED: 'Failed',
} as const;

/** Builds are described in lists, and the result is one of them under the name that starting it gave it. */
const build: JobFacts = {
  names: { Id: 'Build.Id' },
  poll: { action: 'BatchGetBuilds', parameters: (names) => ({ Ids: [textOf(names, 'Id')] }) },
  describe: (output) => firstAs('Build', output.Builds),
  statusOf: statusAt('Build.BuildStatus'),
  outcomes,
  cancel: { action: 'StopBuild' },
  managedRule: managedRules.build,
};

const buildBatch: JobFacts = {
  names: { Id: 'BuildBatch.Id' },
  poll: { action: 'BatchGetBuildBatches', parameters: (names) => ({ Ids: [textOf(names, 'Id')] }) },
  describe: (output) => firstAs('BuildBatch', output.BuildBatches),
  statusOf: statusAt('BuildBatch.BuildBatchStatus'),
  outcomes,
  cancel: { action: 'StopBuildBatch' },
};

/** Source: Developer Guide, "Manage AWS CodeBuild builds with Step Functions". */
export const codebuildIntegrations: readonly ApiIntegration[] = [
  start('StartBuild', build),
  start('StartBuildBatch', { ...buildBatch, managedRule: managedRules.buildBatch }),
  start('RetryBuildBatch', buildBatch),
  repeatable('StopBuild'),
  repeatable('StopBuildBatch'),
  repeatable('BatchDeleteBuilds'),
  repeatable('BatchGetReports'),
  repeatable('DeleteBuildBatch'),
];

function start(action: string, job: JobFacts): ApiIntegration {
  return {
    resource: resourceOf('codebuild', action),
    service: codebuild,
    action,
    idempotencyToken: 'IdempotencyToken',
    job,
  };
}

function repeatable(action: string): ApiIntegration {
  return { resource: resourceOf('codebuild', action), service: codebuild, action, isIdempotent: true };
}
