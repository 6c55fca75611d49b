import { table } from '../../integrations/dynamodb.ts';
import {
  type ConsoleTemplate,
  eventsStatement,
  here,
  of,
  passRole,
  type StatementTemplate,
  serviceLinkedRole,
  statement,
  syncStatement,
} from '../console-template.ts';
import { arn, roles, text } from '../read-name.ts';

/** The console grants the four actions on items whichever of them a task uses. */
const itemActions = of('dynamodb', 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem');

const onTable: ConsoleTemplate = {
  names: { table: arn('TableName', table) },
  found: [statement(itemActions, '{table}')],
  any: [statement(itemActions, '*')],
};

/** The console grants the same for both patterns of EMR's jobs. */
function onCluster(actions: readonly string[], anyOne = 'arn:{partition}:elasticmapreduce:*:*:cluster/*') {
  const named = of('elasticmapreduce', ...actions);
  return {
    names: { cluster: text('ClusterId') },
    found: [statement(named, here('elasticmapreduce', 'cluster/{cluster}'))],
    any: [statement(named, anyOne)],
  };
}

const asJobRole = {
  condition: { StringEquals: { 'emr-containers:ExecutionRoleArn': ['{jobRoleArn}'] } },
} as const;
const jobRunActions = of('emr-containers', 'DescribeJobRun', 'CancelJobRun');

/** An action of EMR Serverless on an application, with what `.sync` adds. */
function onApplication(
  action: string,
  syncActions: readonly string[],
  rule = 'StepFunctionsGetEventsForEMRServerlessApplicationRule',
): ConsoleTemplate {
  const more = { syncActions: of('emr-serverless', ...syncActions) };
  return {
    names: { application: text('ApplicationId') },
    found: [statement(`emr-serverless:${action}`, application, more), eventsStatement(rule)],
    any: [statement(`emr-serverless:${action}`, anyApplication, more), eventsStatement(rule)],
  };
}

const application = here('emr-serverless', '/applications/{application}');
const anyApplication = here('emr-serverless', '/applications/*');
const jobEvents = eventsStatement('StepFunctionsGetEventsForEMRServerlessJobRule');

/** A query reads and writes data with the role's permissions: the console grants all of the account's. */
const queryData: readonly StatementTemplate[] = [
  statement(
    of(
      's3',
      'GetBucketLocation',
      'GetObject',
      'ListBucket',
      'ListBucketMultipartUploads',
      'ListMultipartUploadParts',
      'AbortMultipartUpload',
      'CreateBucket',
      'PutObject',
    ),
    'arn:{partition}:s3:::*',
  ),
  statement(
    of(
      'glue',
      ...['CreateDatabase', 'GetDatabase', 'GetDatabases', 'UpdateDatabase', 'DeleteDatabase'],
      ...['CreateTable', 'UpdateTable', 'GetTable', 'GetTables', 'DeleteTable', 'BatchDeleteTable'],
      ...['BatchCreatePartition', 'CreatePartition', 'UpdatePartition', 'GetPartition', 'GetPartitions'],
      ...['BatchGetPartition', 'DeletePartition', 'BatchDeletePartition'],
    ),
    ['catalog', 'database/*', 'table/*', 'userDefinedFunction/*'].map((resource) => here('glue', resource)),
  ),
  statement('lakeformation:GetDataAccess', '*'),
];

function query(workgroup: string): readonly StatementTemplate[] {
  const syncActions = of(
    'athena',
    ...['stopQueryExecution', 'getQueryExecution', 'GetWorkGroup', 'BatchGetQueryExecution'],
    ...['GetQueryResults', 'ListQueryExecutions'],
  );
  return [
    statement(
      of('athena', 'startQueryExecution', 'getDataCatalog'),
      [here('athena', `workgroup/${workgroup}`), here('athena', 'datacatalog/*')],
      { syncActions },
    ),
    ...queryData,
  ];
}

function onWorkgroups(action: string): StatementTemplate {
  return statement(`athena:${action}`, here('athena', 'workgroup/*'));
}

export const dataTemplates: Readonly<Record<string, ConsoleTemplate>> = {
  'dynamodb:getItem': onTable,
  'dynamodb:putItem': onTable,
  'dynamodb:updateItem': onTable,
  'dynamodb:deleteItem': onTable,
  'glue:startJobRun': {
    any: [
      statement('glue:StartJobRun', '*', {
        syncActions: of('glue', 'GetJobRun', 'GetJobRuns', 'BatchStopJobRun'),
      }),
    ],
  },
  'databrew:startJobRun': {
    any: [
      statement('databrew:startJobRun', here('databrew', 'job/*'), {
        syncActions: of('databrew', 'listJobRuns', 'stopJobRun'),
      }),
    ],
  },
  'elasticmapreduce:addStep': onCluster(['AddJobFlowSteps', 'DescribeStep', 'CancelSteps']),
  'elasticmapreduce:cancelStep': onCluster(['CancelSteps']),
  'elasticmapreduce:createCluster': {
    others: { roleArn: roles('ServiceRole', 'JobFlowRole', 'AutoScalingRole') },
    any: [
      statement(of('elasticmapreduce', 'RunJobFlow', 'DescribeCluster', 'TerminateJobFlows'), '*'),
      passRole(),
    ],
  },
  'elasticmapreduce:setClusterTerminationProtection': onCluster(['SetTerminationProtection']),
  'elasticmapreduce:modifyInstanceFleetByName': onCluster(['ModifyInstanceFleet', 'ListInstanceFleets']),
  'elasticmapreduce:modifyInstanceGroupByName': onCluster(
    ['ModifyInstanceGroups', 'ListInstanceGroups'],
    '*',
  ),
  'elasticmapreduce:terminateCluster': onCluster(['TerminateJobFlows', 'DescribeCluster']),
  'emr-containers:createVirtualCluster': {
    any: [
      statement('emr-containers:CreateVirtualCluster', '*'),
      // So it is spelled in what the console writes.
      serviceLinkedRole('emr-containers', 'AnAWSServiceRoleForAmazonEMRContainers'),
    ],
  },
  'emr-containers:deleteVirtualCluster': {
    names: { cluster: text('Id') },
    found: [
      statement('emr-containers:DeleteVirtualCluster', here('emr-containers', '/virtualclusters/{cluster}'), {
        syncActions: ['emr-containers:DescribeVirtualCluster'],
      }),
    ],
    any: [
      statement('emr-containers:DeleteVirtualCluster', here('emr-containers', '/virtualclusters/*'), {
        syncActions: ['emr-containers:DescribeVirtualCluster'],
      }),
    ],
  },
  'emr-containers:startJobRun': {
    names: { cluster: text('VirtualClusterId') },
    others: { jobRoleArn: text('ExecutionRoleArn') },
    found: [
      statement(
        'emr-containers:StartJobRun',
        here('emr-containers', '/virtualclusters/{cluster}'),
        asJobRole,
      ),
      syncStatement(jobRunActions, here('emr-containers', '/virtualclusters/{cluster}/jobruns/*')),
    ],
    any: [
      statement('emr-containers:StartJobRun', here('emr-containers', '/virtualclusters/*'), asJobRole),
      syncStatement(jobRunActions, here('emr-containers', '/virtualclusters/*')),
    ],
  },
  'emr-serverless:createApplication': {
    any: [
      statement('emr-serverless:CreateApplication', here('emr-serverless', '/*')),
      syncStatement(of('emr-serverless', 'GetApplication', 'DeleteApplication'), anyApplication),
      eventsStatement('StepFunctionsGetEventsForEMRServerlessApplicationRule'),
      serviceLinkedRole('ops.emr-serverless', 'AWSServiceRoleForAmazonEMRServerless*'),
    ],
  },
  'emr-serverless:startApplication': onApplication('StartApplication', ['GetApplication', 'StopApplication']),
  'emr-serverless:stopApplication': onApplication('StopApplication', ['GetApplication']),
  'emr-serverless:deleteApplication': onApplication('DeleteApplication', ['GetApplication']),
  'emr-serverless:startJobRun': {
    names: { application: text('ApplicationId') },
    others: { roleArn: roles('ExecutionRoleArn') },
    found: [
      statement('emr-serverless:StartJobRun', application),
      passRole('emr-serverless'),
      syncStatement(of('emr-serverless', 'GetJobRun', 'CancelJobRun'), `${application}/jobruns/*`),
      jobEvents,
    ],
    any: [
      statement('emr-serverless:StartJobRun', anyApplication, {
        syncActions: of('emr-serverless', 'GetJobRun', 'CancelJobRun'),
      }),
      passRole('emr-serverless'),
      jobEvents,
    ],
  },
  'emr-serverless:cancelJobRun': {
    names: { application: text('ApplicationId'), run: text('JobRunId') },
    found: [
      statement('emr-serverless:CancelJobRun', `${application}/jobruns/{run}`, {
        syncActions: ['emr-serverless:GetJobRun'],
      }),
      jobEvents,
    ],
    any: [
      statement('emr-serverless:CancelJobRun', anyApplication, {
        syncActions: ['emr-serverless:GetJobRun'],
      }),
      jobEvents,
    ],
  },
  'athena:startQueryExecution': {
    names: { workgroup: text('WorkGroup') },
    found: query('{workgroup}'),
    any: query('*'),
  },
  'athena:stopQueryExecution': { any: [onWorkgroups('stopQueryExecution')] },
  'athena:getQueryExecution': { any: [onWorkgroups('getQueryExecution')] },
  'athena:getQueryResults': {
    any: [onWorkgroups('getQueryResults'), statement('s3:GetObject', 'arn:{partition}:s3:::*')],
  },
};
