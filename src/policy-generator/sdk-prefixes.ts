/**
 * What IAM's actions of a service begin with, by the service's name in `aws-sdk:` resources: `states` for `sfn`.
 *
 * Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS services".
 */
export function iamPrefixOf(service: string): string {
  return prefixes[service] ?? hyphenated.get(service) ?? service;
}

/** Prefixes that are the service's name but for their hyphens. */
const hyphenated: ReadonlyMap<string, string> = new Map(
  `
  access-analyzer acm-pca app-integrations application-autoscaling application-signals arc-region-switch
  arc-zonal-shift autoscaling-plans backup-gateway backup-search bcm-dashboards bcm-data-exports
  bcm-pricing-calculator bcm-recommended-actions bedrock-agentcore cleanrooms-ml cloudfront-keyvaluestore
  cloudtrail-data codeguru-profiler codeguru-reviewer codeguru-security codestar-connections
  codestar-notifications cognito-identity cognito-sync compute-optimizer connect-campaigns
  cost-optimization-hub devops-guru docdb-elastic ec2-instance-connect ecr-public eks-auth
  elemental-inference emr-containers emr-serverless geo-maps geo-places geo-routes inspector-scan
  kendra-ranking license-manager license-manager-linux-subscriptions license-manager-user-subscriptions
  managedblockchain-query mediapackage-vod medical-imaging migrationhub-orchestrator migrationhub-strategy
  neptune-graph network-firewall notifications-contacts nova-act payment-cryptography pca-connector-ad
  pca-connector-scep rds-data redshift-data redshift-serverless resource-explorer-2 resource-groups
  route53-recovery-cluster route53-recovery-control-config route53-recovery-readiness s3-outposts
  sagemaker-geospatial security-ir snow-device-management social-messaging ssm-contacts ssm-guiconnect
  ssm-incidents ssm-quicksetup ssm-sap timestream-influxdb vpc-lattice waf-regional workspaces-instances
  workspaces-web
  `
    .trim()
    .split(/\s+/)
    .map((prefix) => [prefix.replaceAll('-', ''), prefix]),
);

const prefixes: Readonly<Record<string, string>> = {
  amp: 'aps',
  apigatewaymanagementapi: 'execute-api',
  apigatewayv2: 'apigateway',
  appconfigdata: 'appconfig',
  applicationdiscovery: 'discovery',
  bedrockagent: 'bedrock',
  bedrockagentcorecontrol: 'bedrock-agentcore',
  bedrockagentruntime: 'bedrock',
  bedrockdataautomation: 'bedrock',
  bedrockdataautomationruntime: 'bedrock',
  bedrockruntime: 'bedrock',
  chimesdkidentity: 'chime',
  chimesdkmediapipelines: 'chime',
  chimesdkmeetings: 'chime',
  chimesdkmessaging: 'chime',
  chimesdkvoice: 'chime',
  cloudcontrol: 'cloudformation',
  cloudhsmv2: 'cloudhsm',
  cloudsearchdomain: 'cloudsearch',
  cloudwatchlogs: 'logs',
  cognitoidentityprovider: 'cognito-idp',
  computeoptimizerautomation: 'aco-automation',
  connectcampaignsv2: 'connect-campaigns',
  connectcases: 'cases',
  connectcontactlens: 'connect',
  connecthealth: 'health-agent',
  costandusagereport: 'cur',
  costexplorer: 'ce',
  customerprofiles: 'profile',
  databasemigration: 'dms',
  devopsagent: 'aidevops',
  directory: 'ds',
  directoryservicedata: 'ds-data',
  docdb: 'rds',
  dynamodbstreams: 'dynamodb',
  efs: 'elasticfilesystem',
  elasticloadbalancingv2: 'elasticloadbalancing',
  elasticsearch: 'es',
  emr: 'elasticmapreduce',
  eventbridge: 'events',
  finspacedata: 'finspace-api',
  forecastquery: 'forecast',
  greengrassv2: 'greengrass',
  iotdataplane: 'iot',
  ioteventsdata: 'iotevents',
  iotjobsdataplane: 'iotjobsdata',
  iotsecuretunneling: 'iot',
  ivsrealtime: 'ivs',
  keyspaces: 'cassandra',
  keyspacesstreams: 'cassandra',
  kinesisanalyticsv2: 'kinesisanalytics',
  kinesisvideoarchivedmedia: 'kinesisvideo',
  kinesisvideomedia: 'kinesisvideo',
  kinesisvideosignaling: 'kinesisvideo',
  kinesisvideowebrtcstorage: 'kinesisvideo',
  lexmodelbuilding: 'lex',
  lexmodelsv2: 'lex',
  lexruntime: 'lex',
  lexruntimev2: 'lex',
  location: 'geo',
  mailmanager: 'ses',
  marketplaceagreement: 'aws-marketplace',
  marketplacecatalog: 'aws-marketplace',
  marketplacedeployment: 'aws-marketplace',
  marketplacediscovery: 'aws-marketplace',
  marketplaceentitlement: 'aws-marketplace',
  marketplacemetering: 'aws-marketplace',
  marketplacereporting: 'aws-marketplace',
  mediastoredata: 'mediastore',
  migrationhub: 'mgh',
  migrationhubconfig: 'mgh',
  migrationhubrefactorspaces: 'refactor-spaces',
  mturk: 'mechanicalturk',
  mwaa: 'airflow',
  mwaaserverless: 'airflow-serverless',
  neptune: 'rds',
  neptunedata: 'neptune-db',
  opensearch: 'es',
  opensearchserverless: 'aoss',
  partnercentralaccount: 'partnercentral',
  partnercentralbenefits: 'partnercentral',
  partnercentralchannel: 'partnercentral',
  partnercentralselling: 'partnercentral',
  paymentcryptographydata: 'payment-cryptography',
  personalizeevents: 'personalize',
  personalizeruntime: 'personalize',
  pinpoint: 'mobiletargeting',
  pinpointemail: 'ses',
  pinpointsmsvoice: 'sms-voice',
  pinpointsmsvoicev2: 'sms-voice',
  qconnect: 'wisdom',
  resourcegroupstaggingapi: 'tag',
  s3control: 's3',
  sagemakera2iruntime: 'sagemaker',
  sagemakeredge: 'sagemaker',
  sagemakerfeaturestoreruntime: 'sagemaker',
  sagemakermetrics: 'sagemaker',
  sagemakerruntime: 'sagemaker',
  serverlessapplicationrepository: 'serverlessrepo',
  servicecatalogappregistry: 'servicecatalog',
  sesv2: 'ses',
  sfn: 'states',
  signerdata: 'signer',
  simpledb: 'sdb',
  simpledbv2: 'sdb',
  ssoadmin: 'sso',
  ssooidc: 'sso-oauth',
  supplychain: 'scn',
  taxsettings: 'tax',
  timestreamquery: 'timestream',
  timestreamwrite: 'timestream',
  workspacesthinclient: 'thinclient',
};
