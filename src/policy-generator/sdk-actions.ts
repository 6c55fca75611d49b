import { iamPrefixOf } from './sdk-prefixes.ts';
import { s3Actions, s3ControlActions } from './sdk-s3-actions.ts';
import type { AuthorizedAction, ServiceAuthorization } from './service-authorization.ts';

/**
 * What IAM asks about a call to `action` of an `aws-sdk:` service: mostly the action of the same name. Empty where nobody is
 * asked, undefined where IAM's data knows no such action.
 */
export function actionsOf(
  service: string,
  action: string,
  services: ServiceAuthorization,
): readonly AuthorizedAction[] | undefined {
  if (isUnauthorized(service, action)) return [];
  for (const names of candidates(service, action)) {
    const found = names.map((name) => findAction(name, services));
    if (found.every((each) => each !== undefined)) return found;
  }
  return undefined;
}

/** The prefixes of all actions that `actionsOf` may answer for a call. */
export function prefixesOf(service: string, action: string): readonly string[] {
  return candidates(service, action).flatMap((names) => names.map((name) => name.split(':')[0] ?? ''));
}

function findAction(name: string, services: ServiceAuthorization): AuthorizedAction | undefined {
  const [prefix = '', action = ''] = name.split(':');
  return services.findAction(prefix, action);
}

/** Names of actions, the likeliest first. */
function candidates(service: string, action: string): readonly (readonly string[])[] {
  const prefix = iamPrefixOf(service);
  const named = otherNames[service]?.[action];
  if (named !== undefined) {
    return [named.split(' ').map((name) => (name.includes(':') ? name : `${prefix}:${name}`))];
  }
  const names = [action, ...singleNames(action)];
  if (prefix === 'apigateway') names.push(httpMethodOf(action));
  return names.map((name) => [`${prefix}:${name}`]);
}

/** Many actions over several things, or of a second version, are authorized as the first one's. */
function singleNames(action: string): readonly string[] {
  const names: string[] = [];
  const version = /^(.+)V\d$/.exec(action)?.[1];
  if (version !== undefined) names.push(version);
  const batch = /^batch([A-Z].*)$/.exec(action)?.[1] ?? /^(.+)Batch$/.exec(action)?.[1];
  if (batch !== undefined) names.push(batch, batch.replace(/s$/, ''));
  return names;
}

/** API Gateway's actions are HTTP methods. Source: API Gateway Developer Guide, "Control who can create or manage an API". */
function httpMethodOf(action: string): string {
  const [verb = ''] = /^[a-z]+/.exec(action) ?? [];
  return httpMethods[verb] ?? 'POST';
}

const httpMethods: Readonly<Record<string, string>> = {
  delete: 'DELETE',
  disable: 'DELETE',
  export: 'GET',
  flush: 'DELETE',
  get: 'GET',
  list: 'GET',
  put: 'PUT',
  reimport: 'PUT',
  reset: 'DELETE',
  tag: 'PUT',
  untag: 'DELETE',
  update: 'PATCH',
};

/** Services and actions that ask for a token of their own, or for nothing, instead of asking IAM. */
const unauthorized: Readonly<Record<string, readonly string[] | 'all'>> = {
  codecatalyst: 'all',
  connectparticipant: 'all',
  ssooidc: ['createToken', 'registerClient', 'startDeviceAuthorization'],
  sso: 'all',
  cognitoidentityprovider: [
    'completeWebAuthnRegistration',
    'deleteWebAuthnCredential',
    'getUserAuthFactors',
    'listWebAuthnCredentials',
    'startWebAuthnRegistration',
  ],
  sts: ['getCallerIdentity', 'assumeRoleWithSAML', 'assumeRoleWithWebIdentity'],
};

function isUnauthorized(service: string, action: string): boolean {
  const actions = unauthorized[service];
  return actions === 'all' || actions?.includes(action) === true;
}

const readOrWriteGraph = 'ReadDataViaQuery WriteDataViaQuery DeleteDataViaQuery';

/**
 * Actions whose name in policies is not the API's, by the service and the action of the `aws-sdk:` resource.
 *
 * Source: Service Authorization Reference, and the services' own guides to IAM.
 */
const otherNames: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  s3: s3Actions,
  s3control: s3ControlActions,
  apigateway: { importDocumentationParts: 'PUT' },
  apigatewayv2: { importApi: 'PUT', tagResource: 'POST' },
  apigatewaymanagementapi: {
    deleteConnection: 'ManageConnections',
    getConnection: 'ManageConnections',
    postToConnection: 'ManageConnections',
  },
  bedrockruntime: { converse: 'InvokeModel', startAsyncInvoke: 'InvokeModel' },
  budgets: Object.fromEntries([
    ...['Budget', 'Notification', 'Subscriber'].flatMap((noun) =>
      ['create', 'update', 'delete'].map((verb) => [`${verb}${noun}`, 'ModifyBudget']),
    ),
    ...[
      'Budget',
      'Budgets',
      'BudgetPerformanceHistory',
      'BudgetNotificationsForAccount',
      'NotificationsForBudget',
      'SubscribersForNotification',
    ].map((noun) => [`describe${noun}`, 'ViewBudget']),
  ]),
  cloudfront: { createDistributionWithTags: 'CreateDistribution TagResource' },
  cloudsearchdomain: { uploadDocuments: 'document' },
  dynamodb: {
    batchExecuteStatement: 'PartiQLSelect PartiQLInsert PartiQLUpdate PartiQLDelete',
    executeStatement: 'PartiQLSelect PartiQLInsert PartiQLUpdate PartiQLDelete',
    executeTransaction: 'PartiQLSelect PartiQLInsert PartiQLUpdate PartiQLDelete',
    transactGetItems: 'GetItem',
    transactWriteItems: 'PutItem UpdateItem DeleteItem ConditionCheckItem',
  },
  keyspaces: Object.fromEntries([
    ...['createKeyspace', 'createTable', 'createType'].map((action) => [action, 'Create']),
    ...['deleteKeyspace', 'deleteTable', 'deleteType'].map((action) => [action, 'Drop']),
    ...['updateKeyspace', 'updateTable'].map((action) => [action, 'Alter']),
    ...['getKeyspace', 'getTable', 'getTableAutoScalingSettings', 'getType'].map((action) => [
      action,
      'Select',
    ]),
    ...['listKeyspaces', 'listTables', 'listTypes', 'listTagsForResource'].map((action) => [
      action,
      'Select',
    ]),
    ['restoreTable', 'Restore'],
  ]),
  kms: { reEncrypt: 'ReEncryptFrom ReEncryptTo' },
  lambda: { invoke: 'InvokeFunction', getLayerVersionByArn: 'GetLayerVersion' },
  neptunedata: {
    cancelGremlinQuery: 'CancelQuery',
    cancelOpenCypherQuery: 'CancelQuery',
    deletePropertygraphStatistics: 'DeleteStatistics',
    deleteSparqlStatistics: 'DeleteStatistics',
    executeFastReset: 'ResetDatabase',
    executeGremlinExplainQuery: 'ReadDataViaQuery',
    executeGremlinProfileQuery: readOrWriteGraph,
    executeGremlinQuery: readOrWriteGraph,
    executeOpenCypherExplainQuery: 'ReadDataViaQuery',
    executeOpenCypherQuery: readOrWriteGraph,
    getGremlinQueryStatus: 'GetQueryStatus',
    getMLDataProcessingJob: 'GetMLDataProcessingJobStatus',
    getMLEndpoint: 'GetMLEndpointStatus',
    getMLModelTrainingJob: 'GetMLModelTrainingJobStatus',
    getMLModelTransformJob: 'GetMLModelTransformJobStatus',
    getOpenCypherQueryStatus: 'GetQueryStatus',
    getPropertygraphStatistics: 'GetStatisticsStatus',
    getPropertygraphStream: 'GetStreamRecords',
    getPropertygraphSummary: 'GetGraphSummary',
    getRDFGraphSummary: 'GetGraphSummary',
    getSparqlStatistics: 'GetStatisticsStatus',
    getSparqlStream: 'GetStreamRecords',
    listGremlinQueries: 'GetQueryStatus',
    listOpenCypherQueries: 'GetQueryStatus',
    managePropertygraphStatistics: 'ManageStatistics',
    manageSparqlStatistics: 'ManageStatistics',
  },
  neptunegraph: { executeQuery: readOrWriteGraph, getQuery: 'GetQueryStatus' },
  taxsettings: {
    batchGetTaxExemptions: 'GetExemptions',
    getTaxExemptionTypes: 'GetExemptions',
    listTaxExemptions: 'GetExemptions',
    putTaxExemption: 'UpdateExemptions',
  },
  timestreamquery: { query: 'Select' },
  marketplacecatalog: { batchDescribeEntities: 'DescribeEntity' },
};
