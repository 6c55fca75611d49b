import { describe, expect, test } from 'vitest';
import { apiModels } from '../../../src/api/model/model.ts';
import { parseTaskResource } from '../../../src/asl/resource.ts';
import { memberName } from '../../../src/connectors/aws-sdk/java-names.ts';
import { sdkResource, sdkServices } from '../../../src/connectors/aws-sdk/services.ts';
import { findSdkService, listSdkServices } from '../../../src/connectors/catalog/aws-sdk.ts';
import { findIntegration, findParameters, isKnownResource } from '../../../src/connectors/catalog/catalog.ts';
import { optimizedServices } from '../../../src/connectors/catalog/optimized.ts';
import { invoke } from '../../../src/connectors/lambda/invoke.ts';
import { startExecution } from '../../../src/connectors/states/start-execution.ts';

/** Source: Developer Guide, "Learning to use AWS service SDK integrations in Step Functions", the table of services. */
const documentedServices = `
  accessanalyzer account acm acmpca alexaforbusiness amp amplify amplifybackend amplifyuibuilder apigateway apigatewayv2
  appconfig appconfigdata appflow appintegrations applicationautoscaling applicationdiscovery applicationinsights appmesh
  appstream appsync athena auditmanager autoscaling autoscalingplans backup backupgateway batch braket budgets chime
  chimesdkmeetings cloud9 cloudcontrol clouddirectory cloudformation cloudfront cloudhsm cloudhsmv2 cloudsearch cloudtrail
  cloudwatch cloudwatchlogs codeartifact codebuild codecommit codedeploy codeguruprofiler codegurureviewer codepipeline
  codestar codestarconnections codestarnotifications cognitoidentity cognitoidentityprovider cognitosync comprehend
  comprehendmedical computeoptimizer config connect connectcontactlens connectparticipant costandusagereport costexplorer
  databasemigration databrew dataexchange datapipeline datasync dax detective devicefarm devopsguru directconnect directory
  dlm docdb drs dynamodb dynamodbstreams ebs ec2 ec2instanceconnect ecr ecrpublic ecs efs eks elasticache elasticbeanstalk
  elasticinference elasticloadbalancing elasticloadbalancingv2 elasticsearch elastictranscoder emr emrcontainers eventbridge
  evidently firehose fis fms forecast forecastquery frauddetector fsx gamelift glacier glue grafana greengrass greengrassv2
  groundstation guardduty healthlake honeycode iam identitystore imagebuilder inspector inspector2 iot iot1clickprojects
  iotanalytics iotdeviceadvisor iotevents ioteventsdata iotfleethub iotjobsdataplane iotsecuretunneling iotsitewise
  iotthingsgraph iotwireless ivs kafka kafkaconnect kendra kinesis kinesisanalytics kinesisanalyticsv2 kinesisvideo
  kinesisvideoarchivedmedia kinesisvideomedia kinesisvideosignaling kms lakeformation lambda lexmodelbuilding lexmodelsv2
  lexruntime lexruntimev2 licensemanager lightsail location lookoutvision macie macie2 managedblockchain marketplacecatalog
  marketplacecommerceanalytics marketplaceentitlement marketplacemetering mediaconnect medialive mediapackage
  mediapackagevod mediastore mediatailor memorydb migrationhub migrationhubconfig migrationhubstrategy mobile mq mturk mwaa
  neptune networkfirewall networkmanager opensearch opsworks opsworkscm organizations outposts panorama personalize
  personalizeevents personalizeruntime pi pinpoint pinpointemail pinpointsmsvoice polly pricing qldb qldbsession quicksight
  ram rbin rds rdsdata redshift redshiftdata rekognition resiliencehub resourcegroups resourcegroupstaggingapi robomaker
  route53 route53domains route53resolver rum s3 s3control s3outposts sagemaker sagemakera2iruntime sagemakeredge
  sagemakerfeaturestoreruntime sagemakerruntime savingsplans schemas secretsmanager securityhub
  serverlessapplicationrepository servicecatalog servicecatalogappregistry servicediscovery servicequotas ses sesv2 sfn
  shield signer sms snowball sns sqs ssm sso ssoadmin ssooidc storagegateway sts support swf synthetics textract transcribe
  transfer translate voiceid waf wafregional wafv2 wellarchitected wisdom workdocs workmail workmailmessageflow workspaces
  workspacesweb xray`
  .trim()
  .split(/\s+/);

/** Of services whose SDK is no longer published, any action passes. */
const anyAction = 'listThings';

test.each(documentedServices)('the documented service %s is known', (service) => {
  const [action = anyAction] = Object.keys(findSdkService(service)?.actions ?? {});
  expect(isKnownResource(`arn:aws:states:::aws-sdk:${service}:${action}`)).toBe(true);
});

describe('AWS knows', () => {
  test.each([
    'athena:startQueryExecution.sync',
    'batch:submitJob',
    'bedrock:invokeModel',
    'dynamodb:getItem',
    'ecs:runTask.waitForTaskToken',
    'eks:call',
    'elasticmapreduce:createCluster.sync',
    'emr-serverless:startJobRun.sync',
    'http:invoke',
    'sns:publish.waitForTaskToken',
    'states:startExecution.sync:2',
    'aws-sdk:s3:getObject',
    'aws-sdk:s3:getObject.waitForTaskToken',
    'aws-sdk:cloudwatchlogs:createLogStream',
    'aws-sdk:rds:createDBSnapshot',
    'aws-sdk:lookoutvision:startModel',
  ])('%s', (resource) => {
    const arn = `arn:aws:states:::${resource}`;
    expect(isKnownResource(arn)).toBe(true);
    expect(parseTaskResource(arn)?.kind).toBe('Integration');
  });
});

describe('AWS does not know', () => {
  test.each([
    ['a pattern the integration has not', 'sqs:sendMessage.sync'],
    ['a callback of a job', 'batch:submitJob.waitForTaskToken'],
    ['the second version of results but of nested executions', 'batch:submitJob.sync:2'],
    ['an AWS SDK integration that waits for a job', 'aws-sdk:codebuild:startBuild.sync'],
    ['an action in PascalCase', 'aws-sdk:cloudwatchlogs:CreateLogStream'],
    ['a service by its signing name', 'aws-sdk:states:startExecution'],
    ['a service in PascalCase', 'aws-sdk:DynamoDb:getItem'],
    ['an action the service has not', 'aws-sdk:s3:startExecution'],
    ['an action that streams', 'aws-sdk:s3:selectObjectContent'],
    ['an action that is documented as unsupported', 'aws-sdk:lambda:invokeAsync'],
    ['an optimized action of another name', 'dynamodb:query'],
    ['a service without optimized integrations', 's3:getObject'],
    ['what only JavaScript has', 'aws-sdk:s3:constructor'],
    ['what only JavaScript has, of an optimized service', 'lambda:constructor'],
    ['a part too many', 'aws-sdk:s3:getObject:more'],
    ['a part too few', 'aws-sdk:s3'],
    ['a text that would end the search', 'aws-sdk:s3","errorPrefix":"S3"},{"service":"s3:getObject'],
    ['an empty service', 'aws-sdk::getObject'],
  ])('%s: %s', (_, resource) => {
    expect(isKnownResource(`arn:aws:states:::${resource}`)).toBe(false);
  });
});

describe('what an integration takes', () => {
  test.each([
    [
      'batch:submitJob.sync',
      ['JobDefinition', 'JobName', 'JobQueue'],
      ['ArrayProperties', 'ContainerOverrides'],
    ],
    ['elasticmapreduce:addStep', ['ClusterId', 'Step'], ['ExecutionRoleArn']],
    ['elasticmapreduce:createCluster', ['Instances', 'Name'], ['ReleaseLabel']],
    ['emr-containers:startJobRun.sync', ['VirtualClusterId'], ['ClientToken', 'JobDriver']],
    ['ecs:runTask', ['TaskDefinition'], ['Cluster', 'LaunchType']],
    [
      'aws-sdk:emrserverless:startJobRun',
      ['ApplicationId', 'ClientToken', 'ExecutionRoleArn'],
      ['JobDriver'],
    ],
    ['aws-sdk:rds:createDBSnapshot', ['DbInstanceIdentifier', 'DbSnapshotIdentifier'], ['Tags']],
    ['aws-sdk:s3:putObject', ['Bucket', 'Key'], ['Acl', 'SsekmsKeyId']],
    ['aws-sdk:codeartifact:deletePackage', ['Domain', 'Format', 'PackageValue', 'Repository'], ['Namespace']],
    ['aws-sdk:sts:getCallerIdentity', [], []],
  ])('%s', (resource, required, among) => {
    const parameters = findParameters(`arn:aws:states:::${resource}`);
    expect([...(parameters?.required ?? [])].sort()).toEqual(required);
    expect([...(parameters?.names ?? [])]).toEqual(expect.arrayContaining([...required, ...among]));
  });

  test('is not known of a service whose SDK is no longer published', () => {
    expect(findIntegration('aws-sdk:lookoutvision:startModel')).toMatchObject({
      errorPrefix: 'LookoutVision',
      parameters: undefined,
    });
  });

  test('of a new cluster has no steps', () => {
    expect(findIntegration('elasticmapreduce:createCluster')?.parameters?.names.has('Steps')).toBe(false);
  });
});

test.each([
  ['sfn', { signingName: 'states', iamPrefix: 'states', errorPrefix: 'Sfn', protocol: 'json' }],
  ['cloudwatch', { signingName: 'monitoring', iamPrefix: 'cloudwatch', errorPrefix: 'CloudWatch' }],
  ['ses', { endpointPrefix: 'email', signingName: 'ses', iamPrefix: 'ses' }],
  ['fsx', { errorPrefix: 'FSx' }],
  ['sesv2', { errorPrefix: 'SesV2' }],
  ['s3', { protocol: 'rest-xml', errorPrefix: 'S3' }],
])('the service %s is called and named as its model says', (service, facts) => {
  expect(findSdkService(service)).toMatchObject(facts);
});

describe('every optimized integration', () => {
  const integrations = Object.entries(optimizedServices).flatMap(([service, { actions }]) =>
    Object.keys(actions).map((action) => `${service}:${action}`),
  );

  test.each(integrations)('%s has parameters', (name) => {
    const integration = findIntegration(name);
    const { names = new Set(), required = [] } = integration?.parameters ?? {};
    expect(integration?.suffixes[0]).toBe('');
    expect(names.size).toBeGreaterThan(0);
    expect(required.filter((parameter) => !names.has(parameter))).toEqual([]);
  });
});

describe('the catalog agrees with', () => {
  test.each([invoke, startExecution])('the connector of $resource', ({ resource, patterns }) => {
    const known = { RequestResponse: '', Sync: '.sync', WaitForTaskToken: '.waitForTaskToken' };
    const suffixes = findIntegration(resource)?.suffixes;
    expect(suffixes?.filter((suffix) => suffix !== '.sync:2')).toEqual(patterns.map((each) => known[each]));
  });

  test.each(Object.entries(sdkServices))('the API model of %s', (signingName, service) => {
    const model = apiModels[signingName as keyof typeof apiModels];
    for (const [name, { input }] of Object.entries(model.operations)) {
      const parameters = findIntegration(sdkResource(service, name))?.parameters;
      const shape = input === undefined ? undefined : model.shapes[input];
      const members = shape?.type === 'structure' ? Object.keys(shape.members) : [];
      expect([...(parameters?.names ?? [])], name).toEqual(members.map(memberName));
    }
  });
});

test('every line of the catalog can be read, and its numbers stand for parameters', () => {
  const services = listSdkServices();
  expect(services.length).toBeGreaterThan(400);
  let actionCount = 0;
  for (const service of services) {
    for (const action of Object.keys(findSdkService(service)?.actions ?? {})) {
      expect(isKnownResource(`arn:aws:states:::aws-sdk:${service}:${action}`), `${service}:${action}`).toBe(
        true,
      );
      actionCount += 1;
    }
  }
  expect(actionCount).toBeGreaterThan(18_000);
});
