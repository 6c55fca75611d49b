/*
 * S3's actions are named after what is read or written, not after the API's operations.
 *
 * Source: Amazon S3 User Guide, "Required permissions for Amazon S3 API operations".
 */

const readConfigurations: readonly (readonly [operation: string, action: string])[] = [
  ['BucketAccelerateConfiguration', 'AccelerateConfiguration'],
  ['BucketAnalyticsConfiguration', 'AnalyticsConfiguration'],
  ['BucketCors', 'BucketCORS'],
  ['BucketEncryption', 'EncryptionConfiguration'],
  ['BucketIntelligentTieringConfiguration', 'IntelligentTieringConfiguration'],
  ['BucketInventoryConfiguration', 'InventoryConfiguration'],
  ['BucketLifecycle', 'LifecycleConfiguration'],
  ['BucketLifecycleConfiguration', 'LifecycleConfiguration'],
  ['BucketMetricsConfiguration', 'MetricsConfiguration'],
  ['BucketNotificationConfiguration', 'BucketNotification'],
  ['BucketReplication', 'ReplicationConfiguration'],
  ['ObjectLockConfiguration', 'BucketObjectLockConfiguration'],
  ['PublicAccessBlock', 'BucketPublicAccessBlock'],
];

/** Removing a configuration is writing it. */
const removedConfigurations = [
  ...readConfigurations,
  ['BucketOwnershipControls', 'BucketOwnershipControls'],
  ['BucketTagging', 'BucketTagging'],
] as const;

/** By the action of `aws-sdk:s3:…`. */
export const s3Actions: Readonly<Record<string, string>> = {
  ...Object.fromEntries(readConfigurations.map(([operation, action]) => [`get${operation}`, `Get${action}`])),
  ...Object.fromEntries(readConfigurations.map(([operation, action]) => [`put${operation}`, `Put${action}`])),
  ...Object.fromEntries(
    removedConfigurations.map(([operation, action]) => [`delete${operation}`, `Put${action}`]),
  ),
  completeMultipartUpload: 'PutObject',
  copyObject: 'GetObject PutObject',
  createBucketMetadataConfiguration: 'CreateBucketMetadataTableConfiguration',
  createMultipartUpload: 'PutObject',
  createSession: 's3express:CreateSession',
  deleteBucketMetadataConfiguration: 'DeleteBucketMetadataTableConfiguration',
  deleteObjects: 'DeleteObject',
  getBucketMetadataConfiguration: 'GetBucketMetadataTableConfiguration',
  getObjectAttributes: 'GetObject GetObjectAttributes',
  headBucket: 'ListBucket',
  headObject: 'GetObject',
  listBucketAnalyticsConfigurations: 'GetAnalyticsConfiguration',
  listBucketIntelligentTieringConfigurations: 'GetIntelligentTieringConfiguration',
  listBucketInventoryConfigurations: 'GetInventoryConfiguration',
  listBucketMetricsConfigurations: 'GetMetricsConfiguration',
  listBuckets: 'ListAllMyBuckets',
  listDirectoryBuckets: 's3express:ListAllMyDirectoryBuckets',
  listMultipartUploads: 'ListBucketMultipartUploads',
  listObjects: 'ListBucket',
  listObjectsV2: 'ListBucket',
  listObjectVersions: 'ListBucketVersions',
  listParts: 'ListMultipartUploadParts',
  renameObject: 's3express:CreateSession',
  selectObjectContent: 'GetObject',
  uploadPart: 'PutObject',
  uploadPartCopy: 'GetObject PutObject',
  writeGetObjectResponse: 's3-object-lambda:WriteGetObjectResponse',
};

/** By the action of `aws-sdk:s3control:…`. Buckets there are those on Outposts. */
export const s3ControlActions: Readonly<Record<string, string>> = {
  deleteBucket: 's3-outposts:DeleteBucket',
  deleteBucketLifecycleConfiguration: 's3-outposts:PutLifecycleConfiguration',
  deleteBucketPolicy: 's3-outposts:DeleteBucketPolicy',
  deleteBucketReplication: 's3-outposts:PutReplicationConfiguration',
  deleteBucketTagging: 's3-outposts:PutBucketTagging',
  deletePublicAccessBlock: 'PutAccountPublicAccessBlock',
  getBucket: 's3-outposts:GetBucket',
  getBucketLifecycleConfiguration: 's3-outposts:GetLifecycleConfiguration',
  getBucketReplication: 's3-outposts:GetReplicationConfiguration',
  getPublicAccessBlock: 'GetAccountPublicAccessBlock',
  listRegionalBuckets: 's3-outposts:ListRegionalBuckets',
  putBucketLifecycleConfiguration: 's3-outposts:PutLifecycleConfiguration',
  putBucketReplication: 's3-outposts:PutReplicationConfiguration',
  putPublicAccessBlock: 'PutAccountPublicAccessBlock',
};
