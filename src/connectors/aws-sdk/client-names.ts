/**
 * The package of the AWS SDK for JavaScript that calls a service, by the service's name in `aws-sdk:` resources:
 * `@aws-sdk/client-secrets-manager` for `secretsmanager`.
 */
export function clientPackageName(service: string): string {
  return `@aws-sdk/client-${otherNames[service] ?? hyphenated.get(service) ?? service}`;
}

/** Where the package is not named after the service. */
const otherNames: Readonly<Record<string, string>> = {
  applicationdiscovery: 'application-discovery-service',
  config: 'config-service',
  costandusagereport: 'cost-and-usage-report-service',
  databasemigration: 'database-migration-service',
  directory: 'directory-service',
  elasticsearch: 'elasticsearch-service',
  lexmodelbuilding: 'lex-model-building-service',
  lexruntime: 'lex-runtime-service',
  marketplaceentitlement: 'marketplace-entitlement-service',
};

/** Names that are the service's but for their hyphens. */
const hyphenated: ReadonlyMap<string, string> = new Map(
  `
  acm-pca api-gateway app-mesh application-auto-scaling application-insights application-signals
  arc-region-switch arc-zonal-shift auto-scaling auto-scaling-plans backup-gateway bcm-dashboards
  bcm-data-exports bcm-pricing-calculator bcm-recommended-actions bedrock-agent bedrock-agent-runtime
  bedrock-agentcore bedrock-agentcore-control bedrock-data-automation bedrock-data-automation-runtime
  bedrock-runtime chime-sdk-identity chime-sdk-media-pipelines chime-sdk-meetings chime-sdk-messaging
  chime-sdk-voice cloudfront-keyvaluestore cloudhsm-v2 cloudsearch-domain cloudtrail-data cloudwatch-logs
  codeguru-reviewer codeguru-security codestar-connections codestar-notifications cognito-identity
  cognito-identity-provider cognito-sync compute-optimizer compute-optimizer-automation connect-contact-lens
  cost-explorer cost-optimization-hub customer-profiles data-pipeline device-farm devops-agent devops-guru
  direct-connect directory-service-data docdb-elastic dynamodb-streams ec2-instance-connect ecr-public
  eks-auth elastic-beanstalk elastic-load-balancing elastic-load-balancing-v2 emr-containers emr-serverless
  finspace-data geo-maps geo-places geo-routes global-accelerator inspector-scan iot-data-plane iot-events
  iot-events-data iot-jobs-data-plane iot-managed-integrations iot-wireless ivs-realtime kendra-ranking
  kinesis-analytics kinesis-analytics-v2 kinesis-video kinesis-video-archived-media kinesis-video-media
  kinesis-video-signaling kinesis-video-webrtc-storage launch-wizard lex-models-v2 lex-runtime-v2
  license-manager license-manager-linux-subscriptions license-manager-user-subscriptions machine-learning
  managedblockchain-query marketplace-agreement marketplace-catalog marketplace-commerce-analytics
  marketplace-deployment marketplace-discovery marketplace-metering marketplace-reporting mediapackage-vod
  mediastore-data medical-imaging migration-hub migration-hub-refactor-spaces migrationhub-config
  mwaa-serverless neptune-graph network-firewall nova-act partnercentral-account partnercentral-benefits
  partnercentral-channel partnercentral-selling payment-cryptography payment-cryptography-data
  pca-connector-ad pca-connector-scep personalize-events personalize-runtime pinpoint-email pinpoint-sms-voice
  pinpoint-sms-voice-v2 rds-data redshift-data redshift-serverless resource-explorer-2 resource-groups
  resource-groups-tagging-api route-53 route-53-domains route53-recovery-cluster
  route53-recovery-control-config route53-recovery-readiness s3-control sagemaker-a2i-runtime sagemaker-edge
  sagemaker-featurestore-runtime sagemaker-geospatial sagemaker-metrics sagemaker-runtime secrets-manager
  security-ir service-catalog service-catalog-appregistry service-quotas signer-data snow-device-management
  ssm-contacts ssm-guiconnect ssm-incidents ssm-quicksetup ssm-sap sso-admin sso-oidc storage-gateway
  support-app timestream-influxdb timestream-query timestream-write voice-id vpc-lattice waf-regional
  workspaces-instances workspaces-thin-client workspaces-web
  `
    .trim()
    .split(/\s+/)
    .map((name) => [name.replaceAll('-', ''), name]),
);
