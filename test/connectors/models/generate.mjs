// Writes the models of this folder: what optimized integrations use of the APIs whose AWS SDK clients this package does
// not come with, in the form of src/connectors/aws-sdk/service-model.ts.
// Usage: node test/connectors/models/generate.mjs DIRECTORY, where DIRECTORY is the `data` folder of a botocore installation.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const jobKinds = ['TrainingJob', 'TransformJob', 'ProcessingJob', 'HyperParameterTuningJob', 'LabelingJob'];

/** By the service's name in AWS SDK integrations. */
const services = {
  athena: words('StartQueryExecution StopQueryExecution GetQueryExecution GetQueryResults'),
  bedrock: words('CreateModelCustomizationJob GetModelCustomizationJob StopModelCustomizationJob'),
  bedrockagentcore: words('InvokeHarness'),
  codebuild: words(`
    StartBuild StopBuild BatchDeleteBuilds BatchGetReports BatchGetBuilds
    StartBuildBatch StopBuildBatch RetryBuildBatch DeleteBuildBatch BatchGetBuildBatches`),
  databrew: words('StartJobRun ListJobRuns StopJobRun'),
  eks: ['Cluster', 'FargateProfile', 'Nodegroup'].flatMap((kind) =>
    ['Create', 'Delete', 'Describe'].map((verb) => `${verb}${kind}`),
  ),
  emr: words(`
    RunJobFlow SetTerminationProtection TerminateJobFlows DescribeCluster AddJobFlowSteps DescribeStep CancelSteps
    ModifyInstanceFleet ListInstanceFleets ModifyInstanceGroups ListInstanceGroups`),
  emrcontainers: words(`
    CreateVirtualCluster DeleteVirtualCluster DescribeVirtualCluster StartJobRun DescribeJobRun CancelJobRun`),
  emrserverless: words(`
    CreateApplication StartApplication StopApplication DeleteApplication GetApplication
    StartJobRun GetJobRun CancelJobRun`),
  mediaconvert: words('CreateJob GetJob CancelJob'),
  sagemaker: [
    ...jobKinds.flatMap((kind) => ['Create', 'Describe', 'Stop'].map((verb) => `${verb}${kind}`)),
    ...words('CreateModel CreateEndpointConfig CreateEndpoint UpdateEndpoint'),
  ],
};

const folders = {
  bedrockagentcore: 'bedrock-agentcore',
  emrcontainers: 'emr-containers',
  emrserverless: 'emr-serverless',
};

const [directory] = process.argv.slice(2);
if (directory === undefined) {
  process.stderr.write('usage: node test/connectors/models/generate.mjs DIRECTORY\n');
  process.exit(2);
}
for (const [service, operations] of Object.entries(services)) {
  const source = readSource(join(directory, folders[service] ?? service));
  const model = reduce(source, operations);
  writeFileSync(new URL(`${service}.model.json`, import.meta.url), `${JSON.stringify(model)}\n`);
}

function words(text) {
  return text.trim().split(/\s+/);
}

function readSource(folder) {
  const version = readdirSync(folder).sort().at(-1);
  const path = join(folder, version, 'service-2.json');
  return JSON.parse(
    existsSync(path) ? readFileSync(path, 'utf8') : gunzipSync(readFileSync(`${path}.gz`)).toString('utf8'),
  );
}

function reduce(source, operationNames) {
  const operations = {};
  const shapes = {};

  /** Scalars of one type are one shape here. */
  function read(name) {
    const shape = source.shapes[name];
    if (shape.document) {
      shapes.document ??= { type: 'document' };
      return 'document';
    }
    if (!['structure', 'list', 'map'].includes(shape.type)) {
      const type = shape.type === 'blob' ? 'bytes' : shape.type;
      shapes[type] ??= { type };
      return type;
    }
    if (shapes[name] !== undefined) return name;
    shapes[name] = {};
    Object.assign(shapes[name], readShape(shape));
    return name;
  }

  function readShape(shape) {
    if (shape.type === 'list') return { type: 'list', member: { shape: read(shape.member.shape) } };
    if (shape.type === 'map') return { type: 'map', value: { shape: read(shape.value.shape) } };
    const members = Object.entries(shape.members).map(([name, member]) => [
      name,
      { shape: read(member.shape) },
    ]);
    return {
      type: 'structure',
      members: Object.fromEntries(members),
      ...(shape.required?.length > 0 && { required: shape.required }),
      ...(shape.exception && { exception: true }),
      ...(shape.error?.httpStatusCode && { error: { status: shape.error.httpStatusCode } }),
    };
  }

  for (const name of operationNames) {
    const { input, output, errors = [] } = source.operations[name];
    for (const error of errors) read(error.shape);
    const token = Object.entries(source.shapes[input?.shape]?.members ?? {}).find(
      ([, member]) => member.idempotencyToken,
    )?.[0];
    operations[name] = {
      ...(input && { input: read(input.shape) }),
      ...(output && { output: read(output.shape) }),
      ...(token && { idempotencyToken: token }),
    };
  }
  return { operations, shapes };
}
