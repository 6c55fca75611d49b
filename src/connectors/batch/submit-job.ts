import { isJsonArray, isJsonObject, type JsonObject } from '../../base/json.ts';
import { type ApiIntegration, type ServiceFacts, statusAt, structureAt, textOf } from '../api-integration.ts';
import type { ConnectorTask } from '../connector.ts';
import { managedRules } from '../managed-rules.ts';
import { startedBySfn } from '../started-by-sfn.ts';

const batch: ServiceFacts = {
  name: 'batch',
  errorPrefix: 'Batch',
  label: 'AWSBatch',
  generalException: 'AWSBatchException',
};

/** Source: Developer Guide, "Run AWS Batch workloads with Step Functions". */
export const submitJob: ApiIntegration = {
  resource: 'batch:submitJob',
  service: batch,
  action: 'SubmitJob',
  toApi: marked,
  job: {
    names: { JobId: 'JobId', JobArn: 'JobArn' },
    poll: { action: 'DescribeJobs', parameters: (names) => ({ Jobs: [textOf(names, 'JobId')] }) },
    describe: structureAt('Jobs.0'),
    statusOf: statusAt('Status'),
    outcomes: { SUCCEEDED: 'Succeeded', FAILED: 'Failed' },
    cancel: {
      action: 'TerminateJob',
      parameters: (names) => ({ JobId: textOf(names, 'JobId'), Reason: startedBySfn.stopReason }),
    },
    managedRule: managedRules.batchJob,
    completionName: (names) => textOf(names, 'JobArn'),
    ofEvent: (detail) => ({ jobs: [detail] }),
  },
};

/**
 * The container of a job that is waited for learns from its environment who started it (recorded). Jobs on several nodes,
 * on EKS or with ECS properties have no container that could be told so.
 */
function marked(parameters: JsonObject, { pattern }: ConnectorTask): JsonObject {
  if (pattern !== 'Sync' || othersOverrides.some((name) => Object.hasOwn(parameters, name)))
    return parameters;
  const overrides = parameters.ContainerOverrides ?? {};
  if (!isJsonObject(overrides)) return parameters;
  const environment = overrides.Environment ?? [];
  if (!isJsonArray(environment)) return parameters;
  const mark = { Name: startedBySfn.key, Value: startedBySfn.value };
  return { ...parameters, ContainerOverrides: { ...overrides, Environment: [...environment, mark] } };
}

const othersOverrides = ['NodeOverrides', 'EksPropertiesOverride', 'EcsPropertiesOverride'];
