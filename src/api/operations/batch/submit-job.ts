import type { JsonObject } from '../../../base/json.ts';
import type {
  BatchDependency,
  BatchJobBody,
  BatchJobDefinitionBody,
} from '../../../store/resources/batch.ts';
import { ClientException } from '../jobs/client-exception.ts';
import { toMake, type WireTags } from '../jobs/permissions.ts';
import { optional } from '../typed-operation.ts';
import { batchOperation } from './batch-operation.ts';
import { type ContainerOverrides, type ContainerProperties, containerDetail, vcpusOf } from './container.ts';
import { checkDependencies } from './dependencies.ts';
import { definitionNotFound, findActiveDefinition } from './job-definitions.ts';
import { getJobQueue } from './job-queues.ts';
import { checkRetryStrategy, checkTimeout, type JobTimeout, type RetryStrategy } from './job-settings.ts';
import { arnNamed, batchArn, checkName } from './names.ts';

interface SubmitJobInput {
  readonly jobName: string;
  readonly jobQueue: string;
  readonly jobDefinition: string;
  readonly shareIdentifier?: string;
  readonly schedulingPriorityOverride?: number;
  readonly arrayProperties?: { readonly size?: number };
  readonly dependsOn?: readonly BatchDependency[];
  readonly parameters?: Readonly<Record<string, string>>;
  readonly containerOverrides?: ContainerOverrides;
  readonly retryStrategy?: RetryStrategy;
  readonly propagateTags?: boolean;
  readonly timeout?: JobTimeout;
  readonly tags?: WireTags;
  readonly nodeOverrides?: JsonObject;
  readonly eksPropertiesOverride?: JsonObject;
  readonly ecsPropertiesOverride?: JsonObject;
}

/** Jobs of one array. Source: User Guide, "Array jobs". */
const arraySizeMin = 2;
const arraySizeMax = 10_000;

export const submitJob = batchOperation<SubmitJobInput>({
  name: 'SubmitJob',
  permissions: async ({ jobQueue, jobDefinition, tags }, { services, caller: { place } }) => {
    const definition = await findActiveDefinition(services.store, place, jobDefinition);
    return toMake(
      'batch:SubmitJob',
      [
        // It has no id yet.
        batchArn(place, 'job', '*'),
        definition?.body.arn ?? arnNamed(jobDefinition, 'job-definition', place),
        arnNamed(jobQueue, 'job-queue', place),
      ],
      tags,
    );
  },
  async run(input, { services, caller: { place } }) {
    const { store, clock, newId, jobs } = services;
    checkName(input.jobName, 'jobName');
    checkServed(input);
    const queue = await getJobQueue(store, place, input.jobQueue);
    const definition = await findActiveDefinition(store, place, input.jobDefinition);
    if (definition === undefined) throw definitionNotFound(input.jobDefinition);
    if (queue.body.state !== 'ENABLED')
      throw new ClientException(`JobQueue ${input.jobQueue} is not ENABLED.`);
    const { size } = input.arrayProperties ?? {};
    if (size !== undefined && (size < arraySizeMin || size > arraySizeMax)) {
      throw new ClientException(`arrayProperties.size must be between ${arraySizeMin} and ${arraySizeMax}`);
    }
    const dependsOn = input.dependsOn ?? [];
    checkDependencies(dependsOn, { size, place, find: (jobId) => jobs.batch.find(jobId) });
    const job: BatchJobBody = {
      place,
      jobId: newId(),
      jobName: input.jobName,
      queueName: queue.name,
      queueArn: queue.body.arn,
      status: 'SUBMITTED',
      statusReason: undefined,
      createdAt: clock.now(),
      startedAt: undefined,
      stoppedAt: undefined,
      dependsOn,
      arraySize: size,
      child: undefined,
      attempts: [],
      terminationReason: undefined,
      ...runOf(input, definition.body),
    };
    await jobs.batch.submit(job);
    return { jobArn: batchArn(place, 'job', job.jobId), jobName: job.jobName, jobId: job.jobId };
  },
});

function checkServed({ nodeOverrides, eksPropertiesOverride, ecsPropertiesOverride }: SubmitJobInput): void {
  if ((nodeOverrides ?? eksPropertiesOverride ?? ecsPropertiesOverride) === undefined) return;
  throw new ClientException('This server runs jobs of type container only.');
}

/** How the job is run: as its definition says, where the request does not say otherwise. */
function runOf(input: SubmitJobInput, { arn, reported }: BatchJobDefinitionBody) {
  const definition = reported as unknown as DefinitionSettings;
  const { containerOverrides = {} } = input;
  const retry = input.retryStrategy ?? definition.retryStrategy ?? {};
  const timeout = input.timeout ?? definition.timeout;
  checkRetryStrategy(retry);
  checkTimeout(timeout);
  const parameters = { ...definition.parameters, ...input.parameters };
  const tags = { ...(definition.propagateTags === true ? definition.tags : {}), ...input.tags };
  return {
    definitionArn: arn,
    vcpus: vcpusOf(definition.containerProperties, containerOverrides),
    container: containerDetail(definition.containerProperties, containerOverrides, parameters),
    attemptsMax: retry.attempts ?? 1,
    evaluateOnExit: retry.evaluateOnExit ?? [],
    timeoutSeconds: timeout?.attemptDurationSeconds,
    reported: {
      parameters,
      propagateTags: input.propagateTags ?? definition.propagateTags ?? false,
      platformCapabilities: definition.platformCapabilities,
      ...optional('shareIdentifier', input.shareIdentifier),
      ...optional('schedulingPriority', input.schedulingPriorityOverride ?? definition.schedulingPriority),
      tags,
    },
  };
}

/** What RegisterJobDefinition keeps. */
interface DefinitionSettings {
  readonly parameters: Readonly<Record<string, string>>;
  readonly containerProperties: ContainerProperties & JsonObject;
  readonly retryStrategy?: RetryStrategy;
  readonly timeout?: JobTimeout;
  readonly propagateTags?: boolean;
  readonly platformCapabilities: readonly string[];
  readonly schedulingPriority?: number;
  readonly tags: WireTags;
}
