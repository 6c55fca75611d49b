import { type Place, parseArn } from '../../base/arn.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { findSdkService } from '../../connectors/catalog/aws-sdk.ts';
import { parsePolicy } from '../../iam/parse-policy.ts';
import type { SourcedPolicy } from '../../iam/policy.ts';
import type { Permission } from '../identity/identity.ts';

/** One call of a service that is not this server's. */
export interface OutsideCall {
  /** As `aws-sdk:` resources name it. */
  readonly service: string;
  /** The API's name. */
  readonly action: string;
  readonly input: JsonObject;
  /** The account and region that it is called in. */
  readonly place: Place;
}

/**
 * What a call needs to be allowed, by the role's own policies. The policies that resources have are not known here: those of
 * another account are taken to leave the decision to the caller's account.
 *
 * The action is the API's under IAM's prefix of the service, but for S3, which names its actions after what is read and written.
 * The resource is known for the services below, and for a call whose input has an ARN of the service itself; for every other
 * call it is `*`, so that only a statement for `*` allows it.
 *
 * Source: Service Authorization Reference.
 */
export function permissionsOf(call: OutsideCall): readonly Permission[] {
  const needed = call.service === 's3' ? s3Permissions(call) : generalPermissions(call);
  return needed.map((permission) => {
    const owner = parseArn(permission.resource)?.account ?? '';
    if (owner === '' || owner === call.place.account) return permission;
    return {
      ...permission,
      resourcePolicy: policyThatNobodyKnows(permission.resource, { owner, caller: call.place.account }),
    };
  });
}

function policyThatNobodyKnows(
  resource: string,
  { owner, caller }: { readonly owner: string; readonly caller: string },
): SourcedPolicy {
  const statement = { Effect: 'Allow', Principal: { AWS: caller }, Action: '*', Resource: '*' };
  const policy = parsePolicy({ Version: '2012-10-17', Statement: [statement] }, 'resource');
  return { policy, name: 'policy that nobody knows', owner: resource, account: owner };
}

function generalPermissions(call: OutsideCall): readonly Permission[] {
  const { service, action } = call;
  const prefix = findSdkService(service)?.iamPrefix ?? service;
  const names = (otherActions[`${service}:${action}`] ?? action).split(' ');
  const resources = resourcesOf[service]?.(call) ?? ownArns(prefix, call);
  return names.flatMap((name) =>
    (resources.length === 0 ? ['*'] : resources).map((resource) => ({
      action: `${prefix}:${name}`,
      resource,
    })),
  );
}

const otherActions: Readonly<Record<string, string>> = {
  'bedrockruntime:Converse': 'InvokeModel',
  'dynamodb:TransactGetItems': 'GetItem',
  'dynamodb:TransactWriteItems': 'ConditionCheckItem DeleteItem PutItem UpdateItem',
  'kms:ReEncrypt': 'ReEncryptFrom ReEncryptTo',
  'lambda:Invoke': 'InvokeFunction',
  'sns:PublishBatch': 'Publish',
  'sqs:ChangeMessageVisibilityBatch': 'ChangeMessageVisibility',
  'sqs:DeleteMessageBatch': 'DeleteMessage',
  'sqs:SendMessageBatch': 'SendMessage',
};

type Resources = (call: OutsideCall) => readonly string[];

/** By service; undefined for a call that they say nothing of. */
const resourcesOf: Readonly<Record<string, (call: OutsideCall) => readonly string[] | undefined>> = {
  dynamodb: (call) => dynamodbTables(call),
  eventbridge: ({ action, input, place }) =>
    action === 'PutEvents'
      ? eventBuses(input, place)
      : named('events', place, 'event-bus/', input.EventBusName),
  kms: ({ input, place }) => named('kms', place, keyPart(input.KeyId), input.KeyId),
  lambda: ({ input, place }) => named('lambda', place, 'function:', input.FunctionName),
  secretsmanager: ({ action, input, place }) =>
    // The name of a new secret gets random characters behind it, which policies leave open.
    named('secretsmanager', place, 'secret:', action === 'CreateSecret' ? input.Name : input.SecretId),
  sqs: ({ input, place }) => queues(input, place),
  ssm: ({ input, place }) => parameters(input, place),
};

function ownArns(prefix: string, { input }: OutsideCall): readonly string[] {
  return Object.entries(input).flatMap(([name, value]) =>
    /arn$/i.test(name) && typeof value === 'string' && value.split(':')[2] === prefix ? [value] : [],
  );
}

/** The ARN of what `name` names, which may be an ARN itself. */
function named(
  service: string,
  place: Place,
  kind: string,
  name: Json | undefined,
): readonly string[] | undefined {
  if (typeof name !== 'string' || name === '') return undefined;
  if (name.startsWith('arn:')) return [name];
  return [arnOf(service, place, `${kind}${name}`)];
}

function arnOf(service: string, { partition, region, account }: Place, resource: string): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

function keyPart(id: Json | undefined): string {
  return typeof id === 'string' && id.startsWith('alias/') ? '' : 'key/';
}

function eventBuses(input: JsonObject, place: Place): readonly string[] {
  const entries = isJsonArray(input.Entries) ? input.Entries : [];
  const buses = entries.flatMap((entry) => {
    const name = isJsonObject(entry) ? entry.EventBusName : undefined;
    return named('events', place, 'event-bus/', name ?? 'default') ?? [];
  });
  return [...new Set(buses)];
}

/** Tables of the input itself, of its batches and of its transactions; those of an index are said through the table. */
const dynamodbTables: Resources = ({ input, place }) => {
  const requests = isJsonObject(input.RequestItems) ? Object.keys(input.RequestItems) : [];
  const items = isJsonArray(input.TransactItems) ? input.TransactItems : [];
  const transacted = items.flatMap((item) => (isJsonObject(item) ? Object.values(item) : []));
  const names = [input, ...transacted].flatMap((part) =>
    isJsonObject(part) && typeof part.TableName === 'string' ? [part.TableName] : [],
  );
  const index = typeof input.IndexName === 'string' ? `/index/${input.IndexName}` : '';
  return [...new Set([...names, ...requests])].flatMap((name) =>
    (named('dynamodb', place, 'table/', name) ?? []).map((arn) => `${arn}${index}`),
  );
};

/** `http://host/123456789012/name`. */
function queues(input: JsonObject, place: Place): readonly string[] | undefined {
  if (typeof input.QueueUrl !== 'string') return named('sqs', place, '', input.QueueName);
  const [name = '', account = ''] = input.QueueUrl.split('/').reverse();
  return [arnOf('sqs', /^\d{12}$/.test(account) ? { ...place, account } : place, name)];
}

function parameters(input: JsonObject, place: Place): readonly string[] | undefined {
  const names = isJsonArray(input.Names) ? input.Names : [input.Name ?? input.Path];
  const arns = names.flatMap(
    (name) =>
      named('ssm', place, 'parameter/', typeof name === 'string' ? name.replace(/^\//, '') : undefined) ?? [],
  );
  return arns.length === 0 ? undefined : arns;
}

function s3Permissions({ action, input, place }: OutsideCall): readonly Permission[] {
  const name = s3Actions[action] ?? action;
  const bucket = bucketArn(input.Bucket, place);
  if (bucket === undefined) return [{ action: `s3:${name}`, resource: '*' }];
  const isObject = typeof input.Key === 'string' || action === 'DeleteObjects';
  const versioned = typeof input.VersionId === 'string' && /^(?:Get|Delete)Object/.test(name);
  const called = {
    action: `s3:${versioned ? name.replace('Object', 'ObjectVersion') : name}`,
    resource: isObject ? `${bucket}/${typeof input.Key === 'string' ? input.Key : '*'}` : bucket,
  };
  return action === 'CopyObject' ? [called, ...copied(input, place)] : [called];
}

function bucketArn(bucket: Json | undefined, { partition }: Place): string | undefined {
  if (typeof bucket !== 'string' || bucket === '') return undefined;
  return bucket.startsWith('arn:') ? bucket : `arn:${partition}:s3:::${bucket}`;
}

/** `/bucket/key?versionId=…`, percent-encoded. */
function copied({ CopySource: source }: JsonObject, { partition }: Place): readonly Permission[] {
  if (typeof source !== 'string') return [];
  const [path = '', version] = source.replace(/^\//, '').split('?versionId=');
  const action = version === undefined ? 's3:GetObject' : 's3:GetObjectVersion';
  return [{ action, resource: `arn:${partition}:s3:::${decodedPath(path)}` }];
}

function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Source: Amazon S3 User Guide, "Required permissions for Amazon S3 API operations". */
const s3Actions: Readonly<Record<string, string>> = {
  CompleteMultipartUpload: 'PutObject',
  CopyObject: 'PutObject',
  CreateMultipartUpload: 'PutObject',
  DeleteBucketCors: 'PutBucketCORS',
  DeleteBucketEncryption: 'PutEncryptionConfiguration',
  DeleteBucketLifecycle: 'PutLifecycleConfiguration',
  DeleteBucketTagging: 'PutBucketTagging',
  DeleteObjects: 'DeleteObject',
  GetBucketCors: 'GetBucketCORS',
  GetBucketEncryption: 'GetEncryptionConfiguration',
  GetBucketLifecycleConfiguration: 'GetLifecycleConfiguration',
  GetBucketNotificationConfiguration: 'GetBucketNotification',
  GetBucketReplication: 'GetReplicationConfiguration',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  HeadBucket: 'ListBucket',
  HeadObject: 'GetObject',
  ListBuckets: 'ListAllMyBuckets',
  ListMultipartUploads: 'ListBucketMultipartUploads',
  ListObjectVersions: 'ListBucketVersions',
  ListObjects: 'ListBucket',
  ListObjectsV2: 'ListBucket',
  ListParts: 'ListMultipartUploadParts',
  PutBucketCors: 'PutBucketCORS',
  PutBucketEncryption: 'PutEncryptionConfiguration',
  PutBucketLifecycleConfiguration: 'PutLifecycleConfiguration',
  PutBucketNotificationConfiguration: 'PutBucketNotification',
  PutBucketReplication: 'PutReplicationConfiguration',
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
  SelectObjectContent: 'GetObject',
  UploadPart: 'PutObject',
  UploadPartCopy: 'PutObject',
};
