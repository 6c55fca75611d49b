// Writes src/api/model/*.model.json: the facts of each API this server answers, taken from botocore's service models.
// Usage: node scripts/generate-api-models.mjs DIRECTORY, where DIRECTORY is the `data` folder of a botocore installation.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const modelFolder = new URL('../src/api/model/', import.meta.url);

/** `operations` undefined takes every operation of the API. */
const apis = [
  { service: 'states', folder: 'stepfunctions', operations: undefined },
  {
    service: 'iam',
    folder: 'iam',
    operations: words(`
      CreateRole GetRole ListRoles UpdateRole UpdateRoleDescription UpdateAssumeRolePolicy DeleteRole
      PutRolePolicy GetRolePolicy ListRolePolicies DeleteRolePolicy
      AttachRolePolicy DetachRolePolicy ListAttachedRolePolicies
      PutRolePermissionsBoundary DeleteRolePermissionsBoundary TagRole UntagRole ListRoleTags
      CreatePolicy GetPolicy ListPolicies DeletePolicy
      CreatePolicyVersion GetPolicyVersion ListPolicyVersions SetDefaultPolicyVersion DeletePolicyVersion
      ListEntitiesForPolicy
      CreateUser GetUser ListUsers UpdateUser DeleteUser
      PutUserPolicy GetUserPolicy ListUserPolicies DeleteUserPolicy
      AttachUserPolicy DetachUserPolicy ListAttachedUserPolicies
      PutUserPermissionsBoundary DeleteUserPermissionsBoundary
      CreateAccessKey ListAccessKeys UpdateAccessKey DeleteAccessKey
      SimulateCustomPolicy SimulatePrincipalPolicy
      GetContextKeysForCustomPolicy GetContextKeysForPrincipalPolicy`),
  },
  { service: 'sts', folder: 'sts', operations: words('AssumeRole GetCallerIdentity') },
  {
    service: 'lambda',
    folder: 'lambda',
    operations: words(`
      CreateFunction UpdateFunctionCode UpdateFunctionConfiguration GetFunction GetFunctionConfiguration ListFunctions
      DeleteFunction Invoke AddPermission RemovePermission GetPolicy`),
  },
  {
    service: 'events',
    folder: 'events',
    operations: words(`
      CreateEventBus DescribeEventBus ListEventBuses UpdateEventBus DeleteEventBus PutPermission RemovePermission
      PutRule DescribeRule ListRules ListRuleNamesByTarget EnableRule DisableRule DeleteRule TestEventPattern
      PutTargets RemoveTargets ListTargetsByRule PutEvents
      TagResource UntagResource ListTagsForResource
      CreateConnection DescribeConnection UpdateConnection DeleteConnection ListConnections`),
  },
  {
    service: 'batch',
    folder: 'batch',
    operations: words(`
      CreateComputeEnvironment DescribeComputeEnvironments UpdateComputeEnvironment DeleteComputeEnvironment
      CreateJobQueue DescribeJobQueues UpdateJobQueue DeleteJobQueue
      RegisterJobDefinition DescribeJobDefinitions DeregisterJobDefinition
      SubmitJob DescribeJobs ListJobs TerminateJob CancelJob`),
  },
  {
    service: 'ecs',
    folder: 'ecs',
    operations: words(`
      CreateCluster DescribeClusters ListClusters DeleteCluster
      RegisterTaskDefinition DescribeTaskDefinition ListTaskDefinitions DeregisterTaskDefinition
      RunTask StopTask DescribeTasks ListTasks`),
  },
  {
    service: 'glue',
    folder: 'glue',
    operations: words(`
      CreateJob GetJob GetJobs UpdateJob DeleteJob StartJobRun GetJobRun GetJobRuns BatchStopJobRun`),
  },
];

const keptOfMetadata = ['apiVersion', 'jsonVersion', 'protocol', 'targetPrefix', 'xmlNamespace', 'serviceId'];
const keptOfShape = [
  'type',
  'required',
  'enum',
  'min',
  'max',
  'pattern',
  'flattened',
  'sensitive',
  'streaming',
  'payload',
  'exception',
  'fault',
  'timestampFormat',
];
const keptOfMember = [
  'shape',
  'location',
  'locationName',
  'flattened',
  'streaming',
  'timestampFormat',
  'idempotencyToken',
];

const [directory] = process.argv.slice(2);
if (directory === undefined) {
  process.stderr.write('usage: node scripts/generate-api-models.mjs DIRECTORY\n');
  process.exit(2);
}
for (const api of apis) {
  const model = reduce(readServiceModel(join(directory, api.folder)), api);
  writeFileSync(new URL(`${api.service}.model.json`, modelFolder), format(model));
}

function words(text) {
  return text.trim().split(/\s+/);
}

/** The latest version of a service's model. */
function readServiceModel(folder) {
  const version = readdirSync(folder).sort().at(-1);
  const plain = join(folder, version, 'service-2.json');
  if (existsSync(plain)) return JSON.parse(readFileSync(plain, 'utf8'));
  return JSON.parse(gunzipSync(readFileSync(`${plain}.gz`)).toString('utf8'));
}

function reduce(source, { service, operations: wanted = Object.keys(source.operations) }) {
  const operations = {};
  const shapes = {};
  for (const name of wanted) {
    const operation = source.operations[name];
    if (operation === undefined) throw new Error(`${service} has no operation ${name}`);
    operations[name] = reduceOperation(operation);
    for (const reference of [operation.input, operation.output, ...(operation.errors ?? [])]) {
      if (reference !== undefined) collect(reference.shape, source.shapes, shapes);
    }
  }
  return {
    service,
    metadata: pick(source.metadata, keptOfMetadata),
    operations,
    shapes: Object.fromEntries(Object.entries(shapes).sort(([left], [right]) => (left < right ? -1 : 1))),
  };
}

function reduceOperation({ http, input, output, errors = [] }) {
  return {
    http: { method: http.method, uri: http.requestUri, status: http.responseCode ?? 200 },
    ...(input === undefined ? {} : { input: input.shape }),
    ...(output === undefined ? {} : { output: output.shape, ...pick(output, ['resultWrapper']) }),
    errors: errors.map(({ shape }) => shape),
  };
}

function collect(name, source, shapes) {
  if (shapes[name] !== undefined) return;
  const shape = source[name];
  const reduced = pick(shape, keptOfShape);
  shapes[name] = reduced;
  if (shape.error !== undefined) {
    reduced.error = { code: shape.error.code, status: shape.error.httpStatusCode };
  }
  for (const part of ['member', 'key', 'value']) {
    if (shape[part] === undefined) continue;
    reduced[part] = pick(shape[part], keptOfMember);
    collect(shape[part].shape, source, shapes);
  }
  if (shape.members !== undefined) {
    reduced.members = {};
    for (const [memberName, member] of Object.entries(shape.members)) {
      reduced.members[memberName] = pick(member, keptOfMember);
      collect(member.shape, source, shapes);
    }
  }
}

function pick(source, names) {
  const kept = {};
  for (const name of names) if (source[name] !== undefined) kept[name] = source[name];
  return kept;
}

/** One line for each operation and shape, so that a change of the API reads as a change of its lines. */
function format({ service, metadata, operations, shapes }) {
  return `{
"service": ${JSON.stringify(service)},
"metadata": ${JSON.stringify(metadata)},
"operations": ${formatEntries(operations)},
"shapes": ${formatEntries(shapes)}
}
`;
}

function formatEntries(entries) {
  const lines = Object.entries(entries).map(
    ([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  );
  return `{\n${lines.join(',\n')}\n}`;
}
