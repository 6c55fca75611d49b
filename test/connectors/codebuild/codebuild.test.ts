import type { JsonObject } from '../../../src/base/json.ts';
import { type ContractCase, idempotencyKey, type JobCase, testContract } from '../api-contract.ts';

const id = 'web:1a2b';
const failed = ['FAILED', 'FAULT', 'TIMED_OUT', 'STOPPED'];

const buildJob: JobCase = {
  poll: ['BatchGetBuilds', { ids: [id] }],
  output: (buildStatus) => ({ builds: [{ id, buildStatus, startTime: 1700000000000 }] }),
  result: (BuildStatus) => ({ Build: { BuildStatus, Id: id, StartTime: 1700000000000 } }),
  running: ['IN_PROGRESS'],
  succeeded: ['SUCCEEDED'],
  failed,
  cancel: ['StopBuild', { id }],
};

const batchJob: JobCase = {
  poll: ['BatchGetBuildBatches', { ids: [id] }],
  output: (buildBatchStatus) => ({ buildBatches: [{ id, buildBatchStatus }] }),
  result: (BuildBatchStatus) => ({ BuildBatch: { BuildBatchStatus, Id: id } }),
  running: ['IN_PROGRESS'],
  succeeded: ['SUCCEEDED'],
  failed,
  cancel: ['StopBuildBatch', { id }],
};

const parameters = {
  ProjectName: 'web',
  EnvironmentVariablesOverride: [{ Name: 'A', Value: 'b', Type: 'PLAINTEXT' }],
};
const input = {
  projectName: 'web',
  environmentVariablesOverride: [{ name: 'A', value: 'b', type: 'PLAINTEXT' }],
  idempotencyToken: idempotencyKey,
};
const build = {
  output: { build: { id, projectName: 'web' } },
  result: { Build: { Id: id, ProjectName: 'web' } },
};
const batch = { output: { buildBatch: { id } }, result: { BuildBatch: { Id: id } } };

const passedOn: readonly (readonly [string, JsonObject, JsonObject, JsonObject, JsonObject])[] = [
  ['StopBuild', { Id: id }, { id }, build.output, build.result],
  ['StopBuildBatch', { Id: id }, { id }, batch.output, batch.result],
  ['BatchDeleteBuilds', { Ids: [id] }, { ids: [id] }, { buildsDeleted: [id] }, { BuildsDeleted: [id] }],
  ['BatchGetReports', { ReportArns: ['r'] }, { reportArns: ['r'] }, { reports: [] }, { Reports: [] }],
  ['DeleteBuildBatch', { Id: id }, { id }, { statusCode: 'x' }, { StatusCode: 'x' }],
];

testContract({
  prefix: 'codebuild',
  service: 'codebuild',
  refusals: [
    ['ResourceNotFoundException', 'CodeBuild.ResourceNotFoundException', 'AWSCodeBuild'],
    ['AccessDeniedException', 'CodeBuild.AWSCodeBuildException', 'AWSCodeBuild'],
  ],
  cases: [
    { resource: 'codebuild:startBuild', parameters, call: ['StartBuild', input], ...build, job: buildJob },
    {
      resource: 'codebuild:startBuildBatch',
      parameters,
      call: ['StartBuildBatch', input],
      ...batch,
      job: batchJob,
    },
    {
      resource: 'codebuild:retryBuildBatch',
      parameters: { Id: id, IdempotencyToken: 'mine' },
      call: ['RetryBuildBatch', { id, idempotencyToken: 'mine' }],
      ...batch,
      job: batchJob,
    },
    ...passedOn.map(
      ([action, given, asked, output, result]): ContractCase => ({
        resource: `codebuild:${action.charAt(0).toLowerCase()}${action.slice(1)}`,
        parameters: given,
        call: [action, asked],
        output,
        result,
      }),
    ),
  ],
});
