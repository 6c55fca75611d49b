import type { TaskCall } from '../calls.ts';
import { fieldResources, fieldValue } from '../field.ts';
import type { Integration } from '../need.ts';
import { allow, integration, type Permission } from './integration.ts';
import { everything, own, parameter, type Resources, remarkAt } from './resources.ts';
import { bucketOf, objectsBelow } from './s3-uri.ts';

const workgroup = parameter(
  'WorkGroup',
  { service: 'athena', resource: (name) => `workgroup/${name}`, isName: true },
  'primary',
);
const catalog = parameter(
  'QueryExecutionContext.Catalog',
  { service: 'athena', resource: (name) => `datacatalog/${name}`, isName: true },
  'AwsDataCatalog',
);

/** A query's id does not say which workgroup ran it. */
const workgroups: Resources = (call) => ({
  resources: own('athena', 'workgroup/*')(call).resources,
  remarks: [
    remarkAt(
      call,
      'QueryExecutionId',
      'An id does not say which workgroup ran the query, so the policy allows every workgroup. Narrow it to those whose queries the state is for.',
    ),
  ],
});

/** Athena reads and writes with the caller's permissions. What a query is about is not read out of its text. */
function inCatalog(...kinds: readonly string[]): Resources {
  return (call) => {
    const { partition, region, account } = call.place;
    return {
      resources: ['catalog', ...kinds].map((kind) => `arn:${partition}:glue:${region}:${account}:${kind}`),
      remarks: [remarkAt(call, 'QueryString', unknownTables)],
    };
  };
}

const unknownTables =
  'Which databases and tables the query is about is not read out of its text, so the policy allows all of them, and all of their data in S3. Narrow the Glue and S3 permissions to those that it reads or writes.';

const allData: Resources = ({ place: { partition } }) => ({
  resources: [`arn:${partition}:s3:::*`],
  remarks: [],
});

/** Queries that change neither tables nor, but for their result, any data. Source: Athena User Guide, "SQL reference for Athena". */
const reading = /^\s*(?:select|with|values|table|show|describe|desc|explain)\b/i;

function onlyReads(call: TaskCall): boolean {
  const value = fieldValue(call, 'QueryString');
  return value.kind === 'Text' && value.patterns.every(([first = '']) => reading.test(first));
}

function isResultPlaceKnown(call: TaskCall): boolean {
  return fieldResources(call, resultPlace, objectsBelow).isKnown;
}

const resultPlace = 'ResultConfiguration.OutputLocation';

/** Source: Athena User Guide, "Control access to Amazon S3 from Athena"; AWS managed policy AmazonAthenaFullAccess. */
const readData = ['s3:GetBucketLocation', 's3:GetObject', 's3:ListBucket'];
const writeData = ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'];

const writing: readonly Permission[] = [
  allow(writeData, parameter(resultPlace, objectsBelow), { when: isResultPlaceKnown }),
  allow('s3:ListBucketMultipartUploads', parameter(resultPlace, bucketOf), { when: isResultPlaceKnown }),
  // The workgroup, which is not in the definition, says where results go, or the query says where its data does.
  allow([...writeData, 's3:ListBucketMultipartUploads', 's3:CreateBucket'], allData, {
    when: (call) => !isResultPlaceKnown(call) || !onlyReads(call),
  }),
];

function glue(...actions: readonly string[]): readonly string[] {
  return actions.map((action) => `glue:${action}`);
}

const databases = inCatalog('database/*');
const tables = inCatalog('database/*', 'table/*');
const changes = { when: (call: TaskCall) => !onlyReads(call) };

/** Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS Glue". */
const dataCatalog: readonly Permission[] = [
  allow(glue('GetDatabase', 'GetDatabases'), databases),
  allow(glue('GetTable', 'GetTables', 'GetPartition', 'GetPartitions', 'BatchGetPartition'), tables),
  allow(glue('CreateDatabase', 'UpdateDatabase'), databases, changes),
  allow(
    glue(
      ...['CreateTable', 'UpdateTable', 'DeleteTable', 'BatchDeleteTable'],
      ...['CreatePartition', 'UpdatePartition', 'DeletePartition'],
      ...['BatchCreatePartition', 'BatchDeletePartition'],
    ),
    tables,
    changes,
  ),
  // What is in a database goes with it.
  allow(glue('DeleteDatabase'), inCatalog('database/*', 'table/*', 'userDefinedFunction/*'), changes),
];

export const athenaIntegrations: readonly Integration[] = [
  integration('athena:startQueryExecution', {
    call: [
      allow('athena:StartQueryExecution', workgroup),
      allow('athena:GetDataCatalog', catalog),
      ...dataCatalog,
      allow('lakeformation:GetDataAccess', everything),
      allow(readData, allData),
      ...writing,
    ],
    poll: [allow('athena:GetQueryExecution', workgroup)],
    cancel: [allow('athena:StopQueryExecution', workgroup)],
  }),
  integration('athena:stopQueryExecution', { call: [allow('athena:StopQueryExecution', workgroups)] }),
  integration('athena:getQueryExecution', { call: [allow('athena:GetQueryExecution', workgroups)] }),
  integration('athena:getQueryResults', {
    call: [allow('athena:GetQueryResults', workgroups), allow('s3:GetObject', allData)],
  }),
];
