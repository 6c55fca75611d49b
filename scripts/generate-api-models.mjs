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
  {
    service: 'sqs',
    folder: 'sqs',
    operations: words(`
      CreateQueue DeleteQueue GetQueueUrl ListQueues GetQueueAttributes SetQueueAttributes PurgeQueue
      SendMessage SendMessageBatch ReceiveMessage DeleteMessage DeleteMessageBatch
      ChangeMessageVisibility ChangeMessageVisibilityBatch ListDeadLetterSourceQueues
      AddPermission RemovePermission TagQueue UntagQueue ListQueueTags`),
    // The names that exceptions had before SQS spoke JSON, which botocore does not know. Source: SQS API Reference,
    // "Common Errors", and each operation's errors.
    errors: {
      BatchEntryIdsNotDistinct: ['AWS.SimpleQueueService.BatchEntryIdsNotDistinct', 400],
      BatchRequestTooLong: ['AWS.SimpleQueueService.BatchRequestTooLong', 400],
      EmptyBatchRequest: ['AWS.SimpleQueueService.EmptyBatchRequest', 400],
      InvalidAddress: ['InvalidAddress', 404],
      InvalidBatchEntryId: ['AWS.SimpleQueueService.InvalidBatchEntryId', 400],
      InvalidSecurity: ['InvalidSecurity', 403],
      KmsAccessDenied: ['KMS.AccessDeniedException', 400],
      KmsDisabled: ['KMS.DisabledException', 400],
      KmsInvalidKeyUsage: ['KMS.InvalidKeyUsageException', 400],
      KmsInvalidState: ['KMS.InvalidStateException', 400],
      KmsNotFound: ['KMS.NotFoundException', 400],
      KmsOptInRequired: ['KMS.OptInRequired', 403],
      KmsThrottled: ['KMS.ThrottlingException', 400],
      MessageNotInflight: ['AWS.SimpleQueueService.MessageNotInflight', 400],
      OverLimit: ['OverLimit', 403],
      PurgeQueueInProgress: ['AWS.SimpleQueueService.PurgeQueueInProgress', 403],
      QueueDeletedRecently: ['AWS.SimpleQueueService.QueueDeletedRecently', 400],
      QueueDoesNotExist: ['AWS.SimpleQueueService.NonExistentQueue', 400],
      QueueNameExists: ['QueueAlreadyExists', 400],
      ReceiptHandleIsInvalid: ['ReceiptHandleIsInvalid', 404],
      RequestThrottled: ['RequestThrottled', 403],
      TooManyEntriesInBatchRequest: ['AWS.SimpleQueueService.TooManyEntriesInBatchRequest', 400],
      UnsupportedOperation: ['AWS.SimpleQueueService.UnsupportedOperation', 400],
    },
  },
  {
    service: 'sns',
    folder: 'sns',
    operations: words(`
      CreateTopic DeleteTopic GetTopicAttributes SetTopicAttributes ListTopics
      Subscribe ConfirmSubscription Unsubscribe GetSubscriptionAttributes SetSubscriptionAttributes
      ListSubscriptions ListSubscriptionsByTopic Publish PublishBatch AddPermission RemovePermission
      TagResource UntagResource ListTagsForResource`),
  },
  {
    service: 's3',
    folder: 's3',
    operations: words(`
      ListBuckets CreateBucket HeadBucket DeleteBucket GetBucketLocation
      PutBucketPolicy GetBucketPolicy DeleteBucketPolicy GetBucketVersioning PutBucketVersioning
      PutBucketNotificationConfiguration GetBucketNotificationConfiguration
      PutObject GetObject HeadObject DeleteObject DeleteObjects CopyObject ListObjects ListObjectsV2
      PutObjectTagging GetObjectTagging DeleteObjectTagging
      CreateMultipartUpload UploadPart UploadPartCopy CompleteMultipartUpload AbortMultipartUpload
      ListParts ListMultipartUploads`),
  },
  {
    service: 'dynamodb',
    folder: 'dynamodb',
    operations: words(`
      CreateTable DescribeTable ListTables UpdateTable DeleteTable
      GetItem PutItem UpdateItem DeleteItem BatchGetItem BatchWriteItem Query Scan TransactGetItems TransactWriteItems
      TagResource UntagResource ListTagsOfResource
      DescribeTimeToLive UpdateTimeToLive DescribeContinuousBackups DescribeEndpoints DescribeLimits`),
  },
  {
    service: 'logs',
    folder: 'logs',
    operations: words(`
      CreateLogGroup DeleteLogGroup DescribeLogGroups CreateLogStream DeleteLogStream DescribeLogStreams
      PutLogEvents GetLogEvents FilterLogEvents PutRetentionPolicy DeleteRetentionPolicy
      TagResource UntagResource ListTagsForResource TagLogGroup UntagLogGroup ListTagsLogGroup
      PutResourcePolicy DescribeResourcePolicies DeleteResourcePolicy`),
  },
  {
    service: 'secretsmanager',
    folder: 'secretsmanager',
    operations: words(`
      CreateSecret GetSecretValue PutSecretValue UpdateSecret UpdateSecretVersionStage DescribeSecret ListSecrets
      ListSecretVersionIds BatchGetSecretValue DeleteSecret RestoreSecret TagResource UntagResource
      GetResourcePolicy PutResourcePolicy DeleteResourcePolicy ValidateResourcePolicy GetRandomPassword`),
  },
  {
    service: 'ssm',
    folder: 'ssm',
    operations: words(`
      PutParameter GetParameter GetParameters GetParametersByPath DescribeParameters DeleteParameter DeleteParameters
      GetParameterHistory LabelParameterVersion UnlabelParameterVersion
      AddTagsToResource RemoveTagsFromResource ListTagsForResource`),
  },
];

const keptOfMetadata = [
  'apiVersion',
  'jsonVersion',
  'protocol',
  'targetPrefix',
  'xmlNamespace',
  'serviceId',
  'awsQueryCompatible',
];
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

function reduce(source, { service, operations: wanted = Object.keys(source.operations), errors = {} }) {
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
  for (const [name, [code, status]] of Object.entries(errors)) {
    if (shapes[name] !== undefined) shapes[name].error = { code, status };
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
